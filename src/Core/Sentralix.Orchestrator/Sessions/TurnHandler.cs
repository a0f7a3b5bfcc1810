using Sentralix.Orchestrator.Configuration;
using Sentralix.Orchestrator.Streaming;
using Sentralix.Platform.Delivery;

namespace Sentralix.Orchestrator.Sessions;

/// <summary>A turn to be run.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="RunId">Its run.</param>
/// <param name="AskedSeq">The place of the one message that the turn answers; null: several, or too long to travel.</param>
/// <param name="Question">Its text.</param>
/// <param name="Epoch">The epoch of control under which it was accepted.</param>
internal sealed record TurnPayload(string ConversationId, string RunId, long? AskedSeq = null, string? Question = null, long Epoch = 0);

/// <summary>Runs turns: hands them to the conversation's grain, wherever that lives.</summary>
internal sealed class TurnHandler(IGrainFactory grains) : IWorkHandler
{
    public const string KindName = "session.turn";

    public WorkKind Kind { get; } = new(KindName)
    {
        // A turn never dies by itself: its message is the customer's. What cannot be answered ends as a failed run, with an apology.
        MaxAttempts = int.MaxValue,
        MaxBackoff = TimeSpan.FromSeconds(10),
    };

    public static string KeyOf(string conversation) => $"turn/{conversation}";

    private static TurnOrder Order(TurnPayload payload, Work work) => new(
        payload.ConversationId, payload.RunId, work.Attempt, work.Ticket.Id, work.Ticket.Fence, work.Ticket.OrderingKey, payload.AskedSeq, payload.Question, payload.Epoch);

    public async Task Handle(Work work, CancellationToken cancellation)
    {
        var payload = work.Payload<TurnPayload>();
        var grain = grains.GetGrain<ISessionGrain>(ConversationFeed.KeyOf(work.Tenant, payload.ConversationId));
        switch (await grain.RunTurn(Order(payload, work), cancellation))
        {
            case TurnEnd.Unrouted:
                throw new DeferException(Unrouted.Wait, "Nobody is bound to the connection, or nothing is released.");
            case TurnEnd.LeaseLost:
                throw new LeaseLostException(work.Ticket.Id);
            default:
                work.CompletedElsewhere();
                break;
        }
    }
}
