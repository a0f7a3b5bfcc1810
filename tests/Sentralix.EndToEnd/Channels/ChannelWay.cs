using Sentralix.Connectors.Sandbox;
using Sentralix.Connectors.Sandbox.Avito;
using Sentralix.Connectors.Sandbox.Callbacks;
using Sentralix.Connectors.Sandbox.Delivery;
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

    /// <summary>Which of several ways of one channel it is: each has people and a bot of its own.</summary>
    public int Number { get; init; }

    public static async Task<ChannelWay> Open(string name) => (await OpenAll(name, 1))[0];

    /// <summary>So many connections of a channel. Where a stand-in has several bots they share it, else each has its own.</summary>
    public static async Task<IReadOnlyList<ChannelWay>> OpenAll(string name, int count, string? transport = null, bool limited = false)
    {
        var ways = new List<ChannelWay>();
        for (var number = 0; number < count; number++)
        {
            ChannelWay way = name switch
            {
                "telegram" => new TelegramWay(ways.FirstOrDefault()?.Witness as TelegramStandIn ?? new TelegramStandIn(limited ? new Limits() : Limits.None)) { Service = name, Transport = transport ?? "webhook", Settles = false, Number = number },
                "vk" => new VkWay(new VkSettings { GroupId = 220_011 + number, Limits = limited ? new VkLimits() : VkLimits.None }) { Service = name, Transport = transport ?? "webhook", Settles = true, Number = number },
                "max" => new MaxWay(new MaxSettings { BotId = 555 + number, Limits = limited ? new MaxLimits { PublicWebhooksOnly = false } : MaxLimits.None }) { Service = name, Transport = transport ?? "polling", Settles = true, Number = number },
                "avito" => new AvitoWay(ways.FirstOrDefault()?.Witness as AvitoStandIn ?? new AvitoStandIn()) { Service = name, Transport = transport ?? "webhook", Settles = true, Number = number },
                _ => new JivoWay(ways.FirstOrDefault()?.Witness as JivoStandIn ?? new JivoStandIn()) { Service = name, Transport = transport ?? "webhook", Settles = false, Number = number },
            };
            if (ways.FirstOrDefault()?.Witness != way.Witness) await way.Witness.Start();
            way.Prepare();
            ways.Add(way);
        }

        return ways;
    }

    /// <summary>Whether a call of a stand-in is one that says something to a person.</summary>
    public static bool IsSend(string operation) => operation is "sendMessage" or "messages.send" or "POST /messages" or AvitoOperations.SendText or JivoOperations.BotMessage;

    /// <summary>The stand-in that counts.</summary>
    public abstract StandIn Witness { get; }

    /// <summary>A person writes; the same number is the same person.</summary>
    /// <returns>The key of the update that tells of it.</returns>
    public abstract string Ask(int person, string text);

    /// <summary>The channel's id of the conversation with a person.</summary>
    public abstract string Thread(int person);

    /// <summary>What a person has been sent; what grows while it is written is no message yet.</summary>
    public IReadOnlyList<string> Heard(int person) => [.. Witness.Sent.To(Thread(person)).Where(s => s.Operation != "sendMessageDraft").Select(s => s.Text)];

    /// <summary>A person sends a picture.</summary>
    public abstract void Show(int person, byte[] picture);

    /// <summary>A person presses a button of the last message to him, or says its number where the channel has no buttons.</summary>
    /// <param name="person">Who.</param>
    /// <param name="label">What the button says.</param>
    /// <param name="number">Its number in a list, from 1.</param>
    public abstract void Choose(int person, string label, int number);

    /// <summary>A person changes what he wrote last; false: the channel has no such thing.</summary>
    public virtual bool Rewrite(int person, string text) => false;

    /// <summary>A person sends what the connector has never heard of.</summary>
    public abstract void Puzzle(int person);

    /// <summary>The channel's call that says something to a person.</summary>
    public abstract string SendOperation { get; }

    /// <summary>Messages to people, without calls that only answer a press.</summary>
    public IReadOnlyList<SentMessage> Said(int person) => [.. Witness.Sent.To(Thread(person)).Where(s => s.Operation == SendOperation)];

    /// <summary>When updates were on their way, by their keys.</summary>
    public abstract IReadOnlyDictionary<string, Passage> Passages();

    /// <summary>Makes the channel's way to us a bad one.</summary>
    public abstract void Disturb(double duplicates, double cuts, int reorder);

    /// <summary>Completes when nothing is on its way to us.</summary>
    public abstract Task WhenDelivered(TimeSpan patience);

    /// <summary>What belongs to the connection once it exists.</summary>
    public virtual void Connected(Uri hook)
    {
    }

    public virtual async ValueTask DisposeAsync() => await Witness.DisposeAsync();

    protected virtual void Prepare()
    {
    }

    protected string Base => Witness.Address.ToString().TrimEnd('/');

    // People of another number are other people.
    private long User(int person) => 77_000 + (1_000_000L * Number) + person;

    private static Dictionary<string, Passage> Of(UpdateLog log) => log.All.DistinctBy(u => u.Key).ToDictionary(u => u.Key, u => u.Passage);

    private static Dictionary<string, Passage> Of(UpdateLedger ledger) => ledger.Made.ToDictionary(u => u.Key, u => ledger.PassageOf(u.Key)!);

    private sealed class TelegramWay(TelegramStandIn telegram) : ChannelWay
    {
        private readonly BotAccount bot = telegram.AddBot();

        private readonly Dictionary<int, MessageRef> last = [];

        public override string SendOperation => "sendMessage";

        public override void Show(int person, byte[] picture) => bot.SendPhoto(Who(person), picture);

        public override void Choose(int person, string label, int number) =>
            bot.Press(Who(person), new MessageRef(User(person), int.Parse(Witness.Sent.To(Thread(person)).Last(s => s.Operation is "sendMessage" or "sendPhoto").MessageId, System.Globalization.CultureInfo.InvariantCulture)), label);

        public override bool Rewrite(int person, string text)
        {
            bot.Edit(Who(person), last[person], text);
            return true;
        }

        public override void Puzzle(int person) => bot.SendUnsupported(Who(person), "hologram");

        public override StandIn Witness => telegram;

        public override Dictionary<string, string> Settings => new() { ["api_base_url"] = Base };

        public override Dictionary<string, string> Secrets => new() { ["token"] = bot.Token };

        public override string Ask(int person, string text)
        {
            var message = last[person] = bot.SendText(Who(person), text);
            return $"message:{message.ChatId}:{message.MessageId}";
        }

        private TelegramUser Who(int person) => new(User(person), $"Клиент {person}");

        public override string Thread(int person) => $"{User(person)}";

        public override IReadOnlyDictionary<string, Passage> Passages() => bot.Made.ToDictionary(u => u.Key, u => u.Passage);

        public override void Disturb(double duplicates, double cuts, int reorder) =>
            (telegram.Delivery.DuplicateShare, telegram.Delivery.CutShare, telegram.Delivery.ReorderWindow) = (duplicates, cuts, reorder);

        public override Task WhenDelivered(TimeSpan patience) => bot.WhenDelivered(patience);

        protected override void Prepare() => telegram.Delivery.Pace = 0.02;
    }

    private sealed class VkWay(VkSettings settings) : ChannelWay
    {
        private readonly VkStandIn vk = new(settings);

        private readonly Dictionary<int, int> last = [];

        public override string SendOperation => "messages.send";

        public override void Show(int person, byte[] picture) => vk.SendPhoto(User(person), picture);

        public override void Choose(int person, string label, int number) => vk.Press(User(person), label);

        public override bool Rewrite(int person, string text)
        {
            vk.Edit(User(person), last[person], text);
            return true;
        }

        public override void Puzzle(int person) => vk.SendUnsupported(User(person), "hologram");

        public override StandIn Witness => vk;

        public override Dictionary<string, string> Settings => new() { ["api_base_url"] = Base };

        public override Dictionary<string, string> Secrets => new() { ["token"] = settings.Token };

        public override string Ask(int person, string text)
        {
            var made = vk.SendText(User(person), text);
            last[person] = int.Parse(made.MessageId, System.Globalization.CultureInfo.InvariantCulture);
            return made.Key;
        }

        public override string Thread(int person) => $"{User(person)}";

        public override IReadOnlyDictionary<string, Passage> Passages() => Of(vk.Updates);

        public override void Disturb(double duplicates, double cuts, int reorder) =>
            vk.Delivery = vk.Delivery with { DuplicateShare = duplicates, CutShare = cuts, ReorderWindow = reorder };

        public override Task WhenDelivered(TimeSpan patience) => vk.WhenDelivered(patience);

        protected override void Prepare() => vk.Delivery = vk.Delivery with { Pace = 0.3 };
    }

    private sealed class MaxWay(MaxSettings settings) : ChannelWay
    {
        private readonly MaxStandIn max = new(settings);

        private readonly Dictionary<int, string> last = [];

        public override string SendOperation => "POST /messages";

        public override void Show(int person, byte[] picture) => max.SendPhoto(User(person), picture);

        public override void Choose(int person, string label, int number) => max.Press(User(person), label);

        public override bool Rewrite(int person, string text)
        {
            max.Edit(User(person), last[person], text);
            return true;
        }

        public override void Puzzle(int person) => max.SendUnsupported(User(person), "hologram");

        public override StandIn Witness => max;

        public override Dictionary<string, string> Settings => new() { ["api_base_url"] = Base };

        public override Dictionary<string, string> Secrets => new() { ["token"] = settings.Token };

        public override string Ask(int person, string text)
        {
            var made = max.SendText(User(person), text);
            last[person] = made.MessageId;
            return made.Key;
        }

        public override string Thread(int person) => $"{MaxStandIn.DialogOf(User(person))}";

        public override IReadOnlyDictionary<string, Passage> Passages() => Of(max.Updates);

        public override void Disturb(double duplicates, double cuts, int reorder) =>
            max.Delivery = max.Delivery with { DuplicateShare = duplicates, CutShare = cuts, ReorderWindow = reorder };

        public override Task WhenDelivered(TimeSpan patience) => max.WhenDelivered(patience);

        // A minute, and two and a half times as long each time, is longer than a campaign.
        protected override void Prepare() => max.Delivery = max.Delivery with { Pace = 0.02 };
    }

    private sealed class AvitoWay(AvitoStandIn avito) : ChannelWay
    {
        private readonly Dictionary<int, AvitoChat> chats = [];
        private AvitoAccount? own;

        public override string SendOperation => AvitoOperations.SendText;

        public override void Show(int person, byte[] picture) => avito.SendPhoto(Chat(person), picture);

        public override void Choose(int person, string label, int number) => Ask(person, $"{number}");

        public override void Puzzle(int person) => avito.SendUnsupported(Chat(person), "hologram");

        public override StandIn Witness => avito;

        public override Dictionary<string, string> Settings => new() { ["api_base_url"] = Base, ["client_id"] = Account.ClientId };

        public override Dictionary<string, string> Secrets => new() { ["client_secret"] = Account.ClientSecret };

        public override string Ask(int person, string text) => avito.SendText(Chat(person), text).Id;

        public override string Thread(int person) => Chat(person).Id;

        public override IReadOnlyDictionary<string, Passage> Passages() => Of(avito.Updates);

        // Avito publishes no schedule of retries. This one outlasts a host that is started again several times on a busy machine.
        public override void Disturb(double duplicates, double cuts, int reorder)
        {
            avito.Delivery.Disturbance = new Disturbance { DuplicateShare = duplicates, CutShare = cuts, ReorderWindow = reorder };
            avito.Delivery.Retries = [.. Enumerable.Repeat(TimeSpan.FromSeconds(1), 5), .. Enumerable.Repeat(TimeSpan.FromSeconds(4), 30)];
        }

        public override Task WhenDelivered(TimeSpan patience) => avito.WhenDelivered(patience);

        protected override void Prepare() => (avito.Delivery.Pace, avito.Delivery.ReachesPrivateAddresses) = (1, true);

        private AvitoAccount Account => own ??= Number == 0 ? avito.Account : avito.AddAccount();

        private AvitoChat Chat(int person) => chats.TryGetValue(person, out var chat) ? chat : chats[person] = avito.OpenChat(avito.AddItem(account: Account));
    }

    private sealed class JivoWay(JivoStandIn jivo) : ChannelWay
    {
        private readonly Dictionary<int, JivoChat> chats = [];
        private readonly KeptFiles elsewhere = new();
        private JivoBot? own;

        public override string SendOperation => JivoOperations.BotMessage;

        // Jivo keeps files elsewhere, and only tells where.
        public override void Show(int person, byte[] picture) => jivo.ClientSendsFile(Chat(person), elsewhere.Keep(picture), "photo.png");

        public override void Choose(int person, string label, int number)
        {
            if (Chat(person).Buttons.SingleOrDefault(b => b.Text == label) is { } button) jivo.Press(Chat(person), button.Id);
            else Ask(person, $"{number}");
        }

        public override void Puzzle(int person) => jivo.ClientSends(Chat(person), new() { ["type"] = "HOLOGRAM" });

        public override StandIn Witness => jivo;

        // No agent is called when a busy machine answers late: who is heard here is the assistant.
        public override Dictionary<string, string> Settings => new() { ["api_base_url"] = Base, ["provider_id"] = Bot.ProviderId, ["answer_within_s"] = "0" };

        public override Dictionary<string, string> Secrets => new() { ["token"] = Bot.Token };

        public override string Ask(int person, string text) => jivo.ClientWrites(Chat(person), text);

        public override string Thread(int person) => Chat(person).Id;

        public override IReadOnlyDictionary<string, Passage> Passages() => Of(jivo.Updates);

        // Jivo's own nine seconds are over before a busy machine has started the host again: what it gives up then is nobody's loss, and
        // here every update counts.
        public override void Disturb(double duplicates, double cuts, int reorder) =>
            (jivo.Delivery.Disturbance, jivo.Delivery.Repeats) = (new Disturbance { DuplicateShare = duplicates, CutShare = cuts, ReorderWindow = reorder }, 20);

        public override Task WhenDelivered(TimeSpan patience) => jivo.WhenDelivered(patience);

        // Jivo is told the address by letter: the token is its last part.
        public override void Connected(Uri hook) => Bot.Address = new Uri($"{hook}/{Bot.Token}");

        protected override void Prepare() => jivo.Delivery.Pace = 1;

        public override async ValueTask DisposeAsync()
        {
            await elsewhere.DisposeAsync();
            await base.DisposeAsync();
        }

        private JivoBot Bot => own ??= Number == 0 ? jivo.Bot : jivo.AddBot(null);

        private JivoChat Chat(int person) => chats.TryGetValue(person, out var chat) ? chat : chats[person] = jivo.OpenChat($"Клиент {person}", Bot);
    }
}
