using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Channels;

/// <summary>What an update means.</summary>
public sealed record Inbound
{
    /// <summary>One of <see cref="ChannelEventTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The channel's id of the conversation.</summary>
    public required string Thread { get; init; }

    /// <summary>The channel's id of the person; null where the update is of nobody.</summary>
    public string? UserId { get; init; }

    /// <summary>His name.</summary>
    public string? UserName { get; init; }

    /// <summary>What the conversation is about, where the update says so itself.</summary>
    public ConversationContext? Context { get; init; }

    /// <summary>The channel's id of the message.</summary>
    public string? ChannelMessageId { get; init; }

    /// <summary>What is said.</summary>
    public IReadOnlyList<MessagePart> Parts { get; init; } = [];

    /// <summary>Media of parts, by the part's place in <see cref="Parts"/>.</summary>
    public IReadOnlyDictionary<int, InboundMedia> Media { get; init; } = new Dictionary<int, InboundMedia>();

    /// <summary>The message that it answers, by the channel's id and words.</summary>
    public QuotedMessage? ReplyTo { get; init; }

    /// <summary>Whose words it passes on.</summary>
    public ForwardOrigin? ForwardedFrom { get; init; }

    /// <summary>In <c>button.pressed</c>: the token that our button carries.</summary>
    public string? ButtonToken { get; init; }

    /// <summary>In <c>button.pressed</c>: by what the press is answered.</summary>
    public string? Callback { get; init; }

    /// <summary>In <c>message.echo</c>: the channel says itself that a human wrote it, so it need not be told from our own messages.</summary>
    public bool IsHuman { get; init; }

    /// <summary>In <c>message.echo</c>: the key under which it was sent, as <see cref="IChannel.KeyOf"/> makes it; null where the channel tells none.</summary>
    public string? SentUnder { get; init; }

    /// <summary>In <c>message.status</c>: up to which of the channel's messages, or (where <see cref="ChannelMessageId"/> is set) which.</summary>
    public SendStatus? Status { get; init; }

    /// <summary>In <c>message.status</c>: it counts for every message up to this one, by the channel's numbers.</summary>
    public long? UpTo { get; init; }

    /// <summary>What the contact's application can do, in the channel's own form; null: the update does not say.</summary>
    public string? Client { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>Where the channel names a conversation by the end of its id only: that end.</summary>
    public string? ThreadEnd { get; init; }

    /// <summary>Nobody waits for an answer of a program: it is stored, and no turn begins.</summary>
    public bool IsLate { get; init; }

    /// <summary>From people at a desk outside: the core's conversation that they speak into.</summary>
    public string? IntoConversation { get; init; }

    /// <summary>The channel's new id of the conversation, where it was moved.</summary>
    public string? MovedTo { get; init; }

    /// <summary>When, by the channel's clock.</summary>
    public DateTimeOffset? OccurredAt { get; init; }
}

/// <summary>Media in an update.</summary>
/// <param name="Reference">How the channel names it; never shown to anybody.</param>
/// <param name="Unique">The same for the same bytes; null where the channel has no such name.</param>
public sealed record InboundMedia(string Reference, string? Unique = null);
