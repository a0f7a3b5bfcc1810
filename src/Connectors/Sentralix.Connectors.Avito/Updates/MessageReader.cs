using System.Globalization;
using System.Text.Json;
using Sentralix.Connectors.Avito.Wire;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Wire;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Avito.Updates;

/// <summary>What a notification means. A kind that is not known here is <c>unknown</c> with Avito's name of it.</summary>
internal static class MessageReader
{
    /// <exception cref="FormatException">The notification cannot be read.</exception>
    public static IReadOnlyList<Inbound> Read(Access access, ReadOnlyMemory<byte> update)
    {
        try
        {
            using var json = JsonDocument.Parse(update);
            var (notification, isFirst) = FirstMessages.Open(json.RootElement);
            if (Notification.Value(notification) is { } value && Json.Id(value, "chat_id") is { } chat) return [Read(access, value, chat, isFirst)];
            var name = Json.Object(notification, "payload") is { } payload ? Json.Text(payload, "type") : null;
            return [new() { Type = ChannelEventTypes.Unknown, Thread = Notification.NoChat, Reason = name ?? "empty" }];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException($"The notification cannot be read: {e.Message}", e);
        }
    }

    private static Inbound Read(Access access, JsonElement value, string chat, bool isFirst)
    {
        var type = Json.Text(value, "type") ?? "empty";
        var author = Json.Id(value, "author_id");
        var isOwn = author is not null && author == (Json.Id(value, "user_id") ?? access.Identity);
        var draft = new Inbound
        {
            Type = ChannelEventTypes.Unknown,
            Thread = chat,
            ChannelMessageId = Json.Id(value, "id"),
            OccurredAt = Time(value),
        };
        var (part, media) = ContentParts.Read(type, Json.Object(value, "content"));
        var said = draft with { ReplyTo = Answered(value), Parts = [part], Media = media is null ? new Dictionary<int, InboundMedia>() : new Dictionary<int, InboundMedia> { [0] = media } };

        // What Avito itself says is kept and shown, and never answered. It is of no person, so that it opens no conversation. Avito's mailings
        // in a seller's name bear the seller's id, so this comes before the echo: they are no human's word.
        if (Json.Text(value, "chat_type") == "a2u") return said with { Reason = "a2u" };
        if (type == "system") return said with { Reason = "system" };
        if (type == "deleted") return draft with { Type = ChannelEventTypes.MessageDeleted, UserId = isOwn ? null : author, Reason = isOwn ? "own" : null };

        // The other side's id is not in what the account itself wrote; the buyer is named when he writes.
        if (isOwn) return said with { Type = ChannelEventTypes.MessageEcho };
        if (author is null) return said with { Reason = "no_author" };
        return said with { Type = ChannelEventTypes.MessageReceived, UserId = author, Parts = isFirst && Json.Id(value, "item_id") is { } item ? [part, ContentParts.Listing(item)] : said.Parts };
    }

    private static QuotedMessage? Answered(JsonElement value) => Json.Object(value, "quote") is { } quote
        ? Quotes.Of(Json.Id(quote, "id"), Json.Object(quote, "content") is { } content ? Json.Text(content, "text") : null)
        : null;

    private static DateTimeOffset? Time(JsonElement value)
    {
        // Where both are there, this one may be the finer.
        if (Json.Text(value, "published_at") is { } published && DateTimeOffset.TryParse(published, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)) return at;
        return Json.Number(value, "created") is { } created and > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(created) : null;
    }
}
