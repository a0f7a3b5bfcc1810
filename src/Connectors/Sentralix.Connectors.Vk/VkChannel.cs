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
internal sealed class VkChannel : IChannel, IThreadDetails, IClientComposer
{
    private const long RightToMessages = 4096;
    private const long RightToManage = 262_144;

    private readonly Composer composer;
    private readonly Sender sender;
    private readonly Changes changes;
    private readonly CallbackServers servers;
    private readonly LongPoll polling = new();
    private readonly People people;

    /// <param name="files">Where the bytes of files to be sent are; null: files are named in words only.</param>
    /// <param name="clock">The clock; null: the system's.</param>
    public VkChannel(OpenOutgoingFile? files = null, TimeProvider? clock = null)
    {
        composer = new(files is not null);
        people = new(clock ?? TimeProvider.System);
        var pictures = new CardPictures(files);
        sender = new(files, pictures);
        changes = new(files, pictures);
        servers = new(clock ?? TimeProvider.System);
        Capabilities = new()
        {
            MaxText = Composer.MaxText,
            Formatting = true,
            Buttons = Keyboards.MaxButtons,
            UrlButtons = true,
            Cards = Card.Most,
            ImagesOut = files is not null,
            FilesOut = files is not null,
            VoiceOut = files is not null,
            Typing = true,
            ReadReceipts = true,
            Edit = true,
            Delete = true,
            EditWindowMs = (long)Changes.Window.TotalMilliseconds,
            DeleteWindowMs = (long)Changes.Window.TotalMilliseconds,
            MarkRead = true,
            Reactions = true,
            PressAnswers = true,
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

    public HookReading ReadHook(Access access, HookCall call) => HookReader.Read(access, call);

    public Task<Polled> Poll(Access access, string? position, CancellationToken cancellation) => polling.Poll(access, position, cancellation);

    public IReadOnlyList<Inbound> Read(Access access, ReadOnlyMemory<byte> update) => UpdateReader.Read(update);

    // People seldom change their names.
    public TimeSpan DetailsLife => TimeSpan.FromHours(24);

    // A chat of several people has no one's name.
    public async Task<ThreadDetails?> Details(Access access, string thread, string userId, CancellationToken cancellation) =>
        IsGroup(thread) ? null : new(await people.NameOf(access, userId, cancellation));

    public Composition Compose(OutboundMessage message, IReadOnlyList<ButtonToken> buttons) => composer.Compose(message, buttons, new());

    public Composition Compose(OutboundMessage message, IReadOnlyList<ButtonToken> buttons, string? client) => composer.Compose(message, buttons, ClientInfo.Read(client));

    public Task<SendOutcome> Send(Access access, SendOrder order, CancellationToken cancellation) => sender.Send(access, order, cancellation);

    public string KeyOf(string messageId, int segment) => JsonFields.Id(RandomId.Of(messageId, segment));

    public Task<string?> Find(Access access, SendOrder order, DateTimeOffset since, CancellationToken cancellation) =>
        throw new NotSupportedException("A repeated send has the same key, so VK's history need not be read.");

    public async Task ShowTyping(Access access, string thread, CancellationToken cancellation) =>
        await new VkApi(access).Ask("messages.setActivity", cancellation, CallbackServers.Group(access), ("peer_id", thread), ("type", "typing"));

    public Task AnswerPress(Access access, string callback, CancellationToken cancellation) => AnswerPress(access, callback, new PressAnswer(), cancellation);

    public Task<IReadOnlyList<Degradation>> AnswerPress(Access access, string callback, PressAnswer answer, CancellationToken cancellation) => Signals.AnswerPress(access, callback, answer, cancellation);

    public Task<SendOutcome> Edit(Access access, EditOrder order, CancellationToken cancellation) => changes.Edit(access, order, cancellation);

    public Task<SendOutcome> Delete(Access access, string thread, string channelMessageId, CancellationToken cancellation) => Changes.Delete(access, thread, channelMessageId, cancellation);

    public Task MarkRead(Access access, string thread, string? upTo, CancellationToken cancellation) => Signals.MarkRead(access, thread, upTo, cancellation);

    public Task React(Access access, string thread, string channelMessageId, string? emoji, CancellationToken cancellation) => Signals.React(access, thread, channelMessageId, emoji, cancellation);

    public Task<Stream> OpenMedia(Access access, string reference, CancellationToken cancellation) => new VkApi(access).Open(reference, cancellation);
}
