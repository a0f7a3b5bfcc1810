using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Sentralix.Platform.Delivery;

namespace Sentralix.Platform.Storage;

/// <summary>A row that belongs to a tenant. Keys of such rows begin with the tenant, and so do foreign keys to them.</summary>
public interface ITenantOwned
{
    /// <summary>The tenant; stamped on insert, never changed.</summary>
    string TenantId { get; set; }
}

/// <summary>Marks rows that every tenant may read where they belong to the operator's own tenant <c>platform</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SharedAttribute : Attribute;

/// <summary>The base of every service's one DbContext: tenant walls, the platform's column types, and the tables that every service has
/// (work items, idempotency keys).</summary>
public abstract class ServiceDbContext(DbContextOptions options) : DbContext(options)
{
    /// <summary>The operator's own tenant.</summary>
    public const string PlatformTenant = "platform";

    // EF gives a model that one context is still preparing to the next one that asks, and its queries then fail.
    private static readonly Lock Preparing = new();

    private readonly bool crossesTenants = options.FindExtension<CrossTenantModel>() is not null;
    private List<Action>? afterCommit;
    private bool isPrepared;

    /// <summary>The service's name: the schema in PostgreSQL, the file in SQLite.</summary>
    public abstract string Service { get; }

    /// <summary>The service's queue.</summary>
    public DbSet<WorkItem> WorkItems => Set<WorkItem>();

    /// <summary>Answers under idempotency keys.</summary>
    public DbSet<IdempotencyRecord> IdempotencyRecords => Set<IdempotencyRecord>();

    /// <summary>The tenant of this unit of work.</summary>
    public string? Tenant { get; private set; }

    /// <summary>Whether this unit of work may cross tenants.</summary>
    public bool IsSystem { get; private set; }

    /// <summary>Runs after this unit of work is durable; never when it fails. Must be quick: wake somebody, drop a cache entry.</summary>
    public void AfterCommit(Action action) => (afterCommit ??= []).Add(action);

    /// <summary>Whether the database is PostgreSQL; else SQLite.</summary>
    public bool IsPostgres => Database.ProviderName!.StartsWith("Npgsql", StringComparison.Ordinal);

    /// <summary>One writer at a time for something of this tenant in this service, until this unit of work ends; what is read after it is
    /// the last committed state. For what no row stands for yet: a name that is free, the next number. SQLite has one writer anyway.</summary>
    /// <param name="kind">A constant without a slash: what the key names.</param>
    /// <param name="key">Any text.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    public Task Lock(string kind, string key, CancellationToken cancellation) => LockText(OfTenant(kind, key), cancellation);

    /// <summary>Like <see cref="Lock"/>, for several keys at once, always in the same order, so that no two wait for each other.</summary>
    public async Task LockAll(string kind, IReadOnlyCollection<string> keys, CancellationToken cancellation)
    {
        if (!IsPostgres) return;
        var what = keys.Select(key => OfTenant(kind, key)).Order(StringComparer.Ordinal).ToArray();
        if (what is [var one]) await LockText(one, cancellation);
        else if (what.Length > 1) await Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended(text, 0)) FROM unnest({what}) AS text", cancellation);
    }

    /// <summary>Like <see cref="Lock"/>, but several may hold it at once: what a <see cref="Lock"/> would change stays as it is.</summary>
    public async Task LockShared(string kind, string key, CancellationToken cancellation)
    {
        var what = OfTenant(kind, key);
        if (IsPostgres) await Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock_shared(hashtextextended({what}, 0))", cancellation);
    }

    /// <summary>Like <see cref="Lock"/>, for something that all tenants share.</summary>
    public Task LockForAllTenants(string kind, CancellationToken cancellation) => LockText($"{Service}//{kind}/", cancellation);

    internal void Begin(string? tenant, bool isSystem)
    {
        if (isSystem != crossesTenants) throw new InvalidOperationException("The model of this context has other walls than this unit of work.");
        if (!isPrepared) Prepare();
        ChangeTracker.Clear();
        Tenant = tenant;
        IsSystem = isSystem;
        afterCommit = null;
    }

    private void Prepare()
    {
        lock (Preparing) Model.GetRelationalModel();
        isPrepared = true;
    }

    internal List<Action>? TakeAfterCommit()
    {
        var actions = afterCommit;
        afterCommit = null;
        return actions;
    }

    /// <inheritdoc/>
    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        foreach (var entry in ChangeTracker.Entries<ITenantOwned>()) StampOrRefuse(entry);
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    /// <summary>Synchronous saves are not used: the stores own every unit of work.</summary>
    public override int SaveChanges(bool acceptAllChangesOnSuccess) => throw new InvalidOperationException("Units of work are saved by the store.");

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<MicrosecondConverter>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>();

        // Ids sort by their bytes on both databases.
        if (IsPostgres) configurationBuilder.Properties<string>().UseCollation("C");
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        if (IsPostgres) modelBuilder.HasDefaultSchema(Service);
        modelBuilder.Entity<WorkItem>(item =>
        {
            item.HasKey(i => i.Id);
            item.HasIndex(i => new { i.State, i.Kind, i.DueAt, i.Id });
            item.HasIndex(i => new { i.OrderingKey, i.Id });
        });
        modelBuilder.Entity<IdempotencyRecord>().HasKey(r => new { r.TenantId, r.Actor, r.Route, r.Key });
        ModelTables(modelBuilder);

        if (crossesTenants) return;
        var wall = typeof(ServiceDbContext).GetMethod(nameof(Wall), BindingFlags.NonPublic | BindingFlags.Instance)!;
        foreach (var type in modelBuilder.Model.GetEntityTypes().Where(t => t.ClrType.IsAssignableTo(typeof(ITenantOwned))).ToList())
            wall.MakeGenericMethod(type.ClrType).Invoke(this, [modelBuilder]);
    }

    /// <summary>The service's own tables.</summary>
    protected abstract void ModelTables(ModelBuilder modelBuilder);

    private void Wall<T>(ModelBuilder modelBuilder)
        where T : class, ITenantOwned
    {
        if (typeof(T).IsDefined(typeof(SharedAttribute)))
            modelBuilder.Entity<T>().HasQueryFilter(e => e.TenantId == Tenant || e.TenantId == PlatformTenant);
        else
            modelBuilder.Entity<T>().HasQueryFilter(e => e.TenantId == Tenant);
    }

    // Advisory locks are one space for the whole database. Services, tenants and kinds have no slash in them, so no two locks share a text.
    private string OfTenant(string kind, string key) =>
        $"{Service}/{Tenant ?? throw new InvalidOperationException($"A lock on {kind} is one tenant's.")}/{kind}/{key}";

    private async Task LockText(string what, CancellationToken cancellation)
    {
        if (IsPostgres) await Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({what}, 0))", cancellation);
    }

    private void StampOrRefuse(EntityEntry<ITenantOwned> entry)
    {
        if (entry.State is not (EntityState.Added or EntityState.Modified or EntityState.Deleted)) return;
        if (entry.State == EntityState.Added && string.IsNullOrEmpty(entry.Entity.TenantId) && Tenant is not null)
        {
            entry.Entity.TenantId = Tenant;
            return;
        }

        if (IsSystem && !string.IsNullOrEmpty(entry.Entity.TenantId)) return;
        if (entry.Entity.TenantId != Tenant)
            throw new InvalidOperationException($"A {entry.Metadata.ClrType.Name} of another tenant was about to be written.");
    }

    private sealed class MicrosecondConverter() : ValueConverter<DateTimeOffset, long>(time => PlatformTime.ToMicroseconds(time), stored => PlatformTime.OfMicroseconds(stored));
}
