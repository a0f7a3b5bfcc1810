using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Orchestrator.Control;
using Sentralix.Orchestrator.Storage;
using Sentralix.Orchestrator.Streaming;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Storage;

namespace Sentralix.Orchestrator.Conversations;

/// <summary>The contract, each part by the class that knows it.</summary>
internal sealed class Conversations(IStore<OrchestratorDbContext> store, Intake intake, ControlDesk control, ConversationStream stream, TimeProvider clock) : IConversations
{
    public async Task<Result<Conversation>> Open(OpenConversation body, CancellationToken cancellation) =>
        await store.Write<Result<Conversation>>(async (db, c) =>
        {
            var now = clock.GetUtcNow();
            var id = Ids.New("cnv", now);
            if (body.ThreadId is not null)
            {
                await db.Lock("thread", $"{body.ConnectionId}\n{body.ThreadId}", c);
                var known = await db.Conversations.SingleOrDefaultAsync(x => x.ConnectionId == body.ConnectionId && x.ThreadId == body.ThreadId, c);
                if (known is not null)
                {
                    await Name(db, known, body, c);
                    return known.ToConversation();
                }
            }

            var row = new ConversationRow
            {
                Id = id,
                ConnectionId = body.ConnectionId,
                Channel = body.Channel,
                ThreadId = body.ThreadId ?? id,
                ContactId = await Contact(db, body, now, c),
                AssistantId = body.AssistantId,
                CreatedAt = now,
                UpdatedAt = now,
            };
            db.Conversations.Add(row);
            return row.ToConversation();
        }, cancellation);

    public Task<Result<EventAccepted>> Accept(ChannelEvent body, CancellationToken cancellation) => intake.Accept(body, cancellation);

    public async Task<Result<Page<Conversation>>> List(int limit, string? after, CancellationToken cancellation)
    {
        if (!Paging.TryRead(after, out string last)) return Paging.BadCursor;
        var rows = await store.Read((db, c) => db.Conversations
            .Where(x => last == "" || string.Compare(x.Id, last) < 0).OrderByDescending(x => x.Id).Take(limit + 1).ToListAsync(c), cancellation);
        return Paging.Of(rows, limit, x => x.Id, x => x.ToConversation());
    }

    public async Task<Result<Conversation>> Get(string id, CancellationToken cancellation) =>
        await Find(id, cancellation) is { } row ? row.ToConversation() : Refusal.NotFound("conversation");

    public async Task<Result<Page<Message>>> Messages(string id, int limit, string? after, CancellationToken cancellation)
    {
        if (!Paging.TryRead(after, out long last)) return Paging.BadCursor;
        if (await Find(id, cancellation) is null) return Refusal.NotFound("conversation");
        var rows = await store.Read((db, c) => db.Messages.Where(m => m.ConversationId == id && m.Seq > last).OrderBy(m => m.Seq).Take(limit + 1).ToListAsync(c), cancellation);
        return Paging.Of(rows, limit, m => m.Seq.ToString(System.Globalization.CultureInfo.InvariantCulture), m => m.ToMessage());
    }

    public async Task<Result<Done>> Shows(string id, string file, CancellationToken cancellation)
    {
        var named = $"\"file_id\":\"{file}\"";
        return Ids.IsValid("file", file) && await store.Read((db, c) => db.Messages.AnyAsync(m => m.ConversationId == id && m.Parts.Contains(named), c), cancellation)
            ? Done.Value
            : Refusal.NotFound("file");
    }

    public async Task<Result<Page<ConversationEvent>>> Events(string id, string? run, int limit, string? after, CancellationToken cancellation)
    {
        if (!Paging.TryRead(after, out long last)) return Paging.BadCursor;
        if (await Find(id, cancellation) is null) return Refusal.NotFound("conversation");
        var events = new List<ConversationEvent>();
        var from = last;
        while (events.Count <= limit)
        {
            var rows = await store.Read((db, c) => db.Log.Where(l => l.ConversationId == id && l.LastSeq > from).OrderBy(l => l.LastSeq).Take(limit + 1).ToListAsync(c), cancellation);
            if (rows.Count == 0) break;
            events.AddRange(rows.SelectMany(r => r.ToEvents()).Where(e => e.Seq > last && (run is null || e.RunId == run)));
            from = rows[^1].LastSeq;
        }

        return Paging.Of(events, limit, e => e.StreamId!, e => e);
    }

    public IAsyncEnumerable<ConversationEvent> Stream(string id, string? run, string? lastEventId, CancellationToken cancellation) =>
        stream.Read(id, run, lastEventId, cancellation);

    public async Task<Result<Run>> Run(string id, CancellationToken cancellation) =>
        await store.Read((db, c) => db.Runs.SingleOrDefaultAsync(r => r.Id == id, c), cancellation) is { } row ? row.ToRun() : Refusal.NotFound("run");

    public Task<Result<Run>> Cancel(string id, CancellationToken cancellation) => control.Cancel(id, cancellation);

    public async Task<Result<Contracts.Orchestrator.Control>> Control(string id, CancellationToken cancellation) =>
        await Find(id, cancellation) is { } row ? row.ToControl() : Refusal.NotFound("conversation");

    public Task<Result<Contracts.Orchestrator.Control>> Take(string id, TakeControl body, CancellationToken cancellation) => control.Take(id, body, cancellation);

    public Task<Result<Contracts.Orchestrator.Control>> ReleaseControl(string id, CancellationToken cancellation) => control.Release(id, cancellation);

    public Task<Result<Message>> Speak(string id, OperatorMessage body, CancellationToken cancellation) => control.Speak(id, body, cancellation);

    private Task<ConversationRow?> Find(string id, CancellationToken cancellation) =>
        store.Read((db, c) => db.Conversations.SingleOrDefaultAsync(x => x.Id == id, c), cancellation);

    /// <summary>A conversation that a human began with somebody unnamed: the channel names him now. Who is known by that name already stays
    /// who he is, and a named contact keeps his name.</summary>
    private static async Task Name(OrchestratorDbContext db, ConversationRow known, OpenConversation body, CancellationToken cancellation)
    {
        if (body.ContactKey is null || await db.Identities.AnyAsync(
            i => i.ConnectionId == body.ConnectionId && (i.ContactKey == body.ContactKey || i.ContactId == known.ContactId), cancellation)) return;
        db.Identities.Add(new IdentityRow { ConnectionId = body.ConnectionId, ContactKey = body.ContactKey, ContactId = known.ContactId });
    }

    private static async Task<string> Contact(OrchestratorDbContext db, OpenConversation body, DateTimeOffset now, CancellationToken cancellation)
    {
        var known = body.ContactKey is null ? null : await db.Identities.SingleOrDefaultAsync(i => i.ConnectionId == body.ConnectionId && i.ContactKey == body.ContactKey, cancellation);
        if (known is not null) return known.ContactId;
        var contact = new ContactRow { Id = Ids.New("ctc", now), CreatedAt = now };
        db.Contacts.Add(contact);
        if (body.ContactKey is not null) db.Identities.Add(new IdentityRow { ConnectionId = body.ConnectionId, ContactKey = body.ContactKey, ContactId = contact.Id });
        return contact.Id;
    }
}
