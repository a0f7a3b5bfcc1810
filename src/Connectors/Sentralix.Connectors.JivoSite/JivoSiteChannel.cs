using System.Text.Json;
using Sentralix.Connectors.JivoSite.Events;
using Sentralix.Connectors.JivoSite.Sending;
using Sentralix.Connectors.JivoSite.Wire;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Wire;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.JivoSite;

/// <summary>JivoSite. By its Bot API the assistant answers in the account's channels until an agent takes the chat; by its Chat API the agents
/// answer conversations of other channels; its webhooks tell what happens there. Jivo is told of our address, and tells of its own, in letters
/// between people: nothing of a bot's connection can be asked of it or set there.</summary>
internal sealed class JivoSiteChannel(TimeProvider clock) : IChannel, ICallsPeople, IFillsSilence, IFillsCards, IPeopleDesk
{
    private static readonly TimeSpan MediaTime = TimeSpan.FromSeconds(30);

    private readonly Sender sender = new(clock);

    public Channel Kind => Channel.JivoSite;

    public Capabilities Capabilities { get; } = new()
    {
        MaxText = Composer.MaxText,
        Formatting = true,
        Buttons = Composer.MaxButtons,
        Reconcile = "none",
        Echo = true,
        HandOff = true,
    };

    /// <summary>Jivo publishes none, but has an answer to too many.</summary>
    public SendLimits Limits { get; } = new(5, 1, 3);

    public bool IsGroup(string thread) => false;

    public ConnectionForm Form => JivoSiteForm.Form;

    public async Task<ChannelIdentity> Identify(Access access, CancellationToken cancellation) => JivoSiteForm.ModeOf(access) switch
    {
        JivoSiteForm.DeskMode => await (ChatApi.Of(access) ?? throw Missing("The channel's address is missing: a desk has the secret 'channel_url'.")).Identify(access, cancellation),
        JivoSiteForm.EventsMode => new($"events:{access.ConnectionId}", "Webhooks API"),

        // A bot is answered nothing but events, and a false one would be seen by a client: the credential is known by its form alone.
        _ => (BotEndpoint.Of(access) ?? throw Missing("The provider's id or the token is missing or not one that Jivo takes.")).Identity,
    };

    /// <summary>Jivo's support sets it.</summary>
    public Task SetHook(Access access, Hook hook, CancellationToken cancellation) => Task.CompletedTask;

    public Task RemoveHook(Access access, CancellationToken cancellation) => Task.CompletedTask;

    public bool HookIsSetByPeople => true;

    public bool PressesAreMessages => true;

    // Nobody can be asked; events are the only sign, and a quiet shop has none for days.
    public Task<HookHealth> InspectHook(Access access, Hook hook, CancellationToken cancellation) => Task.FromResult(new HookHealth(true, null, null, null));

    public HookReading ReadHook(Access access, HookCall call)
    {
        // The address that Jivo has been given ends in the bot's token, or in the secret that the platform has made.
        var accepted = access.HookSecrets.Append(access.Secrets.GetValueOrDefault(JivoSiteForm.Token) ?? "").ToList();
        if (!HookSecrets.Accept(accepted, call.Rest.TrimEnd('/'))) return new HookReading.Refused();
        try
        {
            using var json = JsonDocument.Parse(call.Body);
            return Read(access, json.RootElement, call.Body);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new HookReading.Unreadable(e.Message);
        }
    }

