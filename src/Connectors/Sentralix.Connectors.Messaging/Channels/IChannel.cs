using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Channels;

/// <summary>What a messenger must know of its channel. Everything that messengers have in common (inbox, order, outbox, limits, fence,
/// uncertain sends, states of connections) is the shared core's; a channel only speaks the channel's language.</summary>
public interface IChannel
{
    /// <summary>Which channel.</summary>
    Channel Kind { get; }

    /// <summary>What it can do.</summary>
    Capabilities Capabilities { get; }

    /// <summary>How much may be sent.</summary>
    SendLimits Limits { get; }

    /// <summary>Whether a thread is a group, for limits.</summary>
    bool IsGroup(string thread);

    /// <summary>Which settings and secrets a connection has; anything else is refused.</summary>
    ConnectionForm Form { get; }

    /// <summary>Whom the credential belongs to.</summary>
    /// <exception cref="ChannelException">The channel refuses, or cannot be reached.</exception>
    Task<ChannelIdentity> Identify(Access access, CancellationToken cancellation);

    /// <summary>Has the channel call our hook with a secret from now on, and checks that it says so itself.</summary>
    /// <exception cref="ChannelException">The channel refuses, or cannot be reached.</exception>
    Task SetHook(Access access, Hook hook, CancellationToken cancellation);

    /// <summary>Has the channel call nobody any more. What it has queued stays there.</summary>
    /// <exception cref="ChannelException">The channel refuses, or cannot be reached.</exception>
    Task RemoveHook(Access access, CancellationToken cancellation);

    /// <summary>Whether people tell the channel where to call, by letter or in its settings: it takes them days to change it, and the channel
    /// cannot be asked.</summary>
    bool HookIsSetByPeople => false;

    /// <summary>Whether a press of a button may come as a message that says the button's label, and nothing tells that it was a press.</summary>
    bool PressesAreMessages => false;

    /// <summary>How the channel sees our hook.</summary>
    /// <exception cref="ChannelException">The channel refuses, or cannot be reached.</exception>
    Task<HookHealth> InspectHook(Access access, Hook hook, CancellationToken cancellation);

    /// <summary>Reads a call of the hook: who it is from, and which updates it brings. Nothing is done with them yet.</summary>
    HookReading ReadHook(Access access, HookCall call);

    /// <summary>Asks the channel for updates after a position, waiting a while for them.</summary>
    /// <exception cref="ChannelException">The channel refuses, or cannot be reached.</exception>
    Task<Polled> Poll(Access access, string? position, CancellationToken cancellation);

    /// <summary>What an update means. It is asked again after a crash and must answer the same.</summary>
    /// <exception cref="FormatException">The update cannot be read: it is kept, and shown to a person.</exception>
    IReadOnlyList<Inbound> Read(Access access, ReadOnlyMemory<byte> update);

    /// <summary>Divides a message into what the channel takes. It must divide the same message in the same way again.</summary>
    Composition Compose(OutboundMessage message, IReadOnlyList<ButtonToken> buttons);

    /// <summary>Sends one segment.</summary>
    /// <param name="access">The connection.</param>
    /// <param name="order">What, to whom, under which key.</param>
    /// <param name="cancellation">Cancels before the first byte; after it, the outcome is awaited.</param>
    /// <returns>What became of it. It does not throw for what a channel or a network does.</returns>
    Task<SendOutcome> Send(Access access, SendOrder order, CancellationToken cancellation);

    /// <summary>The key that a segment is sent under and that the channel plays back with it; null where it has none.</summary>
    string? KeyOf(string messageId, int segment) => null;

    /// <summary>Looks whether a segment whose outcome is not known has arrived. Only asked where <see cref="Capabilities.Reconcile"/> is <c>readback</c>.</summary>
    /// <returns>The channel's id of the message; null: it is not there.</returns>
    /// <exception cref="ChannelException">The channel refuses, or cannot be reached.</exception>
    Task<string?> Find(Access access, SendOrder order, DateTimeOffset since, CancellationToken cancellation);

    /// <summary>Shows that something is being written; nothing where the channel has no such sign.</summary>
    /// <exception cref="ChannelException">The channel refuses, or cannot be reached.</exception>
    Task ShowTyping(Access access, string thread, CancellationToken cancellation);

    /// <summary>Tells the channel that a press was noticed, so that the button stops waiting.</summary>
    /// <exception cref="ChannelException">The channel refuses, or cannot be reached.</exception>
    Task AnswerPress(Access access, string callback, CancellationToken cancellation);

