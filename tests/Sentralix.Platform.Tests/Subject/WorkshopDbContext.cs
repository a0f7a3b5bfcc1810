using Microsoft.EntityFrameworkCore;
using Sentralix.Platform.Storage;

namespace Sentralix.Platform.Tests.Subject;

/// <summary>The tables of a service that exists only to be tested.</summary>
internal sealed class WorkshopDbContext(DbContextOptions<WorkshopDbContext> options) : ServiceDbContext(options)
{
    public override string Service => "workshop";

    public DbSet<Tool> Tools => Set<Tool>();

    public DbSet<Tariff> Tariffs => Set<Tariff>();

    public DbSet<Effect> Effects => Set<Effect>();

    protected override void ModelTables(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Tool>().HasKey(t => new { t.TenantId, t.Id });
        modelBuilder.Entity<Tool>().Property(t => t.Rev).IsConcurrencyToken();
        modelBuilder.Entity<Tariff>().HasKey(t => new { t.TenantId, t.Id });
        modelBuilder.Entity<Effect>().HasKey(e => e.Id);
    }
}

/// <summary>A tenant's row.</summary>
internal sealed class Tool : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Id { get; init; }

    public string Name { get; set; } = "";

    public long Rev { get; set; }
}

/// <summary>A row that everybody may read where it is the operator's.</summary>
[Shared]
internal sealed class Tariff : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Id { get; init; }

    public string Name { get; set; } = "";
}

/// <summary>What a work item did. Nothing keeps two rows for one item apart: twice would show.</summary>
internal sealed class Effect : ITenantOwned
{
    public long Id { get; init; }

    public string TenantId { get; set; } = "";

    public required string OrderingKey { get; init; }

    public required int Number { get; init; }

    public int Attempt { get; init; }
}
