using System.Text.Json;
using Sentralix.Connectors.Avito.Wire;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Avito.Updates;

/// <summary>Who the buyer is and which listing a chat is about: notifications tell ids only.</summary>
internal static class ChatDetails
{
    // The only two codes that Avito names.
    private const long Live = 10;
    private const long Gone = 20;

    public static ThreadDetails Read(JsonElement chat, string buyer)
    {
        var name = chat.TryGetProperty("users", out var users) && users.ValueKind == JsonValueKind.Array
            ? users.EnumerateArray().Where(user => Json.Id(user, "id") == buyer).Select(user => Json.Text(user, "name")).FirstOrDefault()
            : null;
        return new(Cut(name, 200), Listing(chat) is { } listing ? new() { Listing = listing } : null);
    }

    private static ListingContext? Listing(JsonElement chat) =>
        Json.Object(chat, "context") is { } context && Json.Text(context, "type") == "item" && Json.Object(context, "value") is { } item && Json.Id(item, "id") is { } id
            ? new(id, Cut(Json.Text(item, "title"), 500), Cut(Json.Text(item, "url"), 2000), Cut(Json.Text(item, "price_string"), 100), State(Json.Number(item, "status_id")))
            : null;

    private static string? State(long? status) => status switch
    {
        Live => "live",
        Gone => "gone",
        _ => null,
    };

    private static string? Cut(string? text, int longest) => string.IsNullOrWhiteSpace(text) ? null : text.Length > longest ? text[..longest] : text;
}
