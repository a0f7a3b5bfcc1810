using Microsoft.EntityFrameworkCore;
using Sentralix.Platform.Storage;

namespace Sentralix.Knowledge.Storage;

/// <summary>The tables of Knowledge. The lexical index is a table of postings on both databases: ranked by one code, so that they answer
/// alike, and by the statistics of the searched collections alone, never of another tenant's.</summary>
internal sealed class KnowledgeDbContext(DbContextOptions<KnowledgeDbContext> options) : ServiceDbContext(options)
{
    public override string Service => KnowledgeModule.ServiceName;

    // The wall's own filter holds an OR, over which SQLite finds no index whose first column is the tenant. The plain comparison lets it.
    public IQueryable<StoredCollection> Collections => Set<StoredCollection>().Where(c => c.TenantId == Tenant);

    public IQueryable<StoredDocument> Documents => Set<StoredDocument>().Where(d => d.TenantId == Tenant);

    public IQueryable<StoredVersion> Versions => Set<StoredVersion>().Where(v => v.TenantId == Tenant);

    public IQueryable<StoredText> Texts => Set<StoredText>().Where(t => t.TenantId == Tenant);

    public IQueryable<StoredChunk> Chunks => Set<StoredChunk>().Where(c => c.TenantId == Tenant);

    public IQueryable<StoredPostings> Postings => Set<StoredPostings>().Where(p => p.TenantId == Tenant);

    public IQueryable<StoredJob> Jobs => Set<StoredJob>().Where(j => j.TenantId == Tenant);

    /// <summary>One writer at a time for the names of the tenant's collections. Order of locks: names, collection, document's name, document.</summary>
    public Task LockCollectionNames(CancellationToken cancellation) => Lock("collections", "", cancellation);

    /// <summary>Nobody else writes anything of the collection until this unit of work ends.</summary>
    public Task LockCollection(string id, CancellationToken cancellation) => Lock("collection", id, cancellation);

    /// <summary>The collection stays while this unit of work writes something in it.</summary>
    public Task HoldCollection(string id, CancellationToken cancellation) => LockShared("collection", id, cancellation);

    /// <summary>One writer at a time for a name in a collection, whether a document has it already or not.</summary>
    public Task LockName(string collection, string name, CancellationToken cancellation) => Lock("name", $"{collection}/{name}", cancellation);

    /// <summary>One writer at a time for a document with its versions, chunks and postings.</summary>
    public Task LockDocument(string id, CancellationToken cancellation) => Lock("document", id, cancellation);

    protected override void ModelTables(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<StoredCollection>(collection =>
        {
            collection.ToTable("collection");
            collection.HasKey(c => c.Key);
            collection.HasAlternateKey(c => new { c.TenantId, c.Id });
            collection.HasIndex(c => new { c.TenantId, c.Name }).IsUnique();
        });
        modelBuilder.Entity<StoredDocument>(document =>
        {
            document.ToTable("document");
            document.HasKey(d => new { d.TenantId, d.Id });
            document.HasIndex(d => new { d.TenantId, d.CollectionId, d.Name }).IsUnique();
            document.HasIndex(d => new { d.TenantId, d.CollectionId, d.Id });
            document.HasOne<StoredCollection>().WithMany().HasForeignKey(d => new { d.TenantId, d.CollectionId })
                .HasPrincipalKey(c => new { c.TenantId, c.Id }).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<StoredVersion>(version =>
        {
            version.ToTable("document_version");
            version.HasKey(v => v.Key);
            version.HasIndex(v => new { v.TenantId, v.DocumentId, v.Number }).IsUnique();
            version.HasIndex(v => new { v.TenantId, v.BlobHash });
            version.HasOne<StoredDocument>().WithMany().HasForeignKey(v => new { v.TenantId, v.DocumentId }).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<StoredText>(text =>
        {
            text.ToTable("document_text");
            text.HasKey(t => new { t.TenantId, t.VersionKey });
        });
        modelBuilder.Entity<StoredChunk>(chunk =>
        {
            chunk.ToTable("chunk");
            chunk.HasKey(c => new { c.TenantId, c.VersionKey, c.Ordinal });
        });
        modelBuilder.Entity<StoredPostings>(postings =>
        {
            postings.ToTable("posting");
            postings.HasKey(p => new { p.TenantId, p.CollectionKey, p.Term, p.VersionKey, p.FirstOrdinal });
            postings.HasIndex(p => p.VersionKey);
        });
        modelBuilder.Entity<StoredJob>(job =>
        {
            job.ToTable("job");
            job.HasKey(j => new { j.TenantId, j.Id });
            job.HasIndex(j => new { j.TenantId, j.DocumentId });
        });
    }
}
