using System.Text.Json;
using Sentralix.Connectors.JivoSite.Wire;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.JivoSite.Events;

/// <summary>Files in messages, by whatever field names where they lie.</summary>
internal static class MediaParts
{
    /// <summary>The file; null: there is none.</summary>
    /// <param name="message">The message.</param>
    /// <param name="type">Its type, in capitals.</param>
    /// <param name="places">The fields that may name it, the likeliest first.</param>
    public static (MessagePart Part, InboundMedia Media)? Read(JsonElement message, string type, IReadOnlyList<string> places)
    {
        foreach (var place in places)
        {
            // The address itself, or an object that has it beside the file's name and size.
            var details = message.Object(place) ?? message;
            var address = message.Text(place) ?? (details.Text("url") ?? details.Text("link") ?? details.Text("file"));
            if (!message.TryGetProperty(place, out _) || Address(address) is not { } found) continue;
            var name = details.Text("file_name") ?? details.Text("name") ?? NameIn(found);
            var mime = details.Text("mime_type") ?? details.Text("mime");
            return (new()
            {
                Type = Kind(type, mime, name),
                Media = new()
                {
                    State = MediaState.Remote,
                    MimeType = mime,
                    FileName = name,
                    Size = Whole(details.Number("file_size") ?? details.Number("size")),
                    Width = (int?)Whole(details.Number("width")),
                    Height = (int?)Whole(details.Number("height")),
                    DurationMs = Whole(details.Number("duration")) * 1000,
                },
            }, new InboundMedia(found.AbsoluteUri));
        }

        return null;
    }

    private static Uri? Address(string? address) => Uri.TryCreate(address?.Trim(), UriKind.Absolute, out var url) && url.Scheme is "https" or "http" ? url : null;

    private static string? NameIn(Uri url) => Uri.UnescapeDataString(url.Segments[^1]).Trim('/') is { Length: > 0 and <= 200 } name ? name : null;

    private static long? Whole(double? number) => number is >= 0 and <= int.MaxValue and var value ? (long)value : null;

    private static string Kind(string type, string? mime, string? name) => type switch
    {
        "PHOTO" or "IMAGE" or "PICTURE" => PartTypes.Image,
        "VIDEO" => PartTypes.Video,
        "AUDIO" => PartTypes.Audio,
        "VOICE" => PartTypes.Voice,
        "STICKER" => PartTypes.Sticker,
        _ when mime is not null => mime.Split('/')[0].ToLowerInvariant() switch
        {
            "image" => PartTypes.Image,
            "video" => PartTypes.Video,
            "audio" => PartTypes.Audio,
            _ => PartTypes.File,
        },
        _ => Path.GetExtension(name)?.ToLowerInvariant() switch
        {
            ".jpg" or ".jpeg" or ".png" or ".gif" or ".webp" or ".heic" or ".bmp" => PartTypes.Image,
            ".mp4" or ".mov" or ".webm" => PartTypes.Video,
            ".mp3" or ".ogg" or ".oga" or ".opus" or ".m4a" or ".wav" => PartTypes.Audio,
            _ => PartTypes.File,
        },
    };
}
