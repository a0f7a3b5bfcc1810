using System.Globalization;
using System.Text.Json;
using Sentralix.Connectors.Sandbox.Callbacks;

namespace Sentralix.Connectors.Sandbox.Max;

/// <summary>Makes updates. They go to the webhooks while there is a subscription, and else wait to be polled.</summary>
internal sealed class MaxUpdates(UpdateLedger ledger, MaxSubscriptions subscriptions, MaxPolls polls)
{
    public MadeUpdate Make(string type, string key, MaxChat chat, string mid, DateTimeOffset at, Action<Utf8JsonWriter> writeFields)
    {
        var made = ledger.Add(new MadeUpdate(key, type, chat.Id.ToString(CultureInfo.InvariantCulture), mid, at));
        var body = JsonBody.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("update_type", type);
            json.WriteNumber("timestamp", at.ToUnixTimeMilliseconds());
            writeFields(json);
            json.WriteEndObject();
        });
        if (subscriptions.Any) subscriptions.Send(type, key, chat.Id, body);
        else polls.Add(type, key, body);
        return made;
    }

    public MadeUpdate Message(string type, string key, MaxMessage message, DateTimeOffset at) => Make(type, key, message.Chat, message.Mid, at, json =>
    {
        json.WritePropertyName("message");
        message.Write(json);
        if (message.Chat.IsDialog && type == "message_created") json.WriteString("user_locale", "ru");
    });

    /// <summary>An update about a user in a chat, such as <c>bot_started</c>.</summary>
    public MadeUpdate About(string type, MaxChat chat, MaxUser user, Action<Utf8JsonWriter>? more = null)
    {
        var at = chat.Now();
        return Make(type, $"{type}:{chat.Id}:{user.Id}:{at.ToUnixTimeMilliseconds()}", chat, "", at, json =>
        {
            json.WriteNumber("chat_id", chat.Id);
            json.WritePropertyName("user");
            user.Write(json, at);
            if (chat.IsDialog) json.WriteString("user_locale", "ru");
            else json.WriteBoolean("is_channel", false);
            more?.Invoke(json);
        });
    }
}
