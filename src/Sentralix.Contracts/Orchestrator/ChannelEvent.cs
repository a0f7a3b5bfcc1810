using Sentralix.Contracts.Messengers;

namespace Sentralix.Contracts.Orchestrator;

/// <summary>What happened in a channel: the one envelope from a connector to the core.</summary>
public sealed record ChannelEvent : IValidated
{
    /// <summary><c>evt_…</c>, derived from the connection and the channel's own key, so that a repeated update has the same one.</summary>
    public required string EventId { get; init; }

    /// <summary>The connection.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>The conversation the connector has mapped the thread to.</summary>
    public required string ConversationId { get; init; }

    /// <summary>One of <see cref="ChannelEventTypes"/>. Consumers store types that they do not know, and do nothing else.</summary>
    public required string Type { get; init; }

    /// <summary>The sender's own id of a message, unique in the conversation for ever. In <c>button.pressed</c>: by what the press is answered.</summary>
    public string? ClientMessageId { get; init; }

    /// <summary>In <c>message.edited</c>, <c>message.deleted</c> and <c>message.status</c>: which of the core's messages.</summary>
    public string? MessageId { get; init; }

    /// <summary>In <c>message.received</c>, <c>message.edited</c>, <c>message.echo</c>, <c>button.pressed</c>: what is said.</summary>
    public IReadOnlyList<MessagePart> Parts { get; init; } = [];

    /// <summary>In <c>message.received</c> and <c>message.echo</c>: the message that it answers.</summary>
    public QuotedMessage? ReplyTo { get; init; }

    /// <summary>In <c>message.received</c> and <c>message.echo</c>: whose words it passes on.</summary>
    public ForwardOrigin? ForwardedFrom { get; init; }

    /// <summary>In <c>message.status</c>: how far.</summary>
    public SendStatus? Status { get; init; }

    /// <summary>In <c>message.status</c>: why it was not sent.</summary>
    public ChannelError? Error { get; init; }

    /// <summary>In <c>conversation.stopped</c> and the like: why.</summary>
    public string? Reason { get; init; }

    /// <summary>When it happened, by the channel's clock.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>The contact's name, as the channel tells it.</summary>
    public string? ContactName { get; init; }

    /// <summary>What the conversation is about; null: nothing new is known.</summary>
    public ConversationContext? Context { get; init; }

    /// <summary>It was heard of so long after it had happened that a program should not answer it by itself: it is stored, and no turn
    /// begins.</summary>
    public bool Late { get; init; }

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.When(!Ids.IsValid("evt", EventId), "event_id", "must be an event's id");
        faults.Text("connection_id", ConnectionId, Ids.MaxLength);
        faults.Text("conversation_id", ConversationId, Ids.MaxLength);
        faults.Text("type", Type, 80);
        faults.Text("client_message_id", ClientMessageId, 200, required: false);
        faults.Text("message_id", MessageId, Ids.MaxLength, required: Type is ChannelEventTypes.MessageStatus);
        faults.Text("contact_name", ContactName, 200, required: false);
        Context?.Validate(faults);
        faults.When(Type is ChannelEventTypes.MessageStatus && Status is null, "status", "is required");
        ReplyTo?.Validate(faults);
        ForwardedFrom?.Validate(faults);
        var speaks = Type is ChannelEventTypes.MessageReceived or ChannelEventTypes.MessageEcho or ChannelEventTypes.ButtonPressed;
        faults.When(speaks ? Parts.Count is < 1 or > 20 : Parts.Count > 20, "parts", "must have 1 to 20 items");
        for (var i = 0; i < Parts.Count; i++)
        {
            faults.Text($"parts[{i}].type", Parts[i].Type, 40);
            faults.When(Parts[i].Text is { Length: > MessagePart.MaxText }, $"parts[{i}].text", $"must have at most {MessagePart.MaxText} characters");
            faults.When(Parts[i].Type == PartTypes.Text && string.IsNullOrWhiteSpace(Parts[i].Text), $"parts[{i}].text", "must not be empty");
        }
    }
}

/// <summary>The types of channel events.</summary>
public static class ChannelEventTypes
{
    /// <summary>The contact wrote.</summary>
    public const string MessageReceived = "message.received";

    /// <summary>The contact changed a message.</summary>
    public const string MessageEdited = "message.edited";

    /// <summary>The contact deleted a message.</summary>
    public const string MessageDeleted = "message.deleted";

    /// <summary>A human, or another system, answered in the channel's own application.</summary>
    public const string MessageEcho = "message.echo";

    /// <summary>How far a message out is.</summary>
    public const string MessageStatus = "message.status";

    /// <summary>The contact pressed a button.</summary>
    public const string ButtonPressed = "button.pressed";

    /// <summary>The contact opened the conversation, perhaps by a link.</summary>
    public const string ConversationStarted = "conversation.started";

    /// <summary>The contact does not want to be written to any more.</summary>
    public const string ConversationStopped = "conversation.stopped";

    /// <summary>The contact may be written to again.</summary>
    public const string ConversationResumed = "conversation.resumed";

    /// <summary>Something about the conversation changed: its title, its listing.</summary>
    public const string ConversationUpdated = "conversation.updated";

    /// <summary>A reaction was set or taken back.</summary>
    public const string ReactionChanged = "reaction.changed";

    /// <summary>The contact stopped an answer that was being written.</summary>
    public const string GenerationStopped = "generation.stopped";

    /// <summary>The channel's own people were asked to take the conversation.</summary>
    public const string HandOffRequested = "handoff.requested";

    /// <summary>Nobody of the channel's own people takes the conversation.</summary>
    public const string HandOffUnavailable = "handoff.unavailable";

    /// <summary>What the connector has no event for; the raw update is kept.</summary>
    public const string Unknown = "unknown";
}
