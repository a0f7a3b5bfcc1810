using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Vk.Wire;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Vk.Updates;

/// <summary>Attachments of a message. Bytes are named by their address: VK has no call that gives a new one for an attachment of a message.</summary>
internal static class Attachments
{
    public static (MessagePart Part, InboundMedia? Media) Read(JsonElement attachment)
    {
        var type = attachment.Text("type") ?? "attachment";
        if (attachment.Object(type) is not { } content) return (ContentParts.Unsupported(type, null), null);
        return type switch
        {
            "photo" => Photo(content),
            "audio_message" => Voice(content),
            "doc" => Document(content),
            "sticker" => Sticker(content),
            "graffiti" => Media(PartTypes.Image, content.Text("url"), Name(type, content), new() { State = MediaState.Remote, MimeType = "image/png", Width = Int(content, "width"), Height = Int(content, "height") }),
            "link" or "article" => (Link(content, type), null),
            "market" => (Item(content), null),
            "call" => (new() { Type = PartTypes.Call, Data = content.Clone(), Text = content.Text("state") }, null),
            "wall" => (ContentParts.Unsupported(type, content.Text("text")), null),
            "poll" => (ContentParts.Unsupported(type, Poll(content)), null),
            "audio" => (ContentParts.Unsupported(type, $"{content.Text("artist")} — {content.Text("title")}"), null),
            _ => (ContentParts.Unsupported(type, content.Text("title") ?? content.Text("text")), null),
        };
    }

    private static (MessagePart, InboundMedia?) Photo(JsonElement photo)
    {
        var sizes = photo.Items("sizes").Where(size => size.Text("url") is not null).ToArray();
        if (sizes.Length == 0) return Media(PartTypes.Image, photo.Object("orig_photo")?.Text("url"), Name("photo", photo), new() { State = MediaState.Remote, MimeType = "image/jpeg" }, photo.Text("text"));
        var largest = sizes.MaxBy(size => (size.Number("width") ?? 0) * (size.Number("height") ?? 0));
        return Media(
            PartTypes.Image, largest.Text("url"), Name("photo", photo),
            new() { State = MediaState.Remote, MimeType = "image/jpeg", Width = Int(largest, "width"), Height = Int(largest, "height") }, photo.Text("text"));
    }

    private static (MessagePart, InboundMedia?) Voice(JsonElement voice)
    {
        var details = new MediaDetails
        {
            State = MediaState.Remote,
            MimeType = voice.Text("link_ogg") is null ? "audio/mpeg" : "audio/ogg",
            DurationMs = voice.Number("duration") * 1000,
            Transcript = voice.Text("transcript"),
        };
        return Media(PartTypes.Voice, voice.Text("link_ogg") ?? voice.Text("link_mp3"), Name("audio_message", voice), details);
    }

    private static (MessagePart, InboundMedia?) Document(JsonElement document)
    {
        var extension = document.Text("ext")?.ToLowerInvariant();
        var title = document.Text("title");
        var name = title is null || extension is null || title.EndsWith($".{extension}", StringComparison.OrdinalIgnoreCase) ? title : $"{title}.{extension}";
        var details = new MediaDetails { State = MediaState.Remote, FileName = name, Size = document.Number("size"), MimeType = extension == "gif" ? "image/gif" : null };
        return Media(extension == "gif" ? PartTypes.Animation : PartTypes.File, document.Text("url"), Name("doc", document), details);
    }

    private static (MessagePart, InboundMedia?) Sticker(JsonElement sticker)
    {
        var images = sticker.Items("images").Where(image => image.Text("url") is not null).ToArray();
        if (images.Length == 0) return (ContentParts.Unsupported("sticker", null), null);
        var largest = images.MaxBy(image => image.Number("width") ?? 0);
        return Media(
            PartTypes.Sticker, largest.Text("url"), sticker.Number("sticker_id") is { } id ? $"sticker{id}" : null,
            new() { State = MediaState.Remote, MimeType = "image/png", Width = Int(largest, "width"), Height = Int(largest, "height") });
    }

    private static MessagePart Link(JsonElement link, string type) => link.Text("url") is { } url
        ? new() { Type = PartTypes.Link, Link = new(url, link.Text("title"), link.Text("description") ?? link.Text("caption")) }
        : ContentParts.Unsupported(type, link.Text("title"));

    private static MessagePart Item(JsonElement item) => new()
    {
        Type = PartTypes.Item,
        Link = new(
            item.Number("owner_id") is { } owner && item.Number("id") is { } id ? $"https://vk.com/market{owner}?w=product{owner}_{id}" : null,
            item.Text("title"), item.Text("description"), Name("market", item), item.Object("price")?.Text("text")),
    };

    private static string Poll(JsonElement poll) =>
        string.Join('\n', [poll.Text("question"), .. poll.Items("answers").Select(answer => $"• {answer.Text("text")}")]);

    private static (MessagePart, InboundMedia?) Media(string type, string? address, string? unique, MediaDetails details, string? caption = null) => address is null
        ? (new() { Type = type, Text = caption, Media = details with { State = MediaState.Expired } }, null)
        : (new() { Type = type, Text = caption, Media = details }, new InboundMedia(address, unique));

    private static string? Name(string type, JsonElement of) => of.Number("owner_id") is { } owner && of.Number("id") is { } id ? $"{type}{owner}_{id}" : null;

    private static int? Int(JsonElement of, string name) => of.Number(name) is { } number and > 0 and < int.MaxValue ? (int)number : null;
}
