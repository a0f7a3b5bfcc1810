using Microsoft.EntityFrameworkCore;

namespace Sentralix.Llm.Storage;

/// <summary>The tables of files and batches.</summary>
internal static class BatchTables
{
    public static void Add(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<FileRow>(file =>
        {
            file.ToTable("file");
            file.HasKey(f => new { f.TenantId, f.Id });
        });
        modelBuilder.Entity<FilePartRow>(part =>
        {
            part.ToTable("file_part");
            part.HasKey(p => new { p.TenantId, p.FileId, p.Ordinal });
            part.HasOne<FileRow>().WithMany().HasForeignKey(p => new { p.TenantId, p.FileId }).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<BatchRow>(batch =>
        {
            batch.ToTable("batch");
            batch.HasKey(b => new { b.TenantId, b.Id });
            batch.Ignore(b => b.IsLive);

            // Those under way are counted whenever one is made, and looked at whenever a file is deleted.
            batch.HasIndex(b => new { b.TenantId, b.InputFileId }).HasFilter("ended_at IS NULL");
        });
        modelBuilder.Entity<BatchResultRow>(result =>
        {
            result.ToTable("batch_result");
            result.HasKey(r => new { r.TenantId, r.BatchId, r.Line });
            result.HasOne<BatchRow>().WithMany().HasForeignKey(r => new { r.TenantId, r.BatchId }).OnDelete(DeleteBehavior.Cascade);
        });
    }
}
