using Microsoft.EntityFrameworkCore;

namespace Sentralix.Platform.Storage;

/// <summary>What several processes share beyond their services: stored bytes, the members of the cluster and the proof of the key ring. PostgreSQL only; one process
/// keeps bytes in a folder and needs no membership.</summary>
public sealed class PlatformDbContext(DbContextOptions<PlatformDbContext> options) : ServiceDbContext(options)
{
    /// <summary>The schema's name.</summary>
    public const string Name = "platform";

    /// <inheritdoc/>
    public override string Service => Name;

    /// <inheritdoc/>
    protected override void ModelTables(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<BlobPiece>().HasKey(p => new { p.TenantId, p.Service, p.Hash, p.Ordinal });
        modelBuilder.Entity<ClusterProcess>().HasKey(m => m.Address);
        modelBuilder.Entity<ClusterVersion>().HasKey(v => v.Id);
        modelBuilder.Entity<KeyCanary>(canary =>
        {
            canary.HasKey(k => k.Id);
            canary.Property(k => k.Id).ValueGeneratedNever();
        });
    }
}

/// <summary>A piece of stored bytes.</summary>
public sealed class BlobPiece : ITenantOwned
{
    /// <inheritdoc/>
    public string TenantId { get; set; } = "";

    /// <summary>Whose bytes they are.</summary>
    public required string Service { get; init; }

    /// <summary>SHA-256 of the whole, in hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>From 0.</summary>
    public required int Ordinal { get; init; }

    /// <summary>At most 1 MiB.</summary>
    public required byte[] Bytes { get; init; }
}

/// <summary>What only the key ring of this data opens: one row.</summary>
public sealed class KeyCanary
{
    /// <summary>Always 1.</summary>
    public required int Id { get; init; }

    /// <summary>The canary.</summary>
    public required string Sealed { get; init; }
}

/// <summary>A process of the cluster, as Orleans' membership protocol wants it kept.</summary>
public sealed class ClusterProcess
{
    /// <summary>Address, port and generation.</summary>
    public required string Address { get; init; }

    /// <summary>Changes with every write.</summary>
    public required string Etag { get; set; }

    /// <summary>The protocol's fields, as JSON.</summary>
    public required string Entry { get; set; }

    /// <summary>The process's last sign of life; written without touching the rest.</summary>
    public DateTimeOffset AliveAt { get; set; }

    /// <summary>Whether the process is declared dead.</summary>
    public bool Dead { get; set; }
}

/// <summary>The version of the cluster's membership: one row.</summary>
public sealed class ClusterVersion
{
    /// <summary>Always 1.</summary>
    public required int Id { get; init; }

    /// <summary>Rises with every change of membership.</summary>
    public required int Version { get; set; }
}
