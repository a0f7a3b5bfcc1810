using System.Security.Cryptography;
using System.Text.Json;
using Sentralix.Connectors.JivoSite.Wire;

namespace Sentralix.Connectors.JivoSite.Events;

/// <summary>What every call of the Webhooks API has: its name, its chat, and a key that a repetition has as well.</summary>
/// <param name="Name">The event's name.</param>
/// <param name="Key">Unique for ever.</param>
/// <param name="Chat">The chat; null: it is of none.</param>
internal sealed record WebhookEnvelope(string Name, string Key, string? Chat)
{
    public const string ChatAccepted = "chat_accepted";

    private const int LongestId = 100;

    /// <summary>What stays in order: the webhooks of a chat are a line of their own.</summary>
    public string Order => $"webhook:{Chat ?? "none"}";

    /// <summary>How the thread of the chat ends: a webhook does not name the client; null: it is of no chat.</summary>
    public string? ThreadEnd => Chat is null ? null : $":{Uri.EscapeDataString(Chat)}";

    /// <summary>Whether a body is one: the Bot API names its events in another field.</summary>
    public static bool IsOne(JsonElement root) => root.Text("event_name") is not null;

    public static WebhookEnvelope Read(JsonElement root, ReadOnlyMemory<byte> body)
    {
        var name = root.Text("event_name") is { Length: <= LongestId } known ? known : "event";
        var chat = root.Id("chat_id") is { Length: <= LongestId } id ? id : null;
        var subject = root.Id("offline_message_id") is { Length: <= LongestId } offline ? offline : chat;

        // A call changes its state under one chat and one name, so the bytes belong to the key.
        return new(name, $"jivo:webhook:{name}:{subject}:{Convert.ToHexStringLower(SHA256.HashData(body.Span), 0, 16)}", chat);
    }
}
