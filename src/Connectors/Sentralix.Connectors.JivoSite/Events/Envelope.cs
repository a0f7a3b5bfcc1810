using System.Security.Cryptography;
using System.Text.Json;
using Sentralix.Connectors.JivoSite.Wire;

namespace Sentralix.Connectors.JivoSite.Events;

/// <summary>What every event has, or should have: its name, its account, its key, its conversation.</summary>
/// <param name="Name">The event's name; empty: it has none.</param>
/// <param name="Site">The Jivo account; null: the event does not say.</param>
/// <param name="Key">The same for every repetition of the event, unique for ever.</param>
/// <param name="Thread">The conversation; null: it names none.</param>
internal sealed record Envelope(string Name, string? Site, string Key, ChatThread? Thread)
{
    /// <summary>The conversation of events that name none.</summary>
    public const string NoThread = "none";

    private const int LongestId = 100;

    public string Order => Thread?.ToString() ?? NoThread;

    /// <exception cref="JsonException">Not an object.</exception>
    public static Envelope Read(JsonElement root, ReadOnlyMemory<byte> body)
    {
        if (root.ValueKind != JsonValueKind.Object) throw new JsonException("An event is an object.");
        var site = root.Id("site_id");
        var client = root.Id("client_id") ?? (root.Object("sender") is { } sender && root.Text("event") == EventNames.ClientMessage ? sender.Id("id") : null);
        var thread = client is { Length: <= LongestId } && root.Id("chat_id") is { Length: <= LongestId } chat ? new ChatThread(client, chat) : null;
        return new(root.Text("event") ?? "", site, KeyOf(site, root.Id("id"), body), thread);
    }

    // Events are unique in their account. One without an id is known by its bytes: a repetition has the same.
    private static string KeyOf(string? site, string? id, ReadOnlyMemory<byte> body) => id is { Length: <= LongestId } && site is null or { Length: <= LongestId }
        ? $"jivo:{site}:{id}"
        : $"jivo:#{Convert.ToHexStringLower(SHA256.HashData(body.Span))}";
}

/// <summary>Names of events that are understood.</summary>
internal static class EventNames
{
    public const string ClientMessage = "CLIENT_MESSAGE";

    public const string AgentMessage = "AGENT_MESSAGE";

    public const string AgentJoined = "AGENT_JOINED";

    public const string AgentUnavailable = "AGENT_UNAVAILABLE";

    public const string ChatClosed = "CHAT_CLOSED";
}
