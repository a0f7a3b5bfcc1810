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

    internal DbSet<CommandRow> Commands => Set<CommandRow>();

    internal DbSet<PressRow> Presses => Set<PressRow>();

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

            // Only what still has its bytes: what is past its time is found without walking the keys that stay for ever.
            update.HasIndex(u => u.ReceivedAt).HasFilter("body IS NOT NULL");
        });
        modelBuilder.Entity<ThreadRow>(thread =>
        {
            thread.HasKey(t => new { t.TenantId, t.ConnectionId, t.Thread });
            thread.HasIndex(t => new { t.TenantId, t.ConversationId });
        });
        modelBuilder.Entity<HeardRow>().HasKey(h => new { h.TenantId, h.ConversationId, h.ChannelMessageId });
        modelBuilder.Entity<MediaRow>(media =>
        {
            media.HasKey(m => new { m.TenantId, m.ConnectionId, m.Unique });
            media.HasIndex(m => m.CreatedAt);
        });
        modelBuilder.Entity<OutboundRow>(outbound =>
        {
            outbound.HasKey(o => new { o.TenantId, o.MessageId });
            outbound.HasIndex(o => new { o.TenantId, o.ConversationId, o.CreatedAt });
            outbound.HasIndex(o => o.CreatedAt).HasFilter("swept_at IS NULL");
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
            button.HasIndex(b => b.CreatedAt);
            button.HasIndex(b => new { b.TenantId, b.MessageId, b.Place });
        });
        modelBuilder.Entity<CommandRow>(command =>
        {
            command.HasKey(c => new { c.TenantId, c.ConversationId, c.CommandId });
            command.HasIndex(c => new { c.TenantId, c.MessageId });
        });
        modelBuilder.Entity<PressRow>().HasKey(p => new { p.TenantId, p.PressId });
    }
}
