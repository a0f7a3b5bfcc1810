using Microsoft.EntityFrameworkCore;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Outbox;

/// <summary>A message to be sent.</summary>
internal sealed record SendPayload(string MessageId);

/// <summary>Sends messages, segment by segment, in order within a conversation. Before the first byte it is durable that sending has begun;
/// so after a crash it is known of which segments the outcome is not.</summary>
internal sealed class SendHandler(IStore<MessagingDbContext> store, IChannel channel, WayOut way, SegmentLedger ledger, TimeProvider clock) : IWorkHandler
{
    public const string KindName = "outbox.send";

    private static readonly TimeSpan ReadBackPause = TimeSpan.FromSeconds(3);

    // Half of what may run in a service: sends to a channel that answers slowly leave room to what comes in, and to reports.
    private const int MostAtOnce = 512;

    // A message has a time of its own after which it is not sent; attempts are not counted.
    public WorkKind Kind { get; } = new(KindName) { MaxAttempts = int.MaxValue, MaxBackoff = TimeSpan.FromSeconds(30), MaxAtOnce = MostAtOnce };

    public static string OrderOf(string conversation) => $"out/{conversation}";

    public async Task Handle(Work work, CancellationToken cancellation)
    {
        var id = work.Payload<SendPayload>().MessageId;
        var (message, segments) = await store.Read(async (db, c) => (
            await db.Outbound.SingleOrDefaultAsync(o => o.MessageId == id, c),
            await db.Segments.Where(s => s.MessageId == id).OrderBy(s => s.Number).ToListAsync(c)), cancellation);
        if (message is null) return;
        foreach (var segment in segments)
        {
            switch (segment.Status)
            {
                case SendStatus.Queued:
                    if (!await Send(message, segment, cancellation)) return;
                    break;
                case SendStatus.Sending:
                    // A process died between "sending" and the outcome.
                    if (!await Settle(message, segment, new ChannelError(ChannelErrors.Network, null, "The process ended while this was being sent."), cancellation)) return;
                    break;
                case SendStatus.Sent or SendStatus.Delivered or SendStatus.Read or SendStatus.Cancelled:
                    break;
                default:
                    // Failed, expired, superseded, or not known: what follows waits for whoever decides.
                    return;
            }
        }
    }

