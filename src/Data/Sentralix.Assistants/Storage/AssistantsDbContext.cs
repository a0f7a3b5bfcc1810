using Microsoft.EntityFrameworkCore;
using Sentralix.Platform.Storage;

namespace Sentralix.Assistants.Storage;

/// <summary>The tables of Assistants.</summary>
internal sealed class AssistantsDbContext(DbContextOptions<AssistantsDbContext> options) : ServiceDbContext(options)
{
    public override string Service => AssistantsModule.ServiceName;

    public DbSet<StoredAssistant> Assistants => Set<StoredAssistant>();

    public DbSet<StoredDraft> Drafts => Set<StoredDraft>();

    public DbSet<StoredVersion> Versions => Set<StoredVersion>();

    public DbSet<StoredRelease> Releases => Set<StoredRelease>();

    public DbSet<StoredBinding> Bindings => Set<StoredBinding>();

    public DbSet<StoredChange> Changes => Set<StoredChange>();

    /// <summary>One writer at a time for an assistant with its draft, versions and releases, until this unit of work ends. What is read
    /// after it is the last committed state. Order of locks: assistant, binding, changes.</summary>
    public Task LockAssistant(string id, CancellationToken cancellation) => Lock("assistant", id, cancellation);

    /// <summary>One writer at a time for a connection's binding.</summary>
    public Task LockBinding(string connection, CancellationToken cancellation) => Lock("binding", connection, cancellation);

    /// <summary>One writer at a time for the table of changes, whoever's they are.</summary>
    public Task LockChanges(CancellationToken cancellation) => LockForAllTenants("changes", cancellation);

    protected override void ModelTables(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<StoredAssistant>(assistant =>
        {
            assistant.ToTable("assistant");
            assistant.HasKey(a => new { a.TenantId, a.Id });
            assistant.Property(a => a.Rev).IsConcurrencyToken();
        });
        modelBuilder.Entity<StoredDraft>(draft =>
        {
            draft.ToTable("draft");
            draft.HasKey(d => new { d.TenantId, d.AssistantId });
            draft.Property(d => d.Rev).IsConcurrencyToken();
            draft.HasOne<StoredAssistant>().WithOne().HasForeignKey<StoredDraft>(d => new { d.TenantId, d.AssistantId }).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<StoredVersion>(version =>
        {
            version.ToTable("assistant_version");
            version.HasKey(v => new { v.TenantId, v.AssistantId, v.Version });
            version.HasOne<StoredAssistant>().WithMany().HasForeignKey(v => new { v.TenantId, v.AssistantId }).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<StoredRelease>(release =>
        {
            release.ToTable("release");
            release.HasKey(r => new { r.TenantId, r.Id });
            release.HasIndex(r => new { r.TenantId, r.AssistantId, r.Number }).IsUnique();
            release.HasIndex(r => new { r.TenantId, r.AssistantId, r.Environment }).IsUnique().HasFilter("active").HasDatabaseName("ix_release_one_active");
            release.HasOne<StoredVersion>().WithMany().HasForeignKey(r => new { r.TenantId, r.AssistantId, r.Version }).OnDelete(DeleteBehavior.Restrict);
        });
        modelBuilder.Entity<StoredBinding>(binding =>
        {
            binding.ToTable("binding");
            binding.HasKey(b => new { b.TenantId, b.Connection });
            binding.HasOne<StoredAssistant>().WithMany().HasForeignKey(b => new { b.TenantId, b.AssistantId }).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<StoredChange>(change =>
        {
            change.ToTable("change");
            change.HasKey(c => c.Id);
        });
    }
}
