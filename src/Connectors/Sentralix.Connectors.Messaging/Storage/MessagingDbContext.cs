using Microsoft.EntityFrameworkCore;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Storage;

/// <summary>A messenger's tables: connections, what came in, what goes out, and what lies between the channel's ids and ours. Each
/// messenger has its own context of this form, in its own schema.</summary>
public abstract class MessagingDbContext(DbContextOptions options) : ServiceDbContext(options)
{
    internal DbSet<ConnectionRow> Connections => Set<ConnectionRow>();

    internal DbSet<UpdateRow> Updates => Set<UpdateRow>();

    internal DbSet<ThreadRow> Threads => Set<ThreadRow>();

    internal DbSet<HeardRow> Heard => Set<HeardRow>();

    internal DbSet<MediaRow> Media => Set<MediaRow>();

    internal DbSet<OutboundRow> Outbound => Set<OutboundRow>();

    internal DbSet<SegmentRow> Segments => Set<SegmentRow>();

    internal DbSet<ButtonRow> Buttons => Set<ButtonRow>();

    /// <inheritdoc/>
    protected override void ModelTables(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<ConnectionRow>(connection =>
        {
            connection.HasKey(c => new { c.TenantId, c.Id });
            connection.HasIndex(c => c.Id).IsUnique();

            // A bot belongs to one connection of the whole installation: two would take each other's updates away.
            connection.HasIndex(c => c.ClaimedIdentity).IsUnique();
        });
        modelBuilder.Entity<UpdateRow>(update =>
        {
            update.HasKey(u => new { u.TenantId, u.ConnectionId, u.Key });
            update.HasIndex(u => new { u.TenantId, u.ConnectionId, u.Group });
            update.HasIndex(u => u.ReceivedAt);
        });
        modelBuilder.Entity<ThreadRow>(thread =>
        {
            thread.HasKey(t => new { t.TenantId, t.ConnectionId, t.Thread });
            thread.HasIndex(t => new { t.TenantId, t.ConversationId });
        });
        modelBuilder.Entity<HeardRow>().HasKey(h => new { h.TenantId, h.ConversationId, h.ChannelMessageId });
        modelBuilder.Entity<MediaRow>().HasKey(m => new { m.TenantId, m.ConnectionId, m.Unique });
        modelBuilder.Entity<OutboundRow>(outbound =>
        {
            outbound.HasKey(o => new { o.TenantId, o.MessageId });
            outbound.HasIndex(o => new { o.TenantId, o.ConversationId, o.CreatedAt });
        });
        modelBuilder.Entity<SegmentRow>(segment =>
        {
            segment.HasKey(s => new { s.TenantId, s.MessageId, s.Number });
            segment.HasIndex(s => new { s.TenantId, s.Status, s.MessageId });
            segment.HasIndex(s => new { s.TenantId, s.ConversationId, s.ChannelMessageId });
            segment.HasOne<OutboundRow>().WithMany().HasForeignKey(s => new { s.TenantId, s.MessageId });
        });
        modelBuilder.Entity<ButtonRow>(button =>
        {
            button.HasKey(b => new { b.TenantId, b.Token });
            button.HasIndex(b => new { b.TenantId, b.MessageId, b.Place });
        });
    }
}