    /// <summary>Opens the bytes of media in an update.</summary>
    /// <param name="access">The connection.</param>
    /// <param name="reference">What <see cref="InboundMedia.Reference"/> said.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="ChannelException">The channel refuses, or cannot be reached.</exception>
    Task<Stream> OpenMedia(Access access, string reference, CancellationToken cancellation);

    /// <summary>What a connection can do, where its settings count.</summary>
    Capabilities CapabilitiesOf(Access access) => Capabilities;

    /// <summary>Whether a segment that was sent can be made into another one in place. Only asked where <see cref="Capabilities.Edit"/> is set.</summary>
    bool CanEdit(string sent, string wanted) => true;

    /// <summary>Makes a segment that was sent into another one. What it is already counts as done: it is asked again after a crash.</summary>
    /// <param name="access">The connection.</param>
    /// <param name="order">What, and what it shall be.</param>
    /// <param name="cancellation">Cancels before the first byte; after it, the outcome is awaited.</param>
    /// <returns>What became of it. It does not throw for what a channel or a network does.</returns>
    Task<SendOutcome> Edit(Access access, EditOrder order, CancellationToken cancellation) => Task.FromResult(ChannelErrors.Cannot("edit messages"));

    /// <summary>Takes back what was sent. What is not there any more counts as done: it is asked again after a crash.</summary>
    /// <param name="access">The connection.</param>
    /// <param name="thread">The channel's id of the conversation.</param>
    /// <param name="channelMessageId">The channel's id of what was sent.</param>
    /// <param name="cancellation">Cancels before the first byte; after it, the outcome is awaited.</param>
    /// <returns>What became of it. It does not throw for what a channel or a network does.</returns>
    Task<SendOutcome> Delete(Access access, string thread, string channelMessageId, CancellationToken cancellation) => Task.FromResult(ChannelErrors.Cannot("delete messages"));

    /// <summary>Asks the channel's own people to take a conversation. To ask twice under the same key is to ask once.</summary>
    /// <returns>What became of it. It does not throw for what a channel or a network does.</returns>
    Task<SendOutcome> HandOff(Access access, string thread, string key, CancellationToken cancellation) => Task.FromResult(ChannelErrors.Cannot("ask its own people"));

    /// <summary>Shows that a conversation was read.</summary>
    /// <param name="access">The connection.</param>
    /// <param name="thread">The channel's id of the conversation.</param>
    /// <param name="upTo">The channel's id of the last message that was read; null: none is known.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="ChannelException">The channel cannot, refuses, or cannot be reached.</exception>
    Task MarkRead(Access access, string thread, string? upTo, CancellationToken cancellation) => throw ChannelErrors.Unable("show that messages were read");

    /// <summary>Puts a sign under a contact's message; null takes it back.</summary>
    /// <exception cref="ChannelException">The channel cannot, refuses, or cannot be reached.</exception>
    Task React(Access access, string thread, string channelMessageId, string? emoji, CancellationToken cancellation) => throw ChannelErrors.Unable("put signs under messages");

    /// <summary>Shows a message while it is being written. Only asked where <see cref="Capabilities.Drafts"/> is set.</summary>
    /// <param name="access">The connection.</param>
    /// <param name="thread">The channel's id of the conversation.</param>
    /// <param name="message">The message as far as it is.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="ChannelException">The channel cannot, refuses, or cannot be reached.</exception>
    Task ShowDraft(Access access, string thread, OutboundMessage message, CancellationToken cancellation) => throw ChannelErrors.Unable("show answers while they are written");

    /// <summary>Answers a press with words.</summary>
    /// <returns>What could not be shown as asked.</returns>
    /// <exception cref="ChannelException">The channel refuses, or cannot be reached.</exception>
    async Task<IReadOnlyList<Degradation>> AnswerPress(Access access, string callback, PressAnswer answer, CancellationToken cancellation)
    {
        await AnswerPress(access, callback, cancellation);
        return answer.Text is null ? [] : [new("text", "left_out")];
    }
}

/// <summary>A connection as a channel needs it, with its secrets in the clear. Never logged, never stored.</summary>
public sealed record Access
{
    /// <summary>The connection.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>Whose it is in the channel; null before it was identified.</summary>
    public string? Identity { get; init; }

    /// <summary>Its settings.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Its secrets.</summary>
    public required IReadOnlyDictionary<string, string> Secrets { get; init; }

