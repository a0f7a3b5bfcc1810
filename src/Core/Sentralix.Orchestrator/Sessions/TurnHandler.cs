using Sentralix.Orchestrator.Configuration;
using Sentralix.Orchestrator.Streaming;
using Sentralix.Platform.Delivery;

namespace Sentralix.Orchestrator.Sessions;

/// <summary>A turn to be run.</summary>
internal sealed record TurnPayload(string ConversationId, string RunId);

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

    public async Task Handle(Work work, CancellationToken cancellation)
    {
        var payload = work.Payload<TurnPayload>();
        var ticket = work.Ticket;
        var grain = grains.GetGrain<ISessionGrain>(ConversationFeed.KeyOf(work.Tenant, payload.ConversationId));
        switch (await grain.RunTurn(new TurnOrder(payload.ConversationId, payload.RunId, work.Attempt, ticket.Id, ticket.Fence, ticket.OrderingKey), cancellation))
        {
            case TurnEnd.Unrouted:
                throw new DeferException(Unrouted.Wait, "Nobody is bound to the connection, or nothing is released.");
            case TurnEnd.LeaseLost:
                throw new LeaseLostException(ticket.Id);
            default:
                work.CompletedElsewhere();
                break;
        }
    }
}
