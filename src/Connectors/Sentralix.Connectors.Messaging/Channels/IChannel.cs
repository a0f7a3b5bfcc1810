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
