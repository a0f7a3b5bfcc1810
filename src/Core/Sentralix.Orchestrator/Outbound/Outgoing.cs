using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Orchestrator.Conversations;
using Sentralix.Orchestrator.Storage;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Orchestrator.Outbound;

/// <summary>A message to be handed to its channel.</summary>
internal sealed record OutgoingPayload(string ConversationId, string MessageId);

/// <summary>Puts what is said on its way, in the transaction that says it.</summary>
internal sealed class Outgoing(IDelivery<OrchestratorDbContext> delivery)
{
    /// <summary>On the web the log is the delivery: what is committed is sent.</summary>
    public static SendStatus FirstStatus(Channel channel) => channel == Channel.Web ? SendStatus.Sent : SendStatus.Queued;

    /// <summary>Enqueues a message for its channel; on the web there is nothing to do.</summary>
    public Task Enqueue(OrchestratorDbContext db, ConversationRow conversation, Message message, CancellationToken cancellation) =>
        conversation.Channel == Channel.Web
            ? Task.CompletedTask
            : delivery.Enqueue(db, OutgoingHandler.KindName, new OutgoingPayload(conversation.Id, message.Id), $"out/{conversation.Id}", null, cancellation);
}

/// <summary>Hands messages to their channels, in order. A channel takes a message once, however often it is handed over.</summary>
internal sealed class OutgoingHandler(IStore<OrchestratorDbContext> store, Messengers messengers, ChannelNews news) : IWorkHandler
{
    public const string KindName = "message.out";

    // A channel's service that is away comes back; the message's own time is the connector's business.
    public WorkKind Kind { get; } = new(KindName) { MaxAttempts = int.MaxValue, MaxBackoff = TimeSpan.FromSeconds(15) };

    public async Task Handle(Work work, CancellationToken cancellation)
    {
        var payload = work.Payload<OutgoingPayload>();
        var (conversation, message) = await store.Read(async (db, c) => (
            await db.Conversations.SingleAsync(x => x.Id == payload.ConversationId, c),
            await db.Messages.SingleAsync(m => m.Id == payload.MessageId, c)), cancellation);
        using var _ = CallContext.Current.As(OrchestratorModule.ServiceName).Enter();
        var taken = await messengers.Of(conversation.Channel).Send(
            new OutboundMessage
            {
                MessageId = message.Id,
                ConversationId = conversation.Id,
                Epoch = message.Epoch,
                Parts = Mapping.Read<IReadOnlyList<MessagePart>>(message.Parts) ?? [],
                Keyboard = message.Keyboard is null ? null : Mapping.Read<Keyboard>(message.Keyboard),
            },
            cancellation);
        if (taken.Ok) return;

        // The channel will never take it: that is the message's end, and everybody can see why.
        await news.Accept(
            new ChannelEvent
            {
                EventId = Ids.Derive("evt", $"{message.Id}|refused"),
                ConnectionId = conversation.ConnectionId,
                ConversationId = conversation.Id,
                Type = ChannelEventTypes.MessageStatus,
                MessageId = message.Id,
                Status = SendStatus.Failed,
                Error = new ChannelError(taken.Refusal.Code, null, taken.Refusal.Detail),
            },
            cancellation);
    }
}

/// <summary>The messengers' services, by channel.</summary>
internal sealed class Messengers(IServiceProvider services)
{
    /// <summary>A channel's service; where it is not installed, one that says so.</summary>
    public IMessenger Of(Channel channel) => services.GetRequiredKeyedService<IMessenger>(NameOf(channel));

    private static string NameOf(Channel channel) => JsonSerializer.Serialize(channel, SentralixJson.Options).Trim('"');
}
