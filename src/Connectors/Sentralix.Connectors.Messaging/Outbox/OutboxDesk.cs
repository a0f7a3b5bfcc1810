using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Channels;
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
    IStore<MessagingDbContext> store, IDelivery<MessagingDbContext> delivery, IChannel channel, ConnectionBook book, Fences fences, Receipts receipts, TimeProvider clock) : IMessenger
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    public async Task<Result<SendAccepted>> Send(OutboundMessage body, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var buttons = Tokens(body);
        var composed = channel.Compose(body, buttons);
        return await store.Write<Result<SendAccepted>>(async (db, c) =>
        {
            await db.Lock("outbound", body.MessageId, c);
            if (await db.Outbound.SingleOrDefaultAsync(o => o.MessageId == body.MessageId, c) is { } known)
                return new SendAccepted(known.MessageId, known.Segments, Degradations(known), Duplicate: true);
            if (await db.Threads.AsNoTracking().SingleOrDefaultAsync(t => t.ConversationId == body.ConversationId, c) is not { } thread) return Refusal.NotFound("conversation");
            db.Outbound.Add(new OutboundRow
            {
                MessageId = body.MessageId,
                ConversationId = body.ConversationId,
                ConnectionId = thread.ConnectionId,
                Thread = thread.Thread,
                Epoch = body.Epoch,
                OnUncertain = body.OnUncertain,
                ExpiresAt = body.ExpiresAt ?? now + Life,
                Degraded = JsonSerializer.Serialize(composed.Degraded, SentralixJson.Options),
                Segments = composed.Segments.Count,
                CreatedAt = now,
            });
            for (var i = 0; i < composed.Segments.Count; i++)
                db.Segments.Add(new SegmentRow { MessageId = body.MessageId, Number = i, ConversationId = body.ConversationId, Content = composed.Segments[i], Status = SendStatus.Queued });
            var place = 0;
            foreach (var (button, token) in buttons)
            {
                db.Buttons.Add(new ButtonRow
                {
                    Token = token,
                    ConversationId = body.ConversationId,
                    MessageId = body.MessageId,
                    Place = button.Url is null ? ++place : 0,
                    Label = button.Label,
                    Value = button.Value?.GetRawText(),
                    CreatedAt = now,
                });
            }

            await delivery.Enqueue(db, SendHandler.KindName, new SendPayload(body.MessageId), SendHandler.OrderOf(body.ConversationId), null, c);
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
            await receipts.Report(db, message, c);
            await delivery.Enqueue(db, SendHandler.KindName, new SendPayload(id), SendHandler.OrderOf(message.ConversationId), null, c);
            return Done.Value;
        }, cancellation);
        return resolved.Ok ? await Get(id, cancellation) : resolved.Refusal;
    }

    public Task<Result<Fence>> RaiseFence(string id, Fence body, CancellationToken cancellation) => fences.Raise(id, body.Epoch, cancellation);

    public async Task<Result<Done>> Typing(string id, CancellationToken cancellation)
    {
        var thread = await store.Read((db, c) => db.Threads.SingleOrDefaultAsync(t => t.ConversationId == id, c), cancellation);
        if (thread is null || await book.Own(thread.ConnectionId, cancellation) is not { } connection) return Refusal.NotFound("conversation");
        if (!channel.Capabilities.Typing) return Done.Value;
        try
        {
            await channel.ShowTyping(connection.Access, thread.MovedTo ?? thread.Thread, cancellation);
            return Done.Value;
        }
        catch (ChannelException refused)
        {
            return new Refusal("channel_refused", 502, refused.Error.Message);
        }
    }

    public async Task<Result<Capabilities>> Capabilities(string id, CancellationToken cancellation) =>
        await book.Own(id, cancellation) is null ? Refusal.NotFound("connection") : channel.Capabilities;

    /// <summary>A short token for every button that comes back. It is derived, so that the same message composed again is the same.</summary>
    private static List<ButtonToken> Tokens(OutboundMessage body)
    {
        var place = 0;
        return [.. (body.Keyboard?.Rows ?? []).SelectMany(r => r).Select(button => new ButtonToken(button, Token(body, place++)))];
    }

    // 96 bits that nobody can guess without knowing the message's id, in 16 characters: every channel's button has room for them.
    private static string Token(OutboundMessage body, int place)
    {
        var hash = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{body.MessageId}|{body.ConversationId}|{place}"));
        return Convert.ToBase64String(hash, 0, 12).Replace('+', '-').Replace('/', '_');
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
