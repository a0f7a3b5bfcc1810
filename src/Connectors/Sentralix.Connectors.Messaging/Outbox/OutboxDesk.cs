using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Commands;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Outbox;

/// <summary>The standard contract: takes messages to be sent, and says what became of them.</summary>
internal sealed class OutboxDesk(
    IStore<MessagingDbContext> store,
    IDelivery<MessagingDbContext> delivery,
    IChannel channel,
    ConnectionBook book,
    Fences fences,
    Receipts receipts,
    CommandDesk commands,
    Signals signals,
    Presses presses,
    Drafts drafts,
    TimeProvider clock) : IMessenger, IUncertainSends
{
    /// <summary>How long what is asked waits to be done.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    public async Task<Result<SendAccepted>> Send(OutboundMessage body, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var buttons = ButtonBook.Tokens(body);
        var composed = channel is IClientComposer forClient ? forClient.Compose(body, buttons, await Client(body.ConversationId, cancellation)) : channel.Compose(body, buttons);
        return await store.Write<Result<SendAccepted>>(async (db, c) =>
        {
            await db.Lock("outbound", body.MessageId, c);
            if (await db.Outbound.SingleOrDefaultAsync(o => o.MessageId == body.MessageId, c) is { } known)
                return new SendAccepted(known.MessageId, known.Segments, Degradations(known), Duplicate: true);
            if (await db.Threads.AsNoTracking().SingleOrDefaultAsync(t => t.ConversationId == body.ConversationId, c) is not { } thread) return Refusal.NotFound("conversation");
            await OutboundQueue.Put(db, delivery, new OutboundRow
            {
                MessageId = body.MessageId,
                ConversationId = body.ConversationId,
                ConnectionId = thread.ConnectionId,
                Thread = thread.Thread,
                Epoch = body.Epoch,
                OnUncertain = body.OnUncertain ?? await ConnectionsPolicy(db, thread.ConnectionId, c),
                ExpiresAt = body.ExpiresAt ?? now + Life,
                Degraded = JsonSerializer.Serialize(composed.Degraded, SentralixJson.Options),
                Segments = composed.Segments.Count,
                CreatedAt = now,
            }, composed, c);
            ButtonBook.Remember(db, body, buttons, now);
            return new SendAccepted(body.MessageId, composed.Segments.Count, composed.Degraded, Duplicate: false);
        }, cancellation);
    }

    public async Task<Result<OutboundView>> Get(string id, CancellationToken cancellation) =>
        await store.Read(async (db, c) => await Views(db, db.Outbound.Where(o => o.MessageId == id), c), cancellation) is [var view] ? view : NoMessage;

    public async Task<Result<Page<OutboundView>>> Uncertain(int limit, string? after, CancellationToken cancellation)
    {
        if (!Paging.TryRead(after, out string last)) return Paging.BadCursor;
        var views = await store.Read(
            async (db, c) =>
            {
                var ids = db.Segments.Where(s => s.Status == SendStatus.Uncertain && string.Compare(s.MessageId, last) > 0).Select(s => s.MessageId).Distinct().OrderBy(m => m).Take(limit + 1);
                return await Views(db, db.Outbound.Where(o => ids.Contains(o.MessageId)).OrderBy(o => o.MessageId), c);
            },
            cancellation);
        return Paging.Of(views, limit, v => v.MessageId, v => v);
    }

    public async Task<Result<OutboundView>> Resolve(string id, ResolveUncertain body, CancellationToken cancellation)
    {
        var resolved = await store.Write<Result<Done>>(async (db, c) =>
        {
            await db.Lock("outbound", id, c);
            if (await db.Outbound.AsNoTracking().SingleOrDefaultAsync(o => o.MessageId == id, c) is not { } message) return NoMessage;
            if (await db.Segments.SingleOrDefaultAsync(s => s.MessageId == id && s.Number == body.Segment, c) is not { } segment) return Refusal.NotFound("segment");
            if (segment.Status != SendStatus.Uncertain) return Refusal.Conflict("not_uncertain", $"The segment is '{JsonNamingPolicy.SnakeCaseLower.ConvertName(segment.Status.ToString())}'.");
            segment.Status = body.As switch
            {
                UncertainResolution.Sent => SendStatus.Sent,
                UncertainResolution.Drop => SendStatus.Cancelled,
                _ => SendStatus.Queued,
            };
            segment.Error = null;

            // Whoever sends it again an hour later wants it to go out now, and not to have expired long ago.
            var life = clock.GetUtcNow() + Life;
            if (body.As == UncertainResolution.Resend)
                await db.Outbound.Where(o => o.MessageId == id && o.ExpiresAt < life).ExecuteUpdateAsync(set => set.SetProperty(o => o.ExpiresAt, life), c);
            await receipts.Report(db, message, c);
            await delivery.Enqueue(db, SendHandler.KindName, new SendPayload(id), SendHandler.OrderOf(message.ConversationId), null, c);
            return Done.Value;
        }, cancellation);
        return resolved.Ok ? await Get(id, cancellation) : resolved.Refusal;
    }

    public Task<Result<Fence>> RaiseFence(string id, Fence body, CancellationToken cancellation) => fences.Raise(id, body.Epoch, cancellation);

    public Task<Result<Done>> Typing(string id, CancellationToken cancellation) => signals.Typing(id, cancellation);

    public Task<Result<Done>> MarkRead(string id, ReadUpTo body, CancellationToken cancellation) => signals.MarkRead(id, body, cancellation);

    public Task<Result<Done>> React(string id, Reaction body, CancellationToken cancellation) => signals.React(id, body, cancellation);

    public Task<Result<PressAnswered>> AnswerPress(string id, PressAnswer body, CancellationToken cancellation) => presses.Answer(id, body, cancellation);

    public Task<Result<Done>> Draft(string id, Draft body, CancellationToken cancellation) => drafts.Show(id, body, cancellation);

    public Task<Result<CommandAccepted>> Edit(string id, EditMessage body, CancellationToken cancellation) => commands.Edit(id, body, cancellation);

    public Task<Result<CommandAccepted>> Delete(string id, DeleteMessage body, CancellationToken cancellation) => commands.Delete(id, body, cancellation);

    public Task<Result<CommandAccepted>> HandOff(string id, HandOff body, CancellationToken cancellation) => commands.HandOff(id, body, cancellation);

    public Task<Result<CommandView>> Command(string id, string command, CancellationToken cancellation) => commands.Find(id, command, cancellation);

    public async Task<Result<Capabilities>> Capabilities(string id, CancellationToken cancellation) =>
        await book.Own(id, cancellation) is { } connection ? channel.CapabilitiesOf(connection.Access) : Refusal.NotFound("connection");

    private Task<string?> Client(string conversation, CancellationToken cancellation) =>
        store.Read((db, c) => db.Threads.Where(t => t.ConversationId == conversation).Select(t => t.Client).FirstOrDefaultAsync(c), cancellation);

    private async Task<UncertainPolicy> ConnectionsPolicy(MessagingDbContext db, string connection, CancellationToken cancellation)
    {
        if (!UncertainSetting.AppliesTo(channel)) return UncertainPolicy.Hold;
        var settings = await db.Connections.Where(x => x.Id == connection).Select(x => x.Settings).SingleOrDefaultAsync(cancellation);
        return settings is null ? UncertainPolicy.Hold : UncertainSetting.Of(settings);
    }

    private static async Task<List<OutboundView>> Views(MessagingDbContext db, IQueryable<OutboundRow> messages, CancellationToken cancellation)
    {
        var rows = await messages.ToListAsync(cancellation);
        var ids = rows.Select(r => r.MessageId).ToArray();
        var segments = (await db.Segments.AsNoTracking().Where(s => ids.Contains(s.MessageId)).OrderBy(s => s.Number).ToListAsync(cancellation)).ToLookup(s => s.MessageId);
        return [.. rows.Select(m => new OutboundView(m.MessageId, m.ConversationId, m.ConnectionId, m.Epoch, Receipts.Overall(segments[m.MessageId].Select(s => s.Status)),
            [.. segments[m.MessageId].Select(View)], m.CreatedAt))];
    }

    private static SegmentView View(SegmentRow s) =>
        new(s.Number, s.Status, s.ChannelMessageId, s.Attempts, s.Error is null ? null : JsonSerializer.Deserialize<ChannelError>(s.Error, SentralixJson.Options));

    private static IReadOnlyList<Degradation> Degradations(OutboundRow row) => JsonSerializer.Deserialize<List<Degradation>>(row.Degraded, SentralixJson.Options) ?? [];

    private static readonly Refusal NoMessage = Refusal.NotFound("message");
}