    /// <returns>Whether the next segment may follow.</returns>
    private async Task<bool> Send(OutboundRow message, SegmentRow segment, CancellationToken cancellation)
    {
        if (await way.Open(message.ConnectionId, cancellation) is not { } connection)
        {
            if (await ledger.Expire(message, segment)) return false;
            throw new DeferException(WayOut.ConnectionWait, "The connection does not work now.");
        }

        var target = await way.Target(message.ConversationId, cancellation);
        var name = $"{message.MessageId}/{segment.Number}";
        var isUntold = segment.BegunAt is null;
        await way.TakeTurn(message.ConnectionId, target, name, cancellation);
        switch (await ledger.Begin(message, segment))
        {
            case Beginning.Held:
                throw new DeferException(WayOut.HeldWait, "A human was heard in the channel; the core has not said yet who may speak.");
            case Beginning.Over:
                return false;
        }

        if (await way.Leave(message.ConnectionId, target, name) is { } notNow)
        {
            await ledger.Return(message, segment, new ChannelError(ChannelErrors.RateLimited, null, notNow.Message), isUntold);
            throw notNow;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(WayOut.MostPatience);
        var order = new SendOrder(message.MessageId, segment.Number, target, segment.Content);
        switch (await channel.Send(connection.Access, order, patience.Token))
        {
            case SendOutcome.Sent sent:
                await ledger.Sent(message, segment, sent.ChannelMessageId);
                return true;
            case SendOutcome.Refused refused:
                if (WayOut.IsOfConnection(refused.Error))
                {
                    // The message waits for as long as it lives.
                    await ledger.Return(message, segment, refused.Error, isUntold);
                    await way.Attention(message.ConnectionId, refused.Error);
                    throw new DeferException(WayOut.ConnectionWait, refused.Error.Message);
                }

                await ledger.Fail(message, segment, refused.Error);
                return false;
            case SendOutcome.Again again:
                await ledger.Return(message, segment, again.Error, isUntold);
                throw await way.Later(message.ConnectionId, target, again, segment.Attempts);
            case SendOutcome.Moved moved:
                await ledger.Move(message, segment, moved.Thread);
                throw new DeferException(TimeSpan.Zero, "The conversation has another id in the channel now.");
            case SendOutcome.Divided divided:
                if (!await ledger.Divide(message, segment, divided)) return false;
                throw new DeferException(TimeSpan.Zero, "The channel takes it in pieces only.");
            case SendOutcome.Unknown unknown:
                return await Settle(message, segment, unknown.Error, cancellation);
            default:
                throw new InvalidOperationException("A send has no other outcomes.");
        }
    }

    /// <summary>Finds out what became of a segment, by what the channel offers, or says that it is not known.</summary>
    private async Task<bool> Settle(OutboundRow message, SegmentRow segment, ChannelError error, CancellationToken cancellation)
    {
        switch (channel.Capabilities.Reconcile)
        {
            case "key":
                // The channel drops what it has taken under this key already.
                await ledger.Return(message, segment, error);
                throw new DeferException(WayOut.Backoff(segment.Attempts), error.Message);
            case "readback":
                return await ReadBack(message, segment, error, cancellation);
            default:
                if (message.OnUncertain == UncertainPolicy.Retry)
                {
                    await ledger.Return(message, segment, error);
                    throw new DeferException(WayOut.Backoff(segment.Attempts), error.Message);
                }

                await ledger.Uncertain(message, segment, error);
                return false;
        }
    }

    private async Task<bool> ReadBack(OutboundRow message, SegmentRow segment, ChannelError error, CancellationToken cancellation)
    {
        if (await way.Open(message.ConnectionId, cancellation) is not { } connection) throw new DeferException(WayOut.ConnectionWait, error.Message);
        var since = (segment.BegunAt ?? message.CreatedAt) - TimeSpan.FromSeconds(5);
        var order = new SendOrder(message.MessageId, segment.Number, await way.Target(message.ConversationId, cancellation), segment.Content)
        {
            Taken = await store.Read((db, c) => Taken(db, message, segment, since, c), cancellation),
        };
        try
        {
            // What the channel has taken may be in its history a moment later.
            for (var look = 0; look < 2; look++)
            {
                if (look > 0) await Task.Delay(ReadBackPause, clock, cancellation);
                if (await channel.Find(connection.Access, order, since, cancellation) is not { } found) continue;
                await ledger.Sent(message, segment, found);
                return true;
            }
        }
        catch (ChannelException away)
        {
            if (clock.GetUtcNow() <= message.ExpiresAt) throw new DeferException(WayOut.ConnectionWait, away.Error.Message);

            // The history stays closed for longer than the message lives: a person must say.
            await ledger.Uncertain(message, segment, away.Error);
            return false;
        }

        await ledger.Return(message, segment, error);
        throw new DeferException(WayOut.Backoff(segment.Attempts), "The channel's history does not have it: it is sent again.");
    }

    /// <summary>What the channel has in this conversation that is known to be something else: our other segments of that time, and what
    /// people wrote.</summary>
    private static async Task<HashSet<string>> Taken(MessagingDbContext db, OutboundRow message, SegmentRow segment, DateTimeOffset since, CancellationToken cancellation)
    {
        var from = since - WayOut.MostPatience;
        var ours = await db.Segments.Where(s => s.ConversationId == message.ConversationId && s.ChannelMessageId != null && s.BegunAt >= from
            && !(s.MessageId == segment.MessageId && s.Number == segment.Number)).Select(s => s.ChannelMessageId!).ToListAsync(cancellation);
        var heard = await db.Heard.Where(h => h.ConversationId == message.ConversationId).Select(h => h.ChannelMessageId).ToListAsync(cancellation);
        return [.. ours, .. heard];
    }
}
