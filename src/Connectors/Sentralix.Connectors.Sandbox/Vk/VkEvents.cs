using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Sentralix.Connectors.Sandbox.Callbacks;

namespace Sentralix.Connectors.Sandbox.Vk;

/// <summary>Makes events and hands them to the callback servers and to the long poll: each gets its own copy.</summary>
internal sealed class VkEvents(VkSettings settings, TimeProvider clock, UpdateLedger ledger, VkCallbacks callbacks, VkLongPoll longPoll)
{
    public const string ApiVersion = "5.199";

    public ConcurrentDictionary<long, VkClient> Clients { get; } = new();

    public MadeUpdate Make(string type, long peer, int cmid, Action<Utf8JsonWriter> write)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
        var number = cmid == 0 ? "" : cmid.ToString(CultureInfo.InvariantCulture);
        var made = ledger.Add(new MadeUpdate(id, type, peer.ToString(CultureInfo.InvariantCulture), number, clock.GetUtcNow()));
        foreach (var server in callbacks.For(type)) callbacks.Send(server, id, peer, Body(type, id, write, server.Secret));
        if (longPoll.Wants(type)) longPoll.Add(id, Body(type, id, write, secret: ""));
        return made;
    }

    public MadeUpdate Message(string type, VkMessage message) => Make(type, message.Peer, message.Cmid, json =>
    {
        if (type != "message_new")
        {
            message.Write(json);
            return;
        }

        json.WriteStartObject();
        json.WritePropertyName("message");
        message.Write(json);
        WriteClient(json, message.From);
        json.WriteEndObject();
    });

    public byte[] Confirmation(string secret) => JsonBody.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "confirmation");
        json.WriteNumber("group_id", settings.GroupId);
        json.WriteString("event_id", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)));
        json.WriteString("v", ApiVersion);
        if (secret.Length > 0) json.WriteString("secret", secret);
        json.WriteEndObject();
    });

    private void WriteClient(Utf8JsonWriter json, long user)
    {
        var client = Clients.GetValueOrDefault(user) ?? new VkClient();
        json.WriteStartObject("client_info");
        json.WriteStartArray("button_actions");
        foreach (var action in client.ButtonActions) json.WriteStringValue(action);
        json.WriteEndArray();
        json.WriteBoolean("keyboard", client.Keyboard);
        json.WriteBoolean("inline_keyboard", client.InlineKeyboard);
        json.WriteBoolean("carousel", client.Carousel);
        json.WriteNumber("lang_id", 0);
        json.WriteEndObject();
    }

    private byte[] Body(string type, string id, Action<Utf8JsonWriter> write, string secret) => JsonBody.Of(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("group_id", settings.GroupId);
        json.WriteString("type", type);
        json.WriteString("event_id", id);
        json.WriteString("v", ApiVersion);
        json.WritePropertyName("object");
        write(json);
        if (secret.Length > 0) json.WriteString("secret", secret);
        json.WriteEndObject();
    });
}
