using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Security;

namespace Sentralix.Connectors.Messaging.Commands;

/// <summary>What became of a hand-off.</summary>
internal sealed record HandOffPayload(string ConversationId, string ConnectionId, string CommandId, SendStatus Status, string? Reason);

/// <summary>Tells the core whether the channel's people were asked. That they come, or that nobody is there, the channel tells itself.</summary>
internal sealed class HandOffReport(string service, IConversations core) : IWorkHandler
{
    public const string KindName = "outbox.hand-off-report";

    public WorkKind Kind { get; } = new(KindName) { MaxAttempts = int.MaxValue, MaxBackoff = TimeSpan.FromSeconds(30) };

    public async Task Handle(Work work, CancellationToken cancellation)
    {
        var report = work.Payload<HandOffPayload>();
        using var _ = CallContext.Current.As(service).Enter();
        var asked = report.Status == SendStatus.Sent;
        var told = await core.Accept(
            new ChannelEvent
            {
                EventId = Ids.Derive("evt", $"{report.ConversationId}|{report.CommandId}|{report.Status}"),
                ConnectionId = report.ConnectionId,
                ConversationId = report.ConversationId,
                Type = asked ? ChannelEventTypes.HandOffRequested : ChannelEventTypes.HandOffUnavailable,
                Reason = asked ? null : report.Reason ?? "expired",
            },
            cancellation);

        // A conversation that the core has erased needs nobody.
        if (!told.Ok && told.Refusal.Status != 404) throw new RefusedException(told.Refusal);
    }
}
