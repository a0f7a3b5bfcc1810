using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Orchestrator.Storage;
using Sentralix.Orchestrator.Streaming;
using Sentralix.Platform.Storage;

namespace Sentralix.Orchestrator.Conversations;

/// <summary>What a channel tells beside messages: edits, deletions, how far messages out are, that a contact came or went. It goes into the
/// log once, and nothing is answered.</summary>
internal sealed class ChannelNews(IStore<OrchestratorDbContext> store, Announcer announcer, TimeProvider clock)
{
    public async Task<Result<EventAccepted>> Accept(ChannelEvent body, CancellationToken cancellation)
    {
        IReadOnlyList<ConversationEvent> events = [];
        var accepted = await store.Write<Result<EventAccepted>>(async (db, c) =>
        {
            events = [];
            if (await db.LockConversation(body.ConversationId, c) is not { } conversation || conversation.ConnectionId != body.ConnectionId) return Refusal.NotFound("conversation");
            if (await db.ChannelEvents.AnyAsync(e => e.Id == body.EventId, c)) return new EventAccepted(null, null, Duplicate: true);
            var message = body.MessageId is null ? null : await db.Messages.AsTracking().SingleOrDefaultAsync(m => m.Id == body.MessageId && m.ConversationId == conversation.Id, c);
            if (body.MessageId is not null && message is null) return Refusal.NotFound("message");

            var now = clock.GetUtcNow();
            db.ChannelEvents.Add(new ChannelEventRow { Id = body.EventId, ConversationId = conversation.Id, CreatedAt = now });
            var log = new LogWriter(db, conversation, now);
            if (Surroundings.Learn(conversation, body) is { } learnt) log.Add(learnt);
            if (Tell(body, message, body.OccurredAt ?? now) is { } told) log.Add(told);
            log.Save();
            events = log.Events;
            return new EventAccepted(message?.ToMessage(), null, Duplicate: false);
        }, cancellation);
        announcer.Announce(body.ConversationId, events);
        return accepted;
    }

    /// <summary>Changes the message, and says what is new; null: nothing is.</summary>
    private static ConversationEvent? Tell(ChannelEvent body, MessageRow? message, DateTimeOffset at)
    {
        var told = new ConversationEvent { Type = body.Type, ConversationId = body.ConversationId, MessageId = body.MessageId, Reason = body.Reason };
        switch (body.Type)
        {
            case ChannelEventTypes.MessageStatus:
                // A status never goes down: reports overtake each other.
                if (!message!.Status.MayBecome(body.Status!.Value)) return null;
                message.Status = body.Status;
                return told with { Status = body.Status, ChannelError = body.Error };
            case ChannelEventTypes.MessageEdited when message is not null:
                var before = message.ToMessage().Parts;
                message.Parts = Mapping.Write(body.Parts);
                message.EditedAt = at;
                return told with { Message = message.ToMessage(), Before = before };
            case ChannelEventTypes.MessageDeleted when message is not null:
                // The words stay for those who have to know what was said; that they were taken back is seen beside them.
                message.DeletedAt ??= at;
                return told with { Message = message.ToMessage() };
            default:
                return body.Parts.Count == 0 ? told : told with { Parts = body.Parts };
        }
    }
}

/// <summary>The ways of a message out.</summary>
internal static class SendStatuses
{
    private static int RankOf(SendStatus? status) => status switch
    {
        null => -1,
        SendStatus.Queued => 0,
        SendStatus.Sending => 1,
        SendStatus.Uncertain => 2,
        SendStatus.Failed or SendStatus.Expired or SendStatus.Cancelled or SendStatus.Superseded => 3,
        SendStatus.Sent => 4,
        SendStatus.Delivered => 5,
        _ => 6,
    };

    /// <summary>Whether a message's status may become another. What the channel has taken was taken, whatever was believed before.</summary>
    public static bool MayBecome(this SendStatus? now, SendStatus next) => RankOf(next) > RankOf(now);
}
