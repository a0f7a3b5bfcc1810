using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Messaging.Channels;

/// <summary>A button of a message, and the short token that stands for its value in the channel.</summary>
public sealed record ButtonToken(KeyboardButton Button, string Token);

/// <summary>A message as the channel takes it.</summary>
/// <param name="Segments">The channel's messages, in order, each in the channel's own form (JSON).</param>
/// <param name="Degraded">What the channel could not do as asked.</param>
public sealed record Composition(IReadOnlyList<string> Segments, IReadOnlyList<Degradation> Degraded);

/// <summary>One segment to be sent.</summary>
/// <param name="MessageId">The core's message.</param>
/// <param name="Segment">From 0.</param>
/// <param name="Thread">The channel's id of the conversation.</param>
/// <param name="Content">As composed.</param>
public sealed record SendOrder(string MessageId, int Segment, string Thread, string Content)
{
    /// <summary>In <see cref="IChannel.Find"/>: the channel's messages in this conversation that are known to be others. Two segments may say
    /// the same; what belongs to one is never found for another.</summary>
    public IReadOnlySet<string> Taken { get; init; } = new HashSet<string>();
}

/// <summary>One segment that was sent, to be made into another one.</summary>
/// <param name="Thread">The channel's id of the conversation.</param>
/// <param name="ChannelMessageId">The channel's id of what was sent.</param>
/// <param name="Sent">As it was sent.</param>
/// <param name="Wanted">As it shall be.</param>
public sealed record EditOrder(string Thread, string ChannelMessageId, string Sent, string Wanted);

/// <summary>What became of a send.</summary>
public abstract record SendOutcome
{
    private SendOutcome()
    {
    }

    /// <summary>The channel took it; of an edit, a deletion or a hand-off: did it.</summary>
    /// <param name="ChannelMessageId">Its id there.</param>
    public sealed record Sent(string ChannelMessageId) : SendOutcome;

    /// <summary>The channel did not take it, and will not.</summary>
    public sealed record Refused(ChannelError Error) : SendOutcome;

    /// <summary>It was not taken: try again, not before the wait where the channel named one.</summary>
    public sealed record Again(ChannelError Error, TimeSpan? Wait = null) : SendOutcome;

    /// <summary>It may have been taken or not.</summary>
    public sealed record Unknown(ChannelError Error) : SendOutcome;

    /// <summary>The channel did not take it, and will not as one message: it is to be said as several, in this order. The first takes its
    /// place, and what was to follow follows the last.</summary>
    /// <param name="Contents">As composed; at least two.</param>
    /// <param name="Error">Why.</param>
    /// <param name="Degraded">What that means for the message.</param>
    public sealed record Divided(IReadOnlyList<string> Contents, ChannelError Error, IReadOnlyList<Degradation> Degraded) : SendOutcome;

    /// <summary>The channel has another id for the conversation now.</summary>
    public sealed record Moved(string Thread) : SendOutcome;
}

/// <summary>A channel refuses or cannot be reached. Its words are in <see cref="Error"/>, without secrets.</summary>
public sealed class ChannelException(ChannelError error, Exception? cause = null) : Exception($"{error?.Code}: {error?.Message}", cause)
{
    /// <summary>Why.</summary>
    public ChannelError Error { get; } = error;
}

/// <summary>The codes of <see cref="ChannelError"/> that the core acts on.</summary>
public static class ChannelErrors
{
    /// <summary>The credential is not valid: the connection needs a person.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>Somebody else uses the same credential.</summary>
    public const string Conflict = "conflict";

    /// <summary>The account is not paid for.</summary>
    public const string Suspended = "suspended_by_provider";

    /// <summary>The contact cannot be written to.</summary>
    public const string RecipientUnreachable = "recipient_unreachable";

    /// <summary>Too many.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>The channel does not take such a message.</summary>
    public const string ContentRejected = "content_rejected";

    /// <summary>The channel cannot be reached, or broke. Says nothing about credentials.</summary>
    public const string Network = "network";

    /// <summary>The channel has no such thing.</summary>
    public const string NotSupported = "not_supported";

    /// <summary>The channel does not let a message be changed any more.</summary>
    public const string EditWindowClosed = "edit_window_closed";

    /// <summary>The channel does not have a message any more.</summary>
    public const string MessageGone = "message_gone";

    /// <summary>The channel does not let a message be deleted any more.</summary>
    public const string DeleteWindowClosed = "delete_window_closed";

    /// <summary>The outcome of what a channel has no way to do.</summary>
    public static SendOutcome Cannot(string what) => new SendOutcome.Refused(new(NotSupported, null, $"This channel cannot {what}."));

    /// <summary>The refusal of what a channel has no way to do.</summary>
    public static ChannelException Unable(string what) => new(new(NotSupported, null, $"This channel cannot {what}."));
}

/// <summary>How much may be sent.</summary>
/// <param name="PerConnection">Messages a second over all conversations.</param>
/// <param name="PerConversation">Messages a second in one.</param>
/// <param name="Burst">Messages at once in one conversation.</param>
/// <param name="PerGroupMinute">Messages a minute in a group; null: as in any conversation.</param>
public sealed record SendLimits(double PerConnection, double PerConversation, int Burst, int? PerGroupMinute = null);
