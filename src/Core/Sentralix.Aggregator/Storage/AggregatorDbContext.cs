using Microsoft.EntityFrameworkCore;
using Sentralix.Platform.Storage;

namespace Sentralix.Aggregator.Storage;

/// <summary>Tenants, their web connection and keys, files, and the fences of the web channel.</summary>
internal sealed class AggregatorDbContext(DbContextOptions<AggregatorDbContext> options) : ServiceDbContext(options)
{
    public override string Service => AggregatorModule.ServiceName;

    public DbSet<TenantRow> Tenants => Set<TenantRow>();

    public DbSet<ConnectionRow> Connections => Set<ConnectionRow>();

    public DbSet<ApiKeyRow> ApiKeys => Set<ApiKeyRow>();

    public DbSet<StoredFileRow> StoredFiles => Set<StoredFileRow>();

    public DbSet<FileRemovalRow> FileRemovals => Set<FileRemovalRow>();

    public DbSet<FenceRow> Fences => Set<FenceRow>();

    protected override void ModelTables(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<TenantRow>(tenant =>
        {
            tenant.HasKey(t => t.TenantId);
            tenant.HasIndex(t => t.Name).IsUnique();
        });
        modelBuilder.Entity<ConnectionRow>(connection =>
        {
            connection.HasKey(c => new { c.TenantId, c.Id });
            connection.HasIndex(c => c.TenantId).IsUnique();
            connection.HasOne<TenantRow>().WithMany().HasForeignKey(c => c.TenantId);
        });
        modelBuilder.Entity<ApiKeyRow>(key =>
        {
            key.HasKey(k => new { k.TenantId, k.Id });
            key.HasIndex(k => k.Hash).IsUnique();
            key.HasOne<TenantRow>().WithMany().HasForeignKey(k => k.TenantId);
        });
        modelBuilder.Entity<StoredFileRow>(file =>
        {
            file.HasKey(f => new { f.TenantId, f.Id });
            file.HasIndex(f => new { f.TenantId, f.Sha256 });
        });
        modelBuilder.Entity<FileRemovalRow>().HasKey(r => new { r.TenantId, r.Sha256 });
        modelBuilder.Entity<FenceRow>().HasKey(f => new { f.TenantId, f.ConversationId });
    }
}
