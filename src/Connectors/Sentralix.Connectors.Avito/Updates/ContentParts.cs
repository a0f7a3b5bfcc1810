using System.Globalization;
using System.Text.Json;
using Sentralix.Connectors.Avito.Wire;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Avito.Updates;

/// <summary>What a message says, as a part.</summary>
internal static class ContentParts
{
    /// <summary>The part, and its media where it has bytes to be fetched.</summary>
    /// <param name="type">Avito's name of the content.</param>
    /// <param name="content">The content; files, films and calls of the application have none that the API shows.</param>
    public static (MessagePart Part, InboundMedia? Media) Read(string type, JsonElement? content)
    {
        if (content is not { } said) return (Unsupported(type, null), null);
        return type switch
        {
            "image" when Json.Object(said, "image") is { } image && Picture(image) is { } picture => picture,
            "voice" when Json.Object(said, "voice") is { } voice && Json.Id(voice, "voice_id") is { } id =>
                (new() { Type = PartTypes.Voice, Media = new() { State = MediaState.Remote, MimeType = "audio/mp4" } }, MediaReference.Voice(id)),
            _ => (Plain(type, said) ?? Unsupported(type, Json.Text(said, "text")), null),
        };
    }

    /// <summary>The listing that a chat is about. Its title and price are not in a notification.</summary>
    public static MessagePart Listing(string item) => new() { Type = PartTypes.Item, Text = $"[item {item}]", Link = new LinkPreview(null, Id: item) };

    private static MessagePart? Plain(string type, JsonElement said) => type switch
    {
        "text" when Json.Text(said, "text") is { } text && !string.IsNullOrWhiteSpace(text) => MessagePart.OfText(Cut(text)),
        "system" when Json.Text(said, "text") is { } text => new() { Type = PartTypes.System, Text = Cut(text), Data = Flow(said) },
        "link" when Json.Object(said, "link") is { } link => Link(link),
        "item" when Json.Object(said, "item") is { } item => Item(item),
        "location" when Json.Object(said, "location") is { } place => Location(place),
        "call" when Json.Object(said, "call") is { } call => new() { Type = PartTypes.Call, Text = $"[{Json.Text(call, "status") ?? "unknown"} call]", Data = call.Clone() },
        _ => null,
    };

    // What cannot be seen is named, so that the assistant can ask for words or a picture instead.
    private static MessagePart Unsupported(string type, string? words) =>
        new() { Type = PartTypes.Unsupported, ChannelType = type, Text = string.IsNullOrWhiteSpace(words) ? $"[{type}]" : Cut(words) };

    private static (MessagePart, InboundMedia)? Picture(JsonElement image)
    {
        if (Json.Object(image, "sizes") is not { } sizes) return null;
        (string Url, int Width, int Height)? largest = null;
        foreach (var size in sizes.EnumerateObject())
        {
            if (size.Value.ValueKind != JsonValueKind.String || size.Value.GetString() is not { Length: > 0 } url) continue;
            var sides = size.Name.Split('x');
            var width = sides.Length == 2 && int.TryParse(sides[0], NumberStyles.None, CultureInfo.InvariantCulture, out var w) ? w : 0;
            var height = sides.Length == 2 && int.TryParse(sides[1], NumberStyles.None, CultureInfo.InvariantCulture, out var h) ? h : 0;
            if (largest is null || (long)width * height > (long)largest.Value.Width * largest.Value.Height) largest = (url, width, height);
        }

        if (largest is not var (address, wide, high)) return null;
        var details = new MediaDetails { State = MediaState.Remote, MimeType = "image/jpeg", Width = wide > 0 ? wide : null, Height = high > 0 ? high : null };
        return (new() { Type = PartTypes.Image, Media = details }, MediaReference.Picture(address));
    }

    private static MessagePart? Link(JsonElement link)
    {
        var url = Json.Text(link, "url");
        if ((Json.Text(link, "text") is { Length: > 0 } text ? text : url) is not { Length: > 0 } words) return null;
        var preview = Json.Object(link, "preview");
        return new() { Type = PartTypes.Link, Text = Cut(words), Link = new(url, preview is { } shown ? Json.Text(shown, "title") : null, preview is { } told ? Json.Text(told, "description") : null) };
    }

    private static MessagePart? Item(JsonElement item)
    {
        var (title, price, url) = (Json.Text(item, "title"), Json.Text(item, "price_string"), Json.Text(item, "item_url"));
        if ((title ?? url) is null) return null;
        return new() { Type = PartTypes.Item, Text = Cut(string.Join(", ", new[] { title, price, url }.Where(words => !string.IsNullOrWhiteSpace(words)))), Link = new(url, title, Price: price) };
    }

    private static MessagePart? Location(JsonElement place)
    {
        if (Json.Real(place, "lat") is not { } latitude || Json.Real(place, "lon") is not { } longitude) return null;
        var (title, address) = (Json.Text(place, "title"), Json.Text(place, "text"));
        return new() { Type = PartTypes.Location, Text = address ?? title, Location = new(latitude, longitude, null, title, address) };
    }

    // Which of Avito's own mailings it is.
    private static JsonElement? Flow(JsonElement said) => said.TryGetProperty("flow_id", out var flow) && flow.ValueKind == JsonValueKind.String
        ? JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["flow_id"] = flow.GetString()! })
        : null;

    private static string Cut(string text) => text.Length > MessagePart.MaxText ? text[..MessagePart.MaxText] : text;
}
