using System.Text.Json.Nodes;
using Sentralix.Connectors.Sandbox.Delivery;

namespace Sentralix.Connectors.Sandbox.Jivo;

/// <summary>The Webhooks API: what Jivo tells of a channel's chats and calls.</summary>
public sealed partial class JivoStandIn
{
    /// <summary>The one address of the channel's webhooks; null: none is set.</summary>
    public Uri? WebhooksAddress { get; set; }

    /// <summary>An agent pressed Reply. The answer may fill the client's card.</summary>
    public Task<JivoWebhookAnswer> ChatAccepted(JivoChat chat) => Notify("chat_accepted", chat, [], true);

    /// <summary>The chat was attached to the card in the CRM that the answer to <c>chat_accepted</c> named.</summary>
    public Task<JivoWebhookAnswer> ChatAssigned(JivoChat chat, Uri crmLink) => Notify("chat_assigned", chat, new JsonObject { ["assign_to"] = crmLink.ToString() });

    /// <summary>The client's contacts changed.</summary>
    public Task<JivoWebhookAnswer> ChatUpdated(JivoChat chat, string phone) => Notify("chat_updated", chat, new JsonObject { ["visitor"] = Visitor(chat, phone) });

    /// <summary>The chat was closed.</summary>
    /// <param name="chat">Which.</param>
    /// <param name="rate"><c>positive</c> or <c>negative</c>; null: it was not rated.</param>
    public Task<JivoWebhookAnswer> ChatFinished(JivoChat chat, string? rate = null)
    {
        var lines = chat.Transcript.Select(l => (JsonNode)new JsonObject
        {
            ["type"] = l.Speaker == JivoSpeaker.Client ? "visitor" : "agent", ["message"] = l.Text, ["timestamp"] = l.At.ToUnixTimeSeconds(),
        });
        var told = new JsonObject { ["messages"] = new JsonArray([.. lines]), ["rate"] = rate, ["blacklisted"] = false };
        return Notify("chat_finished", chat, new JsonObject { ["chat"] = told, ["agents"] = new JsonArray(Agent.DeepClone()) });
    }

    /// <summary>The client filled in the form while nobody was online.</summary>
    public Task<JivoWebhookAnswer> OfflineMessage(JivoChat chat, string text) =>
        Notify("offline_message", chat, new JsonObject { ["offline_message_id"] = Next().ToString(System.Globalization.CultureInfo.InvariantCulture), ["message"] = text });

    /// <summary>A call began or changed its state.</summary>
    /// <param name="chat">Whose.</param>
    /// <param name="type"><c>callback</c>, <c>incoming</c> or <c>outgoing</c>.</param>
    /// <param name="status"><c>start</c>, <c>agent_connected</c>, <c>client_connected</c>, <c>end</c> or <c>error</c>.</param>
    /// <param name="record">Where the recording lies; null: there is none.</param>
    public Task<JivoWebhookAnswer> CallEvent(JivoChat chat, string type, string status, Uri? record = null) => Notify("call_event", chat, new JsonObject
    {
        ["call"] = new JsonObject { ["type"] = type, ["phone"] = "+79990000000", ["status"] = status, ["record_url"] = record?.ToString() },
    });

    private async Task<JivoWebhookAnswer> Notify(string name, JivoChat chat, JsonObject special, bool mayFillCard = false)
    {
        var update = Updates.Add(Guid.NewGuid().ToString(), chat.Id, name, Clock.GetUtcNow());
        if (WebhooksAddress is not { } address)
        {
            update.State = UpdateState.Nowhere;
            return new JivoWebhookAnswer(0, "no address is set");
        }

        var body = new JsonObject
        {
            ["event_name"] = name,
            ["chat_id"] = chat.Number,
            ["widget_id"] = chat.Bot.ChannelId.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["visitor"] = Visitor(chat, null),
            ["agent"] = Agent.DeepClone(),
            ["department"] = new JsonObject { ["id"] = 3, ["name"] = "Продажи" },
            ["session"] = new JsonObject
            {
                ["geoip"] = new JsonObject { ["region"] = "Татарстан", ["country"] = "Россия", ["country_code"] = "RU", ["city"] = "Казань" },
                ["utm_json"] = new JsonObject { ["source"] = "yandex", ["medium"] = "cpc" },
                ["ip_addr"] = "192.0.2.7",
                ["user_agent"] = "Mozilla/5.0",
            },
            ["page"] = new JsonObject { ["url"] = chat.Page.ToString(), ["title"] = "Магазин" },
            ["analytics"] = new JsonObject(),
        };
        foreach (var (field, value) in special.ToArray())
        {
            special.Remove(field);
            body[field] = value;
        }

        // The webhooks of a chat are a line of their own: they do not wait for what a bot is told.
        var parcel = new Parcel(update, address, JivoJson.Bytes(body), Delivery.WebhookRules(), []) { Line = "webhooks " + chat.Id };
        var answer = await courier.Take(parcel);
        return JivoWebhookAnswer.Read(answer.Status, answer.Body, mayFillCard);
    }

    private static JsonObject Visitor(JivoChat chat, string? phone) => new()
    {
        ["name"] = chat.ClientName, ["email"] = null, ["phone"] = phone, ["number"] = chat.ClientId, ["description"] = null, ["social"] = new JsonObject(), ["chats_count"] = 1,
    };
}
