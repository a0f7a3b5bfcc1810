using Microsoft.Extensions.Logging;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Connectors.Messaging.Inbox;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Security;

namespace Sentralix.Connectors.Messaging.Desks;

/// <summary>Passes what people at a desk say into the conversation that they speak in.</summary>
internal sealed partial class DeskDoor(string service, OperatorDesks desks, MediaIntake media, IConversations core, ILogger<DeskDoor> logger)
{
    /// <summary>Says it to the contact, or ends their control.</summary>
    public async Task Hear(OpenConnection connection, Inbound what, string conversation, string eventId, CancellationToken cancellation)
    {
        var parts = await media.Fetch(connection, what, cancellation);
        using var _ = CallContext.Current.As(service).Enter();
        var control = await core.Control(conversation, cancellation);
        if (!control.Ok)
        {
            LogNobody(connection.Access.ConnectionId, conversation);
            return;
        }

        var isTheirs = control.Value is { Holder: "operator", Operator: { } holder } && holder == OperatorDesks.Name(service, connection.Access.ConnectionId);
        switch (what.Type)
        {
            case ChannelEventTypes.MessageReceived:
                // Whoever answers a contact has his conversation, also when it was the assistant's again.
                if (!isTheirs) (await desks.Begin(connection.Access.ConnectionId, conversation, cancellation)).OrThrow();
                (await core.Speak(conversation, new OperatorMessage { ClientMessageId = eventId, Parts = [.. parts.Select(Sendable)] }, cancellation)).OrThrow();
                break;
            case ChannelEventTypes.ConversationStopped when isTheirs:
                (await core.ReleaseControl(conversation, cancellation)).OrThrow();
                break;
        }
    }

    // An operator says texts and files.
    private static MessagePart Sendable(MessagePart part) => part switch
    {
        { FileId: not null } => part with { Type = PartTypes.File },
        { Type: PartTypes.Text, Text: { } text } when !string.IsNullOrWhiteSpace(text) => part,
        _ => MessagePart.OfText(string.IsNullOrWhiteSpace(part.Text) ? $"📎 {part.Media?.FileName ?? part.Type}" : part.Text),
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The desk {Connection} speaks into {Conversation}, which is not there")]
    private partial void LogNobody(string connection, string conversation);
}
