using Microsoft.Extensions.Logging;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Desks;

/// <summary>A conversation that a desk has.</summary>
/// <param name="ConnectionId">The desk.</param>
/// <param name="ConversationId">The conversation.</param>
/// <param name="After">Up to where in the conversation's log the people know.</param>
/// <param name="SpokenAt">When they spoke last, or were given the conversation.</param>
/// <param name="IsOpened">They know what was said before.</param>
internal sealed record DeskFollow(string ConnectionId, string ConversationId, long After, DateTimeOffset SpokenAt, bool IsOpened);

/// <summary>Follows a conversation's log for the people at a desk, and tells them what the contact says, in order, one message at a time. It
/// ends when control is not theirs any more, and ends their control when they are silent for long.</summary>
internal sealed partial class DeskRelay(
    string service, IStore<MessagingDbContext> store, IDelivery<MessagingDbContext> delivery, IChannel channel, ConnectionBook book, IConversations core, TimeProvider clock, ILogger<DeskRelay> logger) : IWorkHandler
{
    public const string KindName = "desk.follow";

    private const int EventsAtOnce = 50;
    private const int LinesOfTranscript = 20;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SlowStep = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Lively = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan MostPause = TimeSpan.FromSeconds(60);

    public WorkKind Kind { get; } = new(KindName) { MaxAttempts = int.MaxValue, MaxBackoff = MostPause };

    public static string OrderOf(string conversation) => $"desk/{conversation}";

    public async Task Handle(Work work, CancellationToken cancellation)
    {
        var follow = work.Payload<DeskFollow>();
        using var _ = CallContext.Current.As(service).Enter();
        var known = await core.Get(follow.ConversationId, cancellation);
        if (!known.Ok) return;
        var desk = await Open(follow, cancellation);
        var isTheirs = known.Value.Control is { Holder: "operator", Operator: { } holder } && holder == OperatorDesks.Name(service, follow.ConnectionId);
        if (desk is null)
        {
            // Nobody sits there any more.
            if (isTheirs) await core.ReleaseControl(follow.ConversationId, cancellation);
            return;
        }

        if (!isTheirs) await End(work, desk.Value, follow, known.Value, cancellation);
        else if (!follow.IsOpened) await Begin(work, desk.Value, follow, known.Value, cancellation);
        else await Follow(work, desk.Value, follow, known.Value, cancellation);
    }

    private async Task<(Access Access, TimeSpan Silence)?> Open(DeskFollow follow, CancellationToken cancellation)
    {
        if (await book.Own(follow.ConnectionId, cancellation) is not { State: not (ConnectionState.Draft or ConnectionState.Disabled) } connection) return null;
        return (channel as IPeopleDesk)?.Silence(connection.Access) is { } silence ? (connection.Access, silence) : null;
    }

    /// <summary>The desk knows no history, so what was said before comes as its first message.</summary>
    private async Task Begin(Work work, (Access Access, TimeSpan Silence) desk, DeskFollow follow, Conversation conversation, CancellationToken cancellation)
    {
        var lines = new Queue<string>();
        string? after = null;
        do
        {
            var page = (await core.Messages(follow.ConversationId, Paging.MaxLimit, after, cancellation)).OrThrow();
            foreach (var message in page.Items.Where(message => message.Seq <= conversation.LastSeq))
            {
                if (lines.Count == LinesOfTranscript) lines.Dequeue();
                lines.Enqueue($"{(message.Direction == Direction.In ? "→" : "←")} {TextOf(message)}");
            }

            after = page.Next;
        }
        while (after is not null);

        var text = lines.Count > 0 ? string.Join('\n', lines) : "…";
        if (await Tell(work, desk.Access, new(follow.ConversationId, conversation.ContactName, $"{follow.ConversationId}-{conversation.Control.Epoch}", text), cancellation))
        {
            await Go(work, follow with { IsOpened = true, After = conversation.LastSeq }, Step);
            return;
        }

        // A desk that does not take the conversation cannot have it.
        await core.ReleaseControl(follow.ConversationId, cancellation);
    }

    private async Task Follow(Work work, (Access Access, TimeSpan Silence) desk, DeskFollow follow, Conversation conversation, CancellationToken cancellation)
    {
        var next = follow;
        foreach (var what in (await core.Events(follow.ConversationId, null, EventsAtOnce, Paging.Cursor(follow.After), cancellation)).OrThrow().Items)
        {
            next = next with { After = what.Seq ?? next.After };
            if (what.Message is { Author: Author.Operator }) next = next with { SpokenAt = what.At ?? clock.GetUtcNow() };
            if (what.Message is not { Direction: Direction.In } said || what.Type is ChannelEventTypes.MessageEdited or ChannelEventTypes.MessageDeleted) continue;
            if (!await Tell(work, desk.Access, new(follow.ConversationId, conversation.ContactName, said.Id, TextOf(said)), cancellation)) LogNotTaken(follow.ConnectionId, said.Id);
            await Go(work, next, TimeSpan.Zero);
            return;
        }

        var now = clock.GetUtcNow();
        if (now - next.SpokenAt > desk.Silence)
        {
            LogSilent(follow.ConnectionId, follow.ConversationId);
            await core.ReleaseControl(follow.ConversationId, cancellation);
            await Go(work, next, TimeSpan.Zero);
            return;
        }

        var pause = now - conversation.UpdatedAt < Lively ? Step : SlowStep;
        if (next == follow) throw new DeferException(pause, "Nothing new was said.");
        await Go(work, next, pause);
    }

    private async Task End(Work work, (Access Access, TimeSpan Silence) desk, DeskFollow follow, Conversation conversation, CancellationToken cancellation)
    {
        if (follow.IsOpened) await Tell(work, desk.Access, new(follow.ConversationId, conversation.ContactName, $"{follow.ConversationId}-{conversation.Control.Epoch}-end", null), cancellation);
    }

    /// <returns>Whether it was taken; false: it never will be.</returns>
    private async Task<bool> Tell(Work work, Access access, DeskWords words, CancellationToken cancellation)
    {
        switch (await ((IPeopleDesk)channel).Tell(access, words, cancellation))
        {
            case SendOutcome.Sent:
                return true;
            case SendOutcome.Again again:
                throw new RetryAfterException(again.Wait ?? Pause(work.Attempt), again.Error.Message);
            case SendOutcome.Unknown unknown:
                // It has the same id again; should the desk not look at it, people read a line twice.
                throw new RetryAfterException(Pause(work.Attempt), unknown.Error.Message);
            default:
                return false;
        }
    }

    private Task Go(Work work, DeskFollow next, TimeSpan pause) => store.Write(async (db, c) =>
    {
        await work.CompleteIn(db, c);
        await delivery.Enqueue(db, KindName, next, OrderOf(next.ConversationId), pause == TimeSpan.Zero ? null : clock.GetUtcNow() + pause, c);
    }, CancellationToken.None);

    private static TimeSpan Pause(int attempt)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(attempt - 1, 10));
        return pause < MostPause ? pause : MostPause;
    }

    // People see words; files of contacts have no address that an outside desk could open.
    private static string TextOf(Message message) => string.Join('\n', message.Parts.Select(part => part.FileId is null ? part.Text ?? $"[{part.Type}]" : $"📎 {part.Media?.FileName ?? part.Type} {part.Text}".TrimEnd()));

    [LoggerMessage(Level = LogLevel.Warning, Message = "The desk {Connection} did not take message {MessageId}")]
    private partial void LogNotTaken(string connection, string messageId);

    [LoggerMessage(Level = LogLevel.Information, Message = "The desk {Connection} was silent for long in {Conversation}: the assistant has it again")]
    private partial void LogSilent(string connection, string conversation);
}
