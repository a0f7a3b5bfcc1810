using Microsoft.EntityFrameworkCore;
using Sentralix.Platform.Storage;

namespace Sentralix.Orchestrator.Storage;

/// <summary>Conversations, their log, sessions, runs and scenarios.</summary>
internal sealed class OrchestratorDbContext(DbContextOptions<OrchestratorDbContext> options) : ServiceDbContext(options)
{
    public override string Service => OrchestratorModule.ServiceName;

    public DbSet<ContactRow> Contacts => Set<ContactRow>();

    public DbSet<IdentityRow> Identities => Set<IdentityRow>();

    public DbSet<ConversationRow> Conversations => Set<ConversationRow>();

    public DbSet<SessionRow> Sessions => Set<SessionRow>();

    public DbSet<MessageRow> Messages => Set<MessageRow>();

    public DbSet<ChannelEventRow> ChannelEvents => Set<ChannelEventRow>();

    public DbSet<RunRow> Runs => Set<RunRow>();

    public DbSet<LogRow> Log => Set<LogRow>();

    public DbSet<ScenarioRow> Scenarios => Set<ScenarioRow>();

    /// <summary>Reads a conversation for changing it. On PostgreSQL its row is locked, which is what puts the writers of one conversation's
    /// log in order; SQLite has one writer anyway.</summary>
    public async Task<ConversationRow?> LockConversation(string id, CancellationToken cancellation)
    {
        var rows = IsPostgres
            ? await Conversations.FromSql($"SELECT * FROM orchestrator.conversations WHERE tenant_id = {Tenant} AND id = {id} FOR UPDATE").AsTracking().ToListAsync(cancellation)
            : await Conversations.AsTracking().Where(c => c.Id == id).ToListAsync(cancellation);
        return rows.SingleOrDefault();
    }

    protected override void ModelTables(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ContactRow>().HasKey(c => new { c.TenantId, c.Id });
        modelBuilder.Entity<IdentityRow>(identity =>
        {
            identity.HasKey(i => new { i.TenantId, i.ConnectionId, i.ContactKey });
            identity.HasOne<ContactRow>().WithMany().HasForeignKey(i => new { i.TenantId, i.ContactId });
        });
        modelBuilder.Entity<ConversationRow>(conversation =>
        {
            conversation.HasKey(c => new { c.TenantId, c.Id });
            conversation.HasIndex(c => new { c.TenantId, c.ConnectionId, c.ThreadId }).IsUnique();
            conversation.HasOne<ContactRow>().WithMany().HasForeignKey(c => new { c.TenantId, c.ContactId });
        });
        modelBuilder.Entity<SessionRow>(session =>
        {
            session.HasKey(s => new { s.TenantId, s.Id });
            session.HasIndex(s => new { s.TenantId, s.ConversationId }).IsUnique().HasFilter("closed_at IS NULL");
            session.HasOne<ConversationRow>().WithMany().HasForeignKey(s => new { s.TenantId, s.ConversationId });
        });
        modelBuilder.Entity<MessageRow>(message =>
        {
            message.HasKey(m => new { m.TenantId, m.Id });
            message.HasIndex(m => new { m.TenantId, m.ConversationId, m.Seq }).IsUnique();
            message.HasIndex(m => new { m.TenantId, m.ConversationId, m.ClientMessageId }).IsUnique();
            message.HasIndex(m => new { m.TenantId, m.EventId }).IsUnique();
            message.HasOne<ConversationRow>().WithMany().HasForeignKey(m => new { m.TenantId, m.ConversationId });
        });
        modelBuilder.Entity<ChannelEventRow>(told =>
        {
            told.HasKey(e => new { e.TenantId, e.Id });
            told.HasOne<ConversationRow>().WithMany().HasForeignKey(e => new { e.TenantId, e.ConversationId });
        });
        modelBuilder.Entity<RunRow>(run =>
        {
            run.HasKey(r => new { r.TenantId, r.Id });
            run.HasIndex(r => new { r.TenantId, r.ConversationId, r.Id });
            run.HasOne<ConversationRow>().WithMany().HasForeignKey(r => new { r.TenantId, r.ConversationId });
        });
        modelBuilder.Entity<LogRow>(log =>
        {
            log.HasKey(l => new { l.TenantId, l.ConversationId, l.LastSeq });
            log.HasOne<ConversationRow>().WithMany().HasForeignKey(l => new { l.TenantId, l.ConversationId });
        });
        modelBuilder.Entity<ScenarioRow>().HasKey(s => new { s.TenantId, s.Id, s.Version });
    }
}
