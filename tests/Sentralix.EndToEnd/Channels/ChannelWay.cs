using Sentralix.Connectors.Sandbox;
using Sentralix.Connectors.Sandbox.Avito;
using Sentralix.Connectors.Sandbox.Jivo;
using Sentralix.Connectors.Sandbox.Max;
using Sentralix.Connectors.Sandbox.Telegram;
using Sentralix.Connectors.Sandbox.Vk;

namespace Sentralix.EndToEnd.Channels;

/// <summary>A channel's stand-in, as the scenarios that every channel must pass see it.</summary>
internal abstract class ChannelWay : IAsyncDisposable
{
    /// <summary>The service's name.</summary>
    public required string Service { get; init; }

    /// <summary>How updates come.</summary>
    public required string Transport { get; init; }

    public abstract Dictionary<string, string> Settings { get; }

    public abstract Dictionary<string, string> Secrets { get; }

    /// <summary>Whether a cut send can be settled without a person.</summary>
    public required bool Settles { get; init; }

    public static async Task<ChannelWay> Open(string name)
    {
        ChannelWay way = name switch
        {
            "telegram" => new TelegramWay(new TelegramStandIn(Limits.None)) { Service = name, Transport = "webhook", Settles = false },
            "vk" => new VkWay(new VkStandIn(new VkSettings { Limits = VkLimits.None })) { Service = name, Transport = "webhook", Settles = true },
            "max" => new MaxWay(new MaxStandIn(new MaxSettings { Limits = MaxLimits.None })) { Service = name, Transport = "polling", Settles = true },
            "avito" => new AvitoWay(new AvitoStandIn()) { Service = name, Transport = "webhook", Settles = true },
            _ => new JivoWay(new JivoStandIn()) { Service = name, Transport = "webhook", Settles = false },
        };
        await way.Witness.Start();
        way.Prepare();
        return way;
    }

    /// <summary>The stand-in that counts.</summary>
    public abstract StandIn Witness { get; }

    /// <summary>A person writes; the same number is the same person.</summary>
    public abstract void Ask(int person, string text);

    /// <summary>What a person has been sent.</summary>
    public abstract IReadOnlyList<string> Heard(int person);

    /// <summary>What belongs to the connection once it exists.</summary>
    public virtual void Connected(Uri hook)
    {
    }

    public virtual async ValueTask DisposeAsync() => await Witness.DisposeAsync();

    protected virtual void Prepare()
    {
    }

    protected string Base => Witness.Address.ToString().TrimEnd('/');

    // What grows while it is written is no message yet.
    private IReadOnlyList<string> TextsTo(string conversation) => [.. Witness.Sent.To(conversation).Where(s => s.Operation != "sendMessageDraft").Select(s => s.Text)];

    private sealed class TelegramWay(TelegramStandIn telegram) : ChannelWay
    {
        private readonly BotAccount bot = telegram.AddBot();

        public override StandIn Witness => telegram;

        public override Dictionary<string, string> Settings => new() { ["api_base_url"] = Base };

        public override Dictionary<string, string> Secrets => new() { ["token"] = bot.Token };

        public override void Ask(int person, string text) => bot.SendText(new TelegramUser(77_000 + person, $"Клиент {person}"), text);

        public override IReadOnlyList<string> Heard(int person) => TextsTo($"{77_000 + person}");

        protected override void Prepare() => telegram.Delivery.Pace = 0.02;
    }

    private sealed class VkWay(VkStandIn vk) : ChannelWay
    {
        public override StandIn Witness => vk;

        public override Dictionary<string, string> Settings => new() { ["api_base_url"] = Base };

        public override Dictionary<string, string> Secrets => new() { ["token"] = new VkSettings().Token };

        public override void Ask(int person, string text) => vk.SendText(77_000 + person, text);

        public override IReadOnlyList<string> Heard(int person) => TextsTo($"{77_000 + person}");

        protected override void Prepare() => vk.Delivery = vk.Delivery with { Pace = 0.3 };
    }

    private sealed class MaxWay(MaxStandIn max) : ChannelWay
    {
        public override StandIn Witness => max;

        public override Dictionary<string, string> Settings => new() { ["api_base_url"] = Base };

        public override Dictionary<string, string> Secrets => new() { ["token"] = new MaxSettings().Token };

        public override void Ask(int person, string text) => max.SendText(77_000 + person, text);

        public override IReadOnlyList<string> Heard(int person) => TextsTo($"{MaxStandIn.DialogOf(77_000 + person)}");
    }

    private sealed class AvitoWay(AvitoStandIn avito) : ChannelWay
    {
        private readonly Dictionary<int, AvitoChat> chats = [];

        public override StandIn Witness => avito;

        public override Dictionary<string, string> Settings => new() { ["api_base_url"] = Base, ["client_id"] = avito.Account.ClientId };

        public override Dictionary<string, string> Secrets => new() { ["client_secret"] = avito.Account.ClientSecret };

        public override void Ask(int person, string text) => avito.SendText(Chat(person), text);

        public override IReadOnlyList<string> Heard(int person) => TextsTo(Chat(person).Id);

        protected override void Prepare() => (avito.Delivery.Pace, avito.Delivery.ReachesPrivateAddresses) = (1, true);

        private AvitoChat Chat(int person) => chats.TryGetValue(person, out var chat) ? chat : chats[person] = avito.OpenChat(avito.AddItem());
    }

    private sealed class JivoWay(JivoStandIn jivo) : ChannelWay
    {
        private readonly Dictionary<int, JivoChat> chats = [];

        public override StandIn Witness => jivo;

        public override Dictionary<string, string> Settings => new() { ["api_base_url"] = Base, ["provider_id"] = jivo.Bot.ProviderId };

        public override Dictionary<string, string> Secrets => new() { ["token"] = jivo.Bot.Token };

        public override void Ask(int person, string text) => jivo.ClientWrites(Chat(person), text);

        public override IReadOnlyList<string> Heard(int person) => TextsTo(Chat(person).Id);

        // Jivo is told the address by letter: the token is its last part.
        public override void Connected(Uri hook) => jivo.Bot.Address = new Uri($"{hook}/{jivo.Bot.Token}");

        protected override void Prepare() => jivo.Delivery.Pace = 1;

        private JivoChat Chat(int person) => chats.TryGetValue(person, out var chat) ? chat : chats[person] = jivo.OpenChat($"Клиент {person}");
    }
}
