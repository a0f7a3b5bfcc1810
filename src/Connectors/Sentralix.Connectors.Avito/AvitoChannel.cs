using System.Text.Json;
using Sentralix.Connectors.Avito.Hooks;
using Sentralix.Connectors.Avito.Sending;
using Sentralix.Connectors.Avito.Updates;
using Sentralix.Connectors.Avito.Wire;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Tokens;
using Sentralix.Connectors.Messaging.Wire;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Avito;

/// <summary>Avito's messenger, by the API that sellers' accounts have. It only answers in chats that buyers have opened.</summary>
internal sealed class AvitoChannel : IChannel, IChannelHistory, IReadMarks, IThreadDetails
{
    private readonly TimeProvider clock;
    private readonly TimeSpan pollPause;
    private readonly AccessTokens tokens;
    private readonly FirstMessages firstMessages = new();
    private readonly Composer composer;
    private readonly Sender sender;
    private readonly ReadBack readBack;

    /// <param name="clock">The clock that tokens age by.</param>
    /// <param name="files">Where the bytes of files to be sent are; null: files are named in words only.</param>
    /// <param name="pollPause">How long to wait before chats are read again; null: for ten seconds.</param>
    /// <param name="shared">Tokens that all processes use together; null: this process has its own.</param>
    public AvitoChannel(TimeProvider clock, OpenOutgoingFile? files = null, TimeSpan? pollPause = null, ISharedTokens? shared = null)
    {
        this.clock = clock;
        this.pollPause = pollPause ?? TimeSpan.FromSeconds(10);
        tokens = new AccessTokens(clock, shared);
        composer = new Composer(files is not null);
        sender = new Sender(tokens, files, clock);
        readBack = new ReadBack(tokens, clock);
        Capabilities = new Capabilities
        {
            MaxText = Composer.MaxText,
            ImagesOut = files is not null,
            ReadReceipts = true,
            Reconcile = "readback",
            Echo = true,
            Delete = true,
            DeleteWindowMs = (long)Sender.DeletableFor.TotalMilliseconds,
            MarkRead = true,
        };
    }

    public Channel Kind => Channel.Avito;

    public Capabilities Capabilities { get; }

    /// <summary>Avito publishes no figures for its messenger; its answers to too many calls tell the rest.</summary>
    public SendLimits Limits { get; } = new(5, 1, 2);

    public bool IsGroup(string thread) => false;

    public ConnectionForm Form => AvitoForm.Form;

    public async Task<ChannelIdentity> Identify(Access access, CancellationToken cancellation)
    {
        var self = await Api(access).Ask(HttpMethod.Get, "/core/v1/accounts/self", null, cancellation);
        if (Json.Id(self, "id") is not { } id) throw new ChannelException(Trouble.Network("Avito did not say whose the key is."));
        return new(id, Json.Text(self, "name") is { Length: > 0 } name ? name : id);
    }

    public Task SetHook(Access access, Hook hook, CancellationToken cancellation) => new Subscriptions(access, Api(access)).Set(hook, cancellation);

    public Task RemoveHook(Access access, CancellationToken cancellation) => new Subscriptions(access, Api(access)).Remove(cancellation);

    public Task<HookHealth> InspectHook(Access access, Hook hook, CancellationToken cancellation) => new Subscriptions(access, Api(access)).Inspect(hook, cancellation);

    public HookReading ReadHook(Access access, HookCall call)
    {
        if (!HookSecrets.Accept(access.HookSecrets, call.Rest)) return new HookReading.Refused();
        try
        {
            using var json = JsonDocument.Parse(call.Body);
            if (!Notification.IsOf(access.Identity, json.RootElement)) return new HookReading.Refused();
            return Notification.Read(access.Identity, call.Body, json.RootElement) is { } update
                ? new HookReading.Updates([firstMessages.Mark(access, update, json.RootElement)])
                : new HookReading.Updates([]);
        }
        catch (JsonException)
        {
            // Whoever knows the secret is Avito, and an address of which Avito hears anything but 200 is dead to it.
            return new HookReading.Updates([]);
        }
    }

    // Avito keeps no queue and holds no call open, so the chats are read now and then.
    public async Task<Polled> Poll(Access access, string? position, CancellationToken cancellation)
    {
        if (position is not null) await Task.Delay(pollPause, clock, cancellation);
        return await Since(access, position, cancellation);
    }

    public Task<Polled> Since(Access access, string? position, CancellationToken cancellation) => new ChatHistory(access, Api(access), firstMessages).Since(position, cancellation);

    public Task<IReadOnlyList<string>> WhichAreRead(Access access, string thread, IReadOnlyCollection<string> ours, CancellationToken cancellation) =>
        new ChatHistory(access, Api(access), firstMessages).WhichAreRead(thread, ours, cancellation);

    // A listing's price changes now and then.
    public TimeSpan DetailsLife => TimeSpan.FromMinutes(15);

    public async Task<ThreadDetails?> Details(Access access, string thread, string userId, CancellationToken cancellation) =>
        ChatDetails.Read(await Api(access).Ask(HttpMethod.Get, AvitoAddress.Chat(access, 2, thread), null, cancellation), userId);

    public IReadOnlyList<Inbound> Read(Access access, ReadOnlyMemory<byte> update) => MessageReader.Read(access, update);

    public Composition Compose(OutboundMessage message, IReadOnlyList<ButtonToken> buttons) => composer.Compose(message, buttons);

    public Task<SendOutcome> Send(Access access, SendOrder order, CancellationToken cancellation) => sender.Send(access, order, cancellation);

    public Task<string?> Find(Access access, SendOrder order, DateTimeOffset since, CancellationToken cancellation) => readBack.Find(access, order, since, cancellation);

    // Avito has no such sign.
    public Task ShowTyping(Access access, string thread, CancellationToken cancellation) => Task.CompletedTask;

    // Avito has no buttons.
    public Task AnswerPress(Access access, string callback, CancellationToken cancellation) => Task.CompletedTask;

    public Task<SendOutcome> Delete(Access access, string thread, string channelMessageId, CancellationToken cancellation) => sender.Delete(access, thread, channelMessageId, cancellation);

    // Avito knows a chat as read or not, and no single message.
    public Task MarkRead(Access access, string thread, string? upTo, CancellationToken cancellation) => Api(access).Ask(HttpMethod.Post, $"{AvitoAddress.Chat(access, 1, thread)}/read", null, cancellation);

    public async Task<Stream> OpenMedia(Access access, string reference, CancellationToken cancellation)
    {
        var api = Api(access);
        var address = MediaReference.VoiceOf(reference) is { } voice ? await AddressOf(access, api, voice, cancellation) : MediaReference.PictureOf(reference);
        return await api.Open(address ?? throw new ChannelException(new(Trouble.MediaExpired, null, "Avito does not have this file any more.")), cancellation);
    }

    private static async Task<Uri?> AddressOf(Access access, AvitoApi api, string voice, CancellationToken cancellation)
    {
        var told = await api.Ask(HttpMethod.Get, $"{AvitoAddress.Account(access, 1)}/getVoiceFiles?voice_ids={Uri.EscapeDataString(voice)}", null, cancellation);
        return Json.Object(told, "voices_urls") is { } addresses ? MediaReference.Web(Json.Text(addresses, voice)) : null;
    }

    private AvitoApi Api(Access access) => new(access, tokens, clock);
}
