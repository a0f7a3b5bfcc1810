using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Vk.Hooks;
using Sentralix.Connectors.Vk.Polling;
using Sentralix.Connectors.Vk.Sending;
using Sentralix.Connectors.Vk.Updates;
using Sentralix.Connectors.Vk.Wire;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Vk;

/// <summary>Messages of VK communities, by Callback API or Bots Long Poll.</summary>
internal sealed class VkChannel : IChannel
{
    private const long RightToMessages = 4096;
    private const long RightToManage = 262_144;

    private readonly Composer composer;
    private readonly Sender sender;
    private readonly CallbackServers servers;
    private readonly HookReader hooks;
    private readonly LongPoll polling = new();

    /// <param name="files">Where the bytes of files to be sent are; null: files are named in words only.</param>
    /// <param name="clock">The clock; null: the system's.</param>
    public VkChannel(OpenOutgoingFile? files = null, TimeProvider? clock = null)
    {
        var codes = new ConfirmationCodes();
        composer = new(files is not null);
        sender = new(files);
        servers = new(codes, clock ?? TimeProvider.System);
        hooks = new(codes);
        Capabilities = new()
        {
            MaxText = Composer.MaxText,
            Formatting = true,
            Buttons = Keyboards.MaxButtons,
            UrlButtons = true,
            ImagesOut = files is not null,
            FilesOut = files is not null,
            VoiceOut = files is not null,
            Typing = true,
            ReadReceipts = true,
            Reconcile = "key",
            Echo = true,
        };
    }

    public Channel Kind => Channel.Vk;

    public Capabilities Capabilities { get; }

    /// <summary>A little under what VK publishes: 20 calls a second of a community.</summary>
    public SendLimits Limits { get; } = new(18, 3, 3);

    public bool IsGroup(string thread) => Envelope.IsChat(thread);

    public ConnectionForm Form => VkForm.Form;

    public async Task<ChannelIdentity> Identify(Access access, CancellationToken cancellation)
    {
        var api = new VkApi(access);
        var told = await api.Ask("groups.getById", cancellation);
        var group = (told.ValueKind == System.Text.Json.JsonValueKind.Array ? told.EnumerateArray() : told.Items("groups")).FirstOrDefault();
        if (group.Number("id") is not { } id) throw new ChannelException(new(ChannelErrors.Unauthorized, null, "The key belongs to no community."));

        // Without these rights everything would be refused later, in worse words.
        var rights = (await api.Ask("groups.getTokenPermissions", cancellation)).Number("mask");
        foreach (var (right, name) in (ReadOnlySpan<(long, string)>)[(RightToMessages, "messages"), (RightToManage, "manage")])
            if (rights is { } mask && (mask & right) == 0) throw new ChannelException(new(Trouble.Forbidden, null, $"The key lacks the right '{name}'."));
        return new(JsonFields.Id(id), group.Text("name") ?? group.Text("screen_name") ?? JsonFields.Id(id));
    }

    public Task SetHook(Access access, Hook hook, CancellationToken cancellation) => servers.Set(access, hook, cancellation);

    // Nothing is queued for a hook that is gone.
    public Task RemoveHook(Access access, CancellationToken cancellation) => servers.Remove(access, cancellation);

    public Task<HookHealth> InspectHook(Access access, Hook hook, CancellationToken cancellation) => servers.Inspect(access, hook, cancellation);

    public HookReading ReadHook(Access access, HookCall call) => hooks.Read(access, call);

    public Task<Polled> Poll(Access access, string? position, CancellationToken cancellation) => polling.Poll(access, position, cancellation);

    public IReadOnlyList<Inbound> Read(Access access, ReadOnlyMemory<byte> update) => UpdateReader.Read(update);

    public Composition Compose(OutboundMessage message, IReadOnlyList<ButtonToken> buttons) => composer.Compose(message, buttons);

    public Task<SendOutcome> Send(Access access, SendOrder order, CancellationToken cancellation) => sender.Send(access, order, cancellation);

    public string KeyOf(string messageId, int segment) => JsonFields.Id(RandomId.Of(messageId, segment));

    public Task<string?> Find(Access access, SendOrder order, DateTimeOffset since, CancellationToken cancellation) =>
        throw new NotSupportedException("A repeated send has the same key, so VK's history need not be read.");

    public async Task ShowTyping(Access access, string thread, CancellationToken cancellation) =>
        await new VkApi(access).Ask("messages.setActivity", cancellation, CallbackServers.Group(access), ("peer_id", thread), ("type", "typing"));

    public async Task AnswerPress(Access access, string callback, CancellationToken cancellation)
    {
        if (Press.Parse(callback) is not { } press) return;
        var answer = await new VkApi(access).Call("messages.sendMessageEventAnswer", [("event_id", press.EventId), ("user_id", press.User), ("peer_id", press.Peer)], cancellation);

        // After a minute nothing waits for the answer any more, and VK calls its name wrong.
        if (answer is not (Answer.Ok or Answer.Failed { Code: Trouble.BadParameter })) throw new ChannelException(Trouble.Of(answer));
    }

    public Task<Stream> OpenMedia(Access access, string reference, CancellationToken cancellation) => new VkApi(access).Open(reference, cancellation);
}
