using Microsoft.EntityFrameworkCore;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Storage;

/// <summary>The tables of Llm.</summary>
internal sealed class LlmDbContext(DbContextOptions<LlmDbContext> options) : ServiceDbContext(options)
{
    public override string Service => LlmModule.ServiceName;

    public DbSet<ProviderRow> Providers => Set<ProviderRow>();

    public DbSet<ProviderKeyRow> ProviderKeys => Set<ProviderKeyRow>();

    public DbSet<RouteRow> Routes => Set<RouteRow>();

    public DbSet<PriceRow> Prices => Set<PriceRow>();

    public DbSet<LimitRow> Limits => Set<LimitRow>();

    public DbSet<AttemptRow> Attempts => Set<AttemptRow>();

    public DbSet<UsageDayRow> UsageDays => Set<UsageDayRow>();

    public DbSet<BudgetRow> Budgets => Set<BudgetRow>();

    public DbSet<BudgetHoldRow> BudgetHolds => Set<BudgetHoldRow>();

    public DbSet<CachedAnswerRow> CachedAnswers => Set<CachedAnswerRow>();

    public DbSet<FileRow> Files => Set<FileRow>();

    public DbSet<FilePartRow> FileParts => Set<FilePartRow>();

    public DbSet<BatchRow> Batches => Set<BatchRow>();

    public DbSet<BatchResultRow> BatchResults => Set<BatchResultRow>();

    public DbSet<ProcessRow> Processes => Set<ProcessRow>();

    /// <summary>One writer at a time for what is configured, whoever's it is: tenants' routes name the operator's providers.</summary>
    public Task LockConfiguration(CancellationToken cancellation) => LockForAllTenants("configuration", cancellation);

    /// <summary>One writer at a time for the batches that a tenant has under way. Order of locks: batches, batch, file.</summary>
    public Task LockBatches(CancellationToken cancellation) => Lock("batches", "", cancellation);

    /// <summary>One writer at a time for a batch.</summary>
    public Task LockBatch(string id, CancellationToken cancellation) => Lock("batch", id, cancellation);

    /// <summary>One writer at a time for a file: whoever takes it for a batch, or away.</summary>
    public Task LockFile(string id, CancellationToken cancellation) => Lock("file", id, cancellation);

    protected override void ModelTables(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ProviderRow>(provider =>
        {
            provider.ToTable("provider");
            provider.HasKey(p => new { p.TenantId, p.Id });
            provider.HasIndex(p => new { p.TenantId, p.Name }).IsUnique();
            provider.Property(p => p.Rev).IsConcurrencyToken();
        });
        modelBuilder.Entity<ProviderKeyRow>(key =>
        {
            key.ToTable("provider_key");
            key.HasKey(k => new { k.TenantId, k.Id });
            key.Property(k => k.Rev).IsConcurrencyToken();
            key.HasOne<ProviderRow>().WithMany().HasForeignKey(k => new { k.TenantId, k.ProviderId }).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<RouteRow>(route =>
        {
            route.ToTable("route");
            route.HasKey(r => new { r.TenantId, r.Id });
            route.HasIndex(r => new { r.TenantId, r.Model }).IsUnique();
            route.Property(r => r.Rev).IsConcurrencyToken();
        });
        modelBuilder.Entity<PriceRow>(price =>
        {
            price.ToTable("price");
            price.HasKey(p => new { p.TenantId, p.Id });
            price.HasIndex(p => new { p.TenantId, p.Provider, p.Model, p.ValidFrom }).IsUnique();
        });
        modelBuilder.Entity<LimitRow>(limit =>
        {
            limit.ToTable("limit");
            limit.HasKey(l => new { l.TenantId, l.Id });
            limit.HasIndex(l => new { l.TenantId, l.ForTenant, l.Key, l.Model }).IsUnique();
            limit.Property(l => l.Rev).IsConcurrencyToken();
        });
        modelBuilder.Entity<AttemptRow>(attempt =>
        {
            attempt.ToTable("attempt");
            attempt.HasKey(a => a.Id);
            attempt.HasIndex(a => a.SettledSeq).IsUnique();
            attempt.HasIndex(a => new { a.TenantId, a.SettledSeq });
            attempt.HasIndex(a => new { a.TenantId, a.At });
            attempt.HasIndex(a => a.Process).HasFilter("settled_seq IS NULL");
            attempt.HasIndex(a => new { a.TenantId, a.Batch, a.SettledSeq }).HasFilter("batch IS NOT NULL");
        });
        modelBuilder.Entity<UsageDayRow>(usage =>
        {
            usage.ToTable("usage_day");
            usage.HasKey(u => new { u.TenantId, u.Day, u.Actor, u.Model, u.Provider, u.Currency });
        });
        modelBuilder.Entity<BudgetRow>(budget =>
        {
            budget.ToTable("budget");
            budget.HasKey(b => new { b.TenantId, b.LimitId, b.Period, b.Starts });
        });
        modelBuilder.Entity<BudgetHoldRow>(hold =>
        {
            hold.ToTable("budget_hold");
            hold.HasKey(h => new { h.TenantId, h.LimitId, h.Period, h.Starts, h.Process });
            hold.HasIndex(h => h.Process);
        });
        modelBuilder.Entity<CachedAnswerRow>(answer =>
        {
            answer.ToTable("cached_answer");
            answer.HasKey(a => new { a.TenantId, a.Key });
            answer.HasIndex(a => a.ExpiresAt);

            // What a tenant's share is counted with, without reading the answers.
            answer.HasIndex(a => new { a.TenantId, a.CreatedAt, a.Key, a.Size });
        });
        BatchTables.Add(modelBuilder);
        modelBuilder.Entity<ProcessRow>(process =>
        {
            process.ToTable("process");
            process.HasKey(p => p.Id);
        });
    }
}
