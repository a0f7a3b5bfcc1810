using Orleans.Concurrency;
using Sentralix.Platform.Delivery;

namespace Sentralix.Orchestrator.Sessions;

/// <summary>What must exist once in the cluster for a conversation: it runs one turn at a time and tells the listening processes what
/// happens. Its key is <c>{tenant}/{conversation}</c>. The database is the truth: every write it makes shows its work item's lease.</summary>
[Alias("sentralix.session")]
internal interface ISessionGrain : IGrainWithStringKey
{
    /// <summary>Runs a turn to its end, and completes its work item in the transaction that ends it.</summary>
    [ResponseTimeout("06:00:00"), Alias("run-turn")]
    Task<TurnEnd> RunTurn(TurnOrder order, CancellationToken cancellation);

    /// <summary>Persisted events that another process has committed: tells the listeners, and stops the live run if one of them ends it.</summary>
    [AlwaysInterleave, Alias("announce")]
    Task Announce(string events);

    /// <summary>Starts (or goes on) telling a process. The answer is the message that is being made, as a <c>message.snapshot</c>; or null.</summary>
    [AlwaysInterleave, Alias("listen")]
    Task<string?> Listen(IConversationListener listener);

    /// <summary>Stops telling a process.</summary>
    [AlwaysInterleave, Alias("leave")]
    Task Leave(IConversationListener listener);
}

/// <summary>A process that has listeners of a conversation.</summary>
[Alias("sentralix.conversation-listener")]
internal interface IConversationListener : IGrainObserver
{
    /// <summary>Events of one conversation, as a JSON list, in order.</summary>
    [OneWay, Alias("tell")]
    Task Tell(string conversation, string events);
}

/// <summary>Which turn to run, under which lease.</summary>
[GenerateSerializer, Immutable, Alias("sentralix.turn-order")]
internal sealed record TurnOrder(
    [property: Id(0)] string ConversationId,
    [property: Id(1)] string RunId,
    [property: Id(2)] int Attempt,
    [property: Id(3)] long WorkItem,
    [property: Id(4)] long Fence,
    [property: Id(5)] string? OrderingKey,
    [property: Id(6)] long? AskedSeq,
    [property: Id(7)] string? Question,
    [property: Id(8)] long Epoch)
{
    public WorkTicket Ticket => new(WorkItem, Fence, OrderingKey);
}

/// <summary>How a turn's work ended.</summary>
internal enum TurnEnd
{
    /// <summary>The work item is completed.</summary>
    Completed,

    /// <summary>Nobody is bound to the connection, or nothing is released: the item waits.</summary>
    Unrouted,

    /// <summary>Another process has the work item now.</summary>
    LeaseLost,
}
