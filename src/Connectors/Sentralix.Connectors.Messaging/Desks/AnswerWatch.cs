using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Connectors.Messaging.Inbox;
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
/// broken, not released or not bound, a person of the channel is called. It looks at what was really sent, so whatever went wrong counts, also
/// a core that cannot be reached.</summary>
internal sealed partial class AnswerWatch(
    string service, IStore<MessagingDbContext> store, IChannel channel, ConnectionBook book, ConversationBook conversations, IConversations core, TimeProvider clock, ILogger<AnswerWatch> logger) : IWorkHandler
{
    public const string KindName = "inbox.answer-watch";

    // Where nobody is bound to the connection, no answer will come: that is known after a moment.
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(5);

    // Whoever writes on while he waits is one contact who waits.
    private static readonly TimeSpan OneCall = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public WorkKind Kind { get; } = new(KindName) { MaxAttempts = 20, MaxBackoff = TimeSpan.FromSeconds(15) };

    /// <summary>Has a message watched, in the unit of work that stores it.</summary>
    public static async Task Enqueue(MessagingDbContext db, IDelivery<MessagingDbContext> delivery, TimeSpan within, string connection, string key, DateTimeOffset now, CancellationToken cancellation) =>
        await delivery.Enqueue(db, KindName, new WatchPayload(connection, key), null, now + (within < FirstLook ? within : FirstLook), cancellation);

    public async Task Handle(Work work, CancellationToken cancellation)
    {
        var (id, key) = work.Payload<WatchPayload>();
        if (channel is not ICallsPeople people || await book.Own(id, cancellation) is not { State: not (ConnectionState.Draft or ConnectionState.Disabled) } connection) return;
        if (people.AnswerWithin(connection.Access) is not { } within) return;
        if (await store.Read((db, c) => db.Updates.SingleOrDefaultAsync(u => u.ConnectionId == id && u.Key == key, c), cancellation) is not { } asked) return;
        var conversation = await conversations.Known(id, asked.Thread, cancellation);
        if (await IsLookedAfter(asked, conversation, cancellation)) return;
        using var _ = CallContext.Current.As(service).Enter();
        var (isHeld, isUnrouted) = conversation is null ? (false, false) : await Standing(conversation, cancellation);
        if (isHeld) return;
        var left = asked.ReceivedAt + within - clock.GetUtcNow();
        if (left > TimeSpan.Zero && !isUnrouted) throw new DeferException(left, "The assistant has time left.");
        if (!await IsCalled(asked, cancellation)) await Call(people, connection, asked, conversation, cancellation);
    }

    private Task<bool> IsLookedAfter(UpdateRow asked, string? conversation, CancellationToken cancellation) => conversation is null ? Task.FromResult(false) : store.Read(
        async (db, c) => await db.Segments.AnyAsync(s => s.ConversationId == conversation && s.BegunAt >= asked.ReceivedAt && s.Status != SendStatus.Failed && s.Status != SendStatus.Queued, c)
            || await db.Threads.AnyAsync(t => t.ConversationId == conversation && t.HeldUnder != null, c), cancellation);

    /// <summary>Whether a human has the conversation, and whether nobody is bound to it. A core that is away knows of no human.</summary>
    private async Task<(bool IsHeld, bool IsUnrouted)> Standing(string conversation, CancellationToken cancellation)
    {
        try
        {
            var known = await core.Get(conversation, cancellation);
            return known.Ok ? (known.Value.Control.Holder == "operator", known.Value.Unrouted) : (false, false);
        }
        catch (ServiceUnavailableException)
        {
            return (false, false);
        }
    }

    /// <summary>Whether a person was called for what the contact wrote just before.</summary>
    private Task<bool> IsCalled(UpdateRow asked, CancellationToken cancellation) => store.Read((db, c) => db.Updates.AnyAsync(
        u => u.ConnectionId == asked.ConnectionId && u.Thread == asked.Thread && u.ReceivedAt < asked.ReceivedAt && u.ReceivedAt > asked.ReceivedAt - OneCall
            && !db.Segments.Any(s => db.Threads.Any(t => t.ConversationId == s.ConversationId && t.ConnectionId == asked.ConnectionId && t.Thread == asked.Thread) && s.BegunAt >= u.ReceivedAt), c), cancellation);

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
        if (conversation is not null) await Tell(id, conversation, asked.Key, cancellation);
    }

    private async Task Tell(string connection, string conversation, string key, CancellationToken cancellation)
    {
        try
        {
            await core.Accept(
                new ChannelEvent
                {
                    EventId = Ids.Derive("evt", $"{connection}\n{key}\ncalled"), ConnectionId = connection, ConversationId = conversation, Type = ChannelEventTypes.ConversationUpdated, Reason = "person_called",
                },
                cancellation);
        }
        catch (ServiceUnavailableException away)
        {
            LogUntold(conversation, away.Service);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A contact on {Connection} had no answer for {Seconds} s: a person was called")]
    private partial void LogCalled(string connection, long seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A contact on {Connection} has no answer, and no person could be called: {Code}")]
    private partial void LogRefused(string connection, string code);

    [LoggerMessage(Level = LogLevel.Information, Message = "That a person was called into {Conversation} is not in its log: {Service} is away")]
    private partial void LogUntold(string conversation, string service);
}
