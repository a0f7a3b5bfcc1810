using System.Text.Json;
using System.Text.Json.Nodes;
using Sentralix.Connectors.Sandbox.Delivery;

namespace Sentralix.Connectors.Sandbox.Avito;

public sealed partial class AvitoStandIn
{
    private const string ChatAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~";

    /// <summary>The seller puts up a listing.</summary>
    public AvitoItem AddItem(string title = "Велосипед", long price = 12_500, string? sku = null, AvitoAccount? account = null)
    {
        var id = Interlocked.Increment(ref lastItem);
        var item = new AvitoItem(id, title, price, sku ?? $"SKU-{id}");
        (account ?? Account).Items[id] = item;
        return item;
    }

    /// <summary>A buyer opens a chat about a listing.</summary>
    /// <param name="item">The listing; null: one of the seller's, or a new one.</param>
    /// <param name="buyer">The buyer's number; null: a new buyer.</param>
    /// <param name="account">Whose chat; null: the first account's.</param>
    /// <param name="name">The buyer's name.</param>
    public AvitoChat OpenChat(AvitoItem? item = null, long? buyer = null, AvitoAccount? account = null, string name = "Ирина") =>
        Open("u2i", account ?? Account, item ?? (account ?? Account).Items.Values.FirstOrDefault() ?? AddItem(account: account), buyer, name);

    /// <summary>A buyer opens a chat from the seller's profile: no listing belongs to it.</summary>
    public AvitoChat OpenProfileChat(long? buyer = null, AvitoAccount? account = null, string name = "Ирина") => Open("u2u", account ?? Account, null, buyer, name);

    /// <summary>Avito itself opens a chat with the seller.</summary>
    public AvitoChat OpenChatWithAvito(AvitoAccount? account = null) => Open("a2u", account ?? Account, null, null, "Авито");

    /// <summary>The buyer writes.</summary>
    public AvitoMessage SendText(AvitoChat chat, string text, AvitoMessage? quote = null) => Write(chat, "text", AvitoWire.Object(w => w.WriteString("text", text)), text, quote);

    /// <summary>The buyer sends a picture; its file can be fetched.</summary>
    public AvitoMessage SendPhoto(AvitoChat chat, byte[] image) => Write(chat, "image", ImageContent(files.KeepImage(image, chat.Account)));

    /// <summary>The buyer speaks. Only <c>getVoiceFiles</c> tells where the file is.</summary>
    /// <param name="chat">Where.</param>
    /// <param name="voice">The file: Opus in an MP4 container.</param>
    public AvitoMessage SendVoice(AvitoChat chat, byte[] voice)
    {
        var id = files.KeepVoice(voice, chat.Account);
        return Send(chat, "voice", new JsonObject { ["voice"] = new JsonObject { ["voice_id"] = id } });
    }

    /// <summary>The buyer sends a link.</summary>
    public AvitoMessage SendLink(AvitoChat chat, Uri url, string text) =>
        Send(chat, "link", new JsonObject { ["link"] = new JsonObject { ["text"] = text, ["url"] = url.ToString() } });

    /// <summary>The buyer sends a listing.</summary>
    public AvitoMessage SendItem(AvitoChat chat, AvitoItem item) => Send(chat, "item", new JsonObject
    {
        ["item"] = new JsonObject
        {
            ["title"] = item.Title,
            ["price_string"] = AvitoWire.Price(item.Price),
            ["item_url"] = item.Url,
            ["image_url"] = new Uri(Address, $"/image/item-{item.Id}/140x105.jpg").ToString(),
        },
    });

    /// <summary>The buyer sends a place.</summary>
    public AvitoMessage SendLocation(AvitoChat chat, double latitude, double longitude, string title) => Send(chat, "location", new JsonObject
    {
        ["location"] = new JsonObject { ["lat"] = latitude, ["lon"] = longitude, ["title"] = title, ["text"] = title, ["kind"] = "house" },
    });

    /// <summary>The buyer called and nobody answered.</summary>
    public AvitoMessage MissCall(AvitoChat chat) =>
        Send(chat, "call", new JsonObject { ["call"] = new JsonObject { ["status"] = "missed", ["target_user_id"] = chat.Account.Id } });

    /// <summary>The buyer sends what the API does not show: the content is empty.</summary>
    /// <param name="chat">Where.</param>
    /// <param name="type"><c>file</c>, <c>video</c> or <c>appCall</c>.</param>
    public AvitoMessage SendUnsupported(AvitoChat chat, string type) => Send(chat, type, []);