    /// <summary>The secrets its hook accepts: the newest first, an older one for a while after a rotation.</summary>
    public required IReadOnlyList<string> HookSecrets { get; init; }

    /// <summary>A client for its proxy and certificate authorities. It follows no redirects and logs nothing.</summary>
    public required HttpClient Http { get; init; }

    /// <inheritdoc/>
    public override string ToString() => ConnectionId;
}

/// <summary>Which settings and secrets a connection of a channel has.</summary>
/// <param name="Settings">By name: what must hold of a value.</param>
/// <param name="Secrets">By name.</param>
public sealed record ConnectionForm(IReadOnlyDictionary<string, FormField> Settings, IReadOnlyDictionary<string, FormField> Secrets);

/// <summary>A setting or a secret.</summary>
/// <param name="Required">Without it the connection cannot be enabled.</param>
/// <param name="Check">What is wrong with a value; null: nothing.</param>
public sealed record FormField(bool Required, Func<string, string?> Check)
{
    /// <summary>The channel shows it to our hook: when it is changed, the one before it is accepted for a while.</summary>
    public bool IsShownToHook { get; init; }
}

/// <summary>Whom a credential belongs to.</summary>
/// <param name="Id">The bot's or account's id.</param>
/// <param name="Name">Its name.</param>
public sealed record ChannelIdentity(string Id, string Name);

/// <summary>Our hook.</summary>
/// <param name="Url">Where the channel calls.</param>
/// <param name="Secret">What it shows.</param>
public sealed record Hook(Uri Url, string Secret);

/// <summary>How a channel sees our hook.</summary>
/// <param name="IsSet">Whether it would call us.</param>
/// <param name="Pending">Updates that wait there; null where it does not tell.</param>
/// <param name="Error">Its last trouble with us, in its own words.</param>
/// <param name="ErrorAt">When.</param>
public sealed record HookHealth(bool IsSet, int? Pending, string? Error, DateTimeOffset? ErrorAt);

/// <summary>A call of a hook.</summary>
/// <param name="Headers">A header's value by its name; null where there is none.</param>
/// <param name="Rest">What follows the connection's id in the path, without a slash before it; empty: nothing.</param>
/// <param name="Body">The bytes.</param>
public sealed record HookCall(Func<string, string?> Headers, string Rest, ReadOnlyMemory<byte> Body);

/// <summary>What a call of a hook is.</summary>
public abstract record HookReading
{
    private HookReading()
    {
    }

    /// <summary>Not from the channel.</summary>
    public sealed record Refused : HookReading;

    /// <summary>From the channel, but not readable.</summary>
    /// <param name="Why">What is wrong.</param>
    public sealed record Unreadable(string Why) : HookReading;

    /// <summary>From the channel, and what it wants to hear must be asked of it first. Nothing is stored for it.</summary>
    /// <param name="Answer">Asks; fails with a <see cref="ChannelException"/>.</param>
    /// <param name="ContentType">The type of the 200's body.</param>
    public sealed record Asks(Func<CancellationToken, Task<string>> Answer, string ContentType = "text/plain") : HookReading;

    /// <summary>Updates (perhaps none), and the body that the channel wants to hear once they are durable.</summary>
    /// <param name="Items">The updates.</param>
    /// <param name="Answer">The body of the 200.</param>
    /// <param name="ContentType">Its type.</param>
    public sealed record Updates(IReadOnlyList<RawUpdate> Items, string Answer = "", string ContentType = "text/plain") : HookReading;
}

/// <summary>An update as it came.</summary>
/// <param name="Key">The channel's own key, or one made so that a repetition has the same: unique in the connection for ever.</param>
/// <param name="Thread">What must stay in order: the channel's id of the conversation.</param>
/// <param name="Body">The bytes.</param>
public sealed record RawUpdate(string Key, string Thread, ReadOnlyMemory<byte> Body)
{
    /// <summary>Updates of one thread with the same group are one message (an album); null: on its own.</summary>
    public string? Group { get; init; }

    /// <summary>A contact waits for an answer to it. Where the channel has people, they are called if none comes.</summary>
    public bool WantsAnswer { get; init; }
}

/// <summary>What a poll brought.</summary>
/// <param name="Updates">The updates, in order.</param>
/// <param name="Position">Where to go on, once they are durable.</param>
public sealed record Polled(IReadOnlyList<RawUpdate> Updates, string? Position);

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
