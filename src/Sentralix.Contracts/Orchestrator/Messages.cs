using System.Text.Json.Serialization;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Contracts.Orchestrator;

/// <summary>The channels.</summary>
public enum Channel
{
    /// <summary>Web chat.</summary>
    Web,

    /// <summary>Telegram.</summary>
    Telegram,

    /// <summary>VK community messages.</summary>
    Vk,

    /// <summary>Avito messenger.</summary>
    Avito,

    /// <summary>MAX.</summary>
    Max,

    /// <summary>JivoSite.</summary>
    [JsonStringEnumMemberName("jivosite")]
    JivoSite,

    /// <summary>Telephony.</summary>
    Voip,
}

/// <summary>Who wrote a message.</summary>
public enum Author
{
    /// <summary>The customer.</summary>
    Contact,

    /// <summary>The assistant.</summary>
    Assistant,

    /// <summary>A human of the tenant.</summary>
    Operator,

    /// <summary>The platform.</summary>
    System,

    /// <summary>A human who answered in the channel's own application.</summary>
    External,
}

/// <summary>A message's way, seen from the customer.</summary>
public enum Direction
{
    /// <summary>From the customer.</summary>
    In,

    /// <summary>To the customer.</summary>
    Out,
}

/// <summary>Where a statement of the assistant comes from.</summary>
/// <param name="Marker">The number by which the text refers to it: <c>[1]</c>.</param>
/// <param name="DocumentId">The document.</param>
/// <param name="Title">Its title.</param>
/// <param name="Heading">The heading the passage stands under.</param>
/// <param name="Start">Offset in the document's text.</param>
/// <param name="End">Offset after the last character.</param>
/// <param name="Quote">The passage, word for word.</param>
public sealed record Citation(int Marker, string DocumentId, string Title, string? Heading, int Start, int End, string Quote);

/// <summary>Ways of a message out.</summary>
public enum SendStatus
{
    /// <summary>Waits.</summary>
    Queued,

    /// <summary>On its way.</summary>
    Sending,

    /// <summary>The channel took it.</summary>
    Sent,

    /// <summary>The customer's device has it.</summary>
    Delivered,

    /// <summary>The customer saw it.</summary>
    Read,

    /// <summary>The channel refused it.</summary>
    Failed,

    /// <summary>Its time ran out.</summary>
    Expired,

    /// <summary>It was called back.</summary>
    Cancelled,

    /// <summary>Control changed before it left.</summary>
    Superseded,

    /// <summary>Sent, outcome not known.</summary>
    Uncertain,
}

/// <summary>A message.</summary>
public sealed record Message
{
    /// <summary>The message.</summary>
    public required string Id { get; init; }

    /// <summary>Its conversation.</summary>
    public required string ConversationId { get; init; }

    /// <summary>Its place in the conversation's log.</summary>
    public required long Seq { get; init; }

    /// <summary>Its way.</summary>
    public required Direction Direction { get; init; }

    /// <summary>Who wrote it.</summary>
    public required Author Author { get; init; }

    /// <summary>What it says.</summary>
    public required IReadOnlyList<MessagePart> Parts { get; init; }

    /// <summary>The message that it answers, where its sender chose one.</summary>
    public QuotedMessage? ReplyTo { get; init; }

    /// <summary>Whose words it passes on; null: its sender's own.</summary>
    public ForwardOrigin? ForwardedFrom { get; init; }

    /// <summary>The buttons under it.</summary>
    public Keyboard? Keyboard { get; init; }

    /// <summary>Where the assistant has it from.</summary>
    public IReadOnlyList<Citation> Citations { get; init; } = [];

    /// <summary>The run that answers it, or that made it; null while a human has control.</summary>
    public string? RunId { get; init; }

    /// <summary>The sender's own id, unique in the conversation for ever.</summary>
    public string? ClientMessageId { get; init; }

    /// <summary>How far it is on its way out; null for messages in.</summary>
    public SendStatus? Status { get; init; }

    /// <summary>The epoch of control under which it was made.</summary>
    public long Epoch { get; init; }

    /// <summary>When it was made, by its sender's clock where he gave one.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its sender changed it last; what it said before is in the log. Null: never.</summary>
    public DateTimeOffset? EditedAt { get; init; }

    /// <summary>When its sender deleted it in the channel; null: he did not.</summary>
    public DateTimeOffset? DeletedAt { get; init; }
}

/// <summary>An event of a conversation: a line of its log, or (without <see cref="Seq"/>) a passing piece of a stream.</summary>
public sealed record ConversationEvent : IStreamed
{
    /// <summary>Order in the conversation's log, and the id to resume after; null for what is not persisted.</summary>
    public long? Seq { get; init; }

    /// <summary>Such as <c>message.completed</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The conversation.</summary>
    public required string ConversationId { get; init; }

    /// <summary>The run it belongs to.</summary>
    public string? RunId { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>In <c>message.received</c>, <c>message.completed</c>.</summary>
    public Message? Message { get; init; }

    /// <summary>In <c>message.started</c>, <c>message.delta</c>, <c>message.snapshot</c>.</summary>
    public string? MessageId { get; init; }

    /// <summary>Which try at the message; a higher one replaces the text of a lower one.</summary>
    public int? Attempt { get; init; }

    /// <summary>In <c>message.delta</c>: where in the message's text this piece begins, in UTF-16 units.</summary>
    public int? Offset { get; init; }

    /// <summary>In <c>message.delta</c>: the piece. In <c>message.snapshot</c>: the text so far.</summary>
    public string? Text { get; init; }

    /// <summary>In <c>node.*</c>: the node's id in the scenario.</summary>
    public string? Node { get; init; }

    /// <summary>In <c>node.*</c>: which visit of it.</summary>
    public int? Visit { get; init; }

    /// <summary>In <c>node.completed</c>: its recorded outcome.</summary>
    public System.Text.Json.JsonElement? Outcome { get; init; }

    /// <summary>In <c>run.failed</c> and <c>node.failed</c>.</summary>
    public RunError? Error { get; init; }

    /// <summary>In <c>run.completed</c>: the end node's outcome.</summary>
    public string? Result { get; init; }

    /// <summary>In <c>control.*</c>, and in pieces of streams: the epoch of control.</summary>
    public long? Epoch { get; init; }

    /// <summary>In <c>control.*</c>: who has control now.</summary>
    public string? Holder { get; init; }

    /// <summary>In <c>message.status</c>: how far the message is.</summary>
    public SendStatus? Status { get; init; }

    /// <summary>In <c>message.status</c>: why it was not sent.</summary>
    public Messengers.ChannelError? ChannelError { get; init; }

    /// <summary>In events that a channel tells: why.</summary>
    public string? Reason { get; init; }

    /// <summary>In events that a channel tells and that make no message: what it says of them.</summary>
    public IReadOnlyList<MessagePart>? Parts { get; init; }

    /// <summary>In <c>message.edited</c>: what the message said before.</summary>
    public IReadOnlyList<MessagePart>? Before { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public string StreamType => Type;

    /// <inheritdoc/>
    [JsonIgnore]
    public string? StreamId => Seq?.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Why a run or a node failed.</summary>
/// <param name="Code">Stable: <c>upstream_auth</c>, <c>upstream_rate_limited</c>, <c>upstream_timeout</c> …</param>
/// <param name="Detail">For the tenant's own people; not shown to customers.</param>
/// <param name="Node">The node.</param>
/// <param name="Provider">The provider, where one failed.</param>
public sealed record RunError(string Code, string Detail, string? Node = null, string? Provider = null);