    /// <summary>The buyer sends a message of any type, also one that nobody has described.</summary>
    public AvitoMessage Send(AvitoChat chat, string type, JsonObject content) => Write(chat, type, JsonSerializer.SerializeToUtf8Bytes(content));

    /// <summary>Avito puts a text of its own into a chat, such as an offer of a discount.</summary>
    public AvitoMessage SendSystem(AvitoChat chat, string text, string flowId = "discount")
    {
        var content = AvitoWire.Object(w =>
        {
            w.WriteString("text", text);
            w.WriteString("flow_id", flowId);
        });
        return Announce(chat, new AvitoMessage(Random(16), chat.Type == "a2u" ? chat.BuyerId : 1, false, Clock.GetUtcNow(), "system", content, text), AvitoUpdates.System);
    }

    /// <summary>A person answers in Avito's app: it comes to the webhook like an echo, under an id that the bot never got.</summary>
    public AvitoMessage AnswerInApp(AvitoChat chat, string text)
    {
        chat.MarkRead();
        var content = AvitoWire.Object(w => w.WriteString("text", text));
        return Announce(chat, new AvitoMessage(Random(16), chat.Account.Id, true, Clock.GetUtcNow(), "text", content, text), AvitoUpdates.Human);
    }

    /// <summary>A person reads the chat in Avito's app. No webhook tells of it.</summary>
    public void ReadInApp(AvitoChat chat) => chat.MarkRead();

    /// <summary>The buyer reads the chat. No webhook tells of it: only a later reading of the messages does.</summary>
    public void ReadByBuyer(AvitoChat chat) => chat.MarkReadByBuyer(Clock.GetUtcNow());

    /// <summary>A message vanishes, by its writer or by moderation.</summary>
    /// <param name="chat">Where.</param>
    /// <param name="message">Which.</param>
    /// <param name="tells">True: a webhook of type <c>deleted</c> tells of it.</param>
    public void Vanish(AvitoChat chat, AvitoMessage message, bool tells = false)
    {
        message.Delete();
        if (tells) webhooks.Tell(chat, message, AvitoUpdates.Deleted);
    }

    /// <summary>The chat is gone: every call about it answers 404.</summary>
    public void Remove(AvitoChat chat) => chat.Account.Chats.TryRemove(chat.Id, out _);

    /// <summary>Another integration subscribes the account. Nothing is delivered to its address.</summary>
    public void SubscribeForeign(Uri url, string version = "3", AvitoAccount? account = null) =>
        (account ?? Account).Subscriptions[url.ToString()] = new AvitoSubscription(url.ToString(), version, true);

    /// <summary>Avito forgets a subscription without a word.</summary>
    public void DropSubscriptions(AvitoAccount? account = null) => (account ?? Account).Subscriptions.Clear();

    /// <summary>Asks an address as Avito's manual does with curl: <c>{}</c>, named a form, to be answered with 200 within 2 seconds.</summary>
    public Task<DeliveryAnswer> Probe(Uri address) => webhooks.Probe(address);

    internal byte[]? ImageOf(string id) => files.Image(id);

    /// <summary>A buyer's chat whose id is known already.</summary>
    internal AvitoChat OpenChat(string id, long buyer, string name)
    {
        var item = Account.Items.Values.FirstOrDefault() ?? AddItem();
        return Account.Chats.GetOrAdd(id, _ => new AvitoChat(id, "u2i", Account, item, buyer, name, Clock.GetUtcNow(), Home.Messages));
    }

    private AvitoChat Open(string type, AvitoAccount account, AvitoItem? item, long? buyer, string name)
    {
        var id = $"{type}-{System.Security.Cryptography.RandomNumberGenerator.GetString(ChatAlphabet, 22)}";
        var chat = new AvitoChat(id, type, account, item, buyer ?? Interlocked.Increment(ref lastBuyer), name, Clock.GetUtcNow(), Home.Messages);
        account.Chats[id] = chat;
        return chat;
    }

    private AvitoMessage Write(AvitoChat chat, string type, byte[] content, string text = "", AvitoMessage? quote = null)
    {
        if (chat.Account.HasBlocked(chat.BuyerId)) throw new InvalidOperationException("The seller has blocked this buyer, who cannot write any more.");
        var message = new AvitoMessage(Random(16), chat.BuyerId, false, Clock.GetUtcNow(), type, content, text) { Quote = quote };
        return Announce(chat, message, AvitoUpdates.Buyer);
    }

    private AvitoMessage Announce(AvitoChat chat, AvitoMessage message, string kind)
    {
        chat.Add(message);
        webhooks.Tell(chat, message, kind);
        return message;
    }
}
