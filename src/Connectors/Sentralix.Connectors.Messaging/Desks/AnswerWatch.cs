using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Connectors.Messaging.Inbox;
using Sentralix.Connectors.Messaging.Outbox;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Desks;

/// <summary>A message of a contact that is to be answered in time.</summary>
internal sealed record WatchPayload(string ConnectionId, string Key);

/// <summary>Sees that no contact waits for an answer that does not come: where the assistant has not said anything in time, because it is slow,
/// broken, not released or not bound, a person of the channel is called; before that, a few words may fill the silence. It looks at what was
/// really sent, so whatever went wrong counts, also a core that cannot be reached.</summary>
internal sealed partial class AnswerWatch(
    string service, IStore<MessagingDbContext> store, IChannel channel, ConnectionBook book, ConversationBook conversations, Fillers fillers, IConversations core, TimeProvider clock, ILogger<AnswerWatch> logger) : IWorkHandler
{
    public const string KindName = "inbox.answer-watch";

    // Where nobody is bound to the connection, no answer will come: that is known after a moment.
    private static readonly TimeSpan MostFirstLook = TimeSpan.FromSeconds(5);

    // Whoever writes on while he waits is one contact who waits.
    private static readonly TimeSpan OneCall = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public WorkKind Kind { get; } = new(KindName) { MaxAttempts = 20, MaxBackoff = TimeSpan.FromSeconds(15) };

    /// <summary>How long after a message it is looked at first; null: nobody minds how long its answer takes.</summary>
    public static TimeSpan? FirstLook(IChannel channel, Access access)
    {
        TimeSpan?[] looks = [(channel as ICallsPeople)?.AnswerWithin(access), (channel as IFillsSilence)?.Filler(access)?.After];
        return looks.Min() is not { } first ? null : first < MostFirstLook ? first : MostFirstLook;
    }

    /// <summary>Has a message watched, in the unit of work that stores it.</summary>
    public static async Task Enqueue(MessagingDbContext db, IDelivery<MessagingDbContext> delivery, TimeSpan firstLook, string connection, string key, DateTimeOffset now, CancellationToken cancellation) =>
        await delivery.Enqueue(db, KindName, new WatchPayload(connection, key), null, now + firstLook, cancellation);

    public async Task Handle(Work work, CancellationToken cancellation)
    {
        var (id, key) = work.Payload<WatchPayload>();
        if (await book.Own(id, cancellation) is not { State: not (ConnectionState.Draft or ConnectionState.Disabled) } connection) return;
        var people = channel as ICallsPeople;
        var (within, filler) = (people?.AnswerWithin(connection.Access), (channel as IFillsSilence)?.Filler(connection.Access));
        if (within is null && filler is null) return;
        if (await store.Read((db, c) => db.Updates.SingleOrDefaultAsync(u => u.ConnectionId == id && u.Key == key, c), cancellation) is not { } asked) return;
        var conversation = await conversations.Known(id, asked.Thread, cancellation);
        if (conversation is not null && await IsAnswered(asked, conversation, cancellation)) return;
        using var _ = CallContext.Current.As(service).Enter();
        var standing = conversation is null ? null : await Standing(conversation, cancellation);
        if (conversation is not null && await IsHeld(conversation, standing, cancellation)) return;
        var now = clock.GetUtcNow();
        var due = within is { } patience && standing is { Unrouted: true } ? now : asked.ReceivedAt + (within ?? OneCall);
        if (due > now)
        {
            var filled = filler is null || asked.ReceivedAt + filler.After >= due ? null : await Fill(asked, conversation, standing, filler, due, cancellation);
            throw new DeferException((filled ?? due) - now, "The assistant has time left.");
        }

        if (within is not null && !await IsCalled(asked, cancellation)) await Call(people!, connection, asked, conversation, cancellation);
    }

    /// <summary>Fills the silence when its time has come.</summary>
    /// <returns>When to look for that again; null: there is nothing more to do about it.</returns>
    private async Task<DateTimeOffset?> Fill(UpdateRow asked, string? conversation, Conversation? standing, SilenceFiller filler, DateTimeOffset due, CancellationToken cancellation)
    {
        var (now, at) = (clock.GetUtcNow(), asked.ReceivedAt + filler.After);
        if (now < at) return at;

        // Only the core knows whose the conversation is.
        if (conversation is null || standing is null) return now + Pause < due ? now + Pause : null;
        if (standing.Unrouted) return null;
        if (await fillers.Say(asked, conversation, standing.Control.Epoch, filler, due, cancellation))
            await Tell(asked.ConnectionId, conversation, $"{asked.Key}\nfiller", "silence_filled", [MessagePart.OfText(filler.Text)], cancellation);
        return null;
    }

    private Task<bool> IsAnswered(UpdateRow asked, string conversation, CancellationToken cancellation) => store.Read(
        (db, c) => db.Segments.Where(OwnWords.AreNot).AnyAsync(s => s.ConversationId == conversation && s.BegunAt >= asked.ReceivedAt && s.Status != SendStatus.Failed && s.Status != SendStatus.Queued, c), cancellation);

    /// <summary>Whether a human has the conversation: as the core says, or, before the core has heard of him, as the channel has told. What the
    /// channel told of an earlier human counts no more once the assistant has the conversation back.</summary>
    private async Task<bool> IsHeld(string conversation, Conversation? standing, CancellationToken cancellation)
    {
        if (standing is { Control.Holder: "operator" }) return true;
        var held = await store.Read((db, c) => db.Threads.Where(t => t.ConversationId == conversation).Select(t => t.HeldUnder).FirstOrDefaultAsync(c), cancellation);
        return held is not null && (standing is null || standing.Control.Epoch <= held);
    }

    /// <summary>The conversation as the core has it. A core that is away knows of no human.</summary>
    private async Task<Conversation?> Standing(string conversation, CancellationToken cancellation)
    {
        try
        {
            var known = await core.Get(conversation, cancellation);
            return known.Ok ? known.Value : null;
        }
        catch (ServiceUnavailableException)
        {
            return null;
        }
    }

    /// <summary>Whether a person was called for what the contact wrote just before.</summary>
    private Task<bool> IsCalled(UpdateRow asked, CancellationToken cancellation) => store.Read((db, c) => db.Updates.AnyAsync(
        u => u.ConnectionId == asked.ConnectionId && u.Thread == asked.Thread && u.ReceivedAt < asked.ReceivedAt && u.ReceivedAt > asked.ReceivedAt - OneCall
            && !db.Segments.Where(OwnWords.AreNot).Any(s => db.Threads.Any(t => t.ConversationId == s.ConversationId && t.ConnectionId == asked.ConnectionId && t.Thread == asked.Thread) && s.BegunAt >= u.ReceivedAt), c), cancellation);

    private async Task Call(ICallsPeople people, OpenConnection connection, UpdateRow asked, string? conversation, CancellationToken cancellation)
    {
        var id = connection.Access.ConnectionId;
        switch (await people.CallPerson(connection.Access, asked.Thread, asked.Key, cancellation))
        {
            case SendOutcome.Refused refused:
                // The chat is over, or the connection needs a person itself.
                LogRefused(id, refused.Error.Code);
                return;
            case SendOutcome.Again again:
                throw new RetryAfterException(again.Wait ?? Pause, again.Error.Message);
            case SendOutcome.Unknown unknown:
                // To be called twice harms nobody; not to be called does.
                throw new RetryAfterException(Pause, unknown.Error.Message);
        }

        LogCalled(id, (long)(clock.GetUtcNow() - asked.ReceivedAt).TotalSeconds);
        if (conversation is not null) await Tell(id, conversation, $"{asked.Key}\ncalled", "person_called", [], cancellation);
    }

    private async Task Tell(string connection, string conversation, string name, string reason, IReadOnlyList<MessagePart> parts, CancellationToken cancellation)
    {
        try
        {
            await core.Accept(
                new ChannelEvent
                {
                    EventId = Ids.Derive("evt", $"{connection}\n{name}"),
                    ConnectionId = connection,
                    ConversationId = conversation,
                    Type = ChannelEventTypes.ConversationUpdated,
                    Reason = reason,
                    Parts = parts,
                },
                cancellation);
        }
        catch (ServiceUnavailableException away)
        {
            LogUntold(conversation, reason, away.Service);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A contact on {Connection} had no answer for {Seconds} s: a person was called")]
    private partial void LogCalled(string connection, long seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A contact on {Connection} has no answer, and no person could be called: {Code}")]
    private partial void LogRefused(string connection, string code);

    [LoggerMessage(Level = LogLevel.Information, Message = "The log of {Conversation} has no {Reason}: {Service} is away")]
    private partial void LogUntold(string conversation, string reason, string service);
}