    /// <summary>One address takes all three of Jivo's ways: its support and its settings know no other.</summary>
    private static HookReading Read(Access access, JsonElement root, ReadOnlyMemory<byte> body)
    {
        if (WebhookEnvelope.IsOne(root))
        {
            var told = WebhookEnvelope.Read(root, body);
            var asksForCard = told is { Name: WebhookEnvelope.ChatAccepted, Chat: not null } && JivoSiteForm.FillsCard(access);
            return new HookReading.Updates([new(told.Key, told.Order, body)], """{"result":"ok"}""", "application/json") { CardFor = asksForCard ? told.ThreadEnd : null };
        }

        var mode = JivoSiteForm.ModeOf(access);
        if (DeskEnvelope.IsOne(root) && mode == JivoSiteForm.DeskMode)
        {
            if (!DeskEnvelope.IsForUs(root)) return new HookReading.Unreadable("The recipient is not known.");
            var said = DeskEnvelope.Read(root, body);
            return new HookReading.Updates([new(said.Key, said.Recipient, body)], "{}", "application/json");
        }

        var envelope = Envelope.Read(root, body);

        // A bot that was put on another account is not to be heard here: there its clients go to agents.
        if (envelope.Site is { } site && access.Settings.GetValueOrDefault(JivoSiteForm.SiteId) is { Length: > 0 } own && own != site) return new HookReading.Refused();
        var wantsAnswer = mode == JivoSiteForm.BotMode && envelope is { Name: EventNames.ClientMessage, Thread: not null };
        return new HookReading.Updates([new(envelope.Key, envelope.Order, body) { WantsAnswer = wantsAnswer }], "{}", "application/json");
    }

    public Task<Polled> Poll(Access access, string? position, CancellationToken cancellation) =>
        throw new ChannelException(new(ChannelErrors.ContentRejected, null, "Jivo cannot be polled: the connection's transport must be the webhook."));

    public IReadOnlyList<Inbound> Read(Access access, ReadOnlyMemory<byte> update) => EventReader.Read(update);

    public Composition Compose(OutboundMessage message, IReadOnlyList<ButtonToken> buttons) => Composer.Compose(message, buttons);

    public Task<SendOutcome> Send(Access access, SendOrder order, CancellationToken cancellation) => sender.Send(access, order, cancellation);

    public Task<string?> Find(Access access, SendOrder order, DateTimeOffset since, CancellationToken cancellation) =>
        throw new NotSupportedException("Jivo does not let bots read a chat's history.");

    public TimeSpan? AnswerWithin(Access access) => JivoSiteForm.AnswerWithinOf(access);

    public SilenceFiller? Filler(Access access) => JivoSiteForm.FillerOf(access);

    public Task<SendOutcome> CallPerson(Access access, string thread, string key, CancellationToken cancellation) => AgentInvitation.Send(access, thread, key, cancellation);

    public string Card(Access access, KnownContact contact) => CrmCard.Of(contact, JivoSiteForm.PageOf(access, contact.ConversationId));

    public TimeSpan? Silence(Access access) => JivoSiteForm.DeskSilenceOf(access);

    public Task<SendOutcome> Tell(Access access, DeskWords words, CancellationToken cancellation) => ChatApi.Of(access) is { } desk
        ? desk.Tell(access, words, cancellation)
        : Task.FromResult<SendOutcome>(new SendOutcome.Refused(new(ChannelErrors.Unauthorized, null, "The channel's address is missing.")));

    public Task ShowTyping(Access access, string thread, CancellationToken cancellation) => Task.CompletedTask;

    public Task AnswerPress(Access access, string callback, CancellationToken cancellation) => Task.CompletedTask;

    public Task<SendOutcome> HandOff(Access access, string thread, string key, CancellationToken cancellation) => Invitation.Send(access, thread, key, cancellation);

    public async Task<Stream> OpenMedia(Access access, string reference, CancellationToken cancellation)
    {
        // The address holds no secret of ours, but may hold one of Jivo's: it is told to nobody.
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(reference));
        var (content, failure) = await Exchange.Open(access.Http, request, MediaTime, words => words.Replace(reference, "***", StringComparison.Ordinal), cancellation);
        return content ?? throw new ChannelException(MediaTrouble.Of(failure!));
    }

    private static ChannelException Missing(string words) => new(new(ChannelErrors.Unauthorized, null, words));
}
