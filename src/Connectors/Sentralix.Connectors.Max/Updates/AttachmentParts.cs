using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sentralix.Connectors.Max.Wire;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Max.Updates;

/// <summary>The attachments of a message, as parts.</summary>
internal static class AttachmentParts
{
    /// <summary>The part, and its media where it has bytes to be fetched; null: the attachment says nothing.</summary>
    /// <param name="attachment">The attachment.</param>
    /// <param name="mid">The message it came with.</param>
    /// <param name="token">The bot's token.</param>
    /// <param name="senderId">Who wrote it; null where it is somebody else's, passed on.</param>
    public static (MessagePart Part, InboundMedia? Media)? Read(JsonElement attachment, string? mid, string token, string? senderId)
    {
        var type = attachment.Text("type") ?? "";
        var payload = attachment.Object("payload") ?? default;
        switch (type)
        {
            case "inline_keyboard":
                return null;
            case "image":
                return Media(PartTypes.Image, attachment, mid, new() { State = MediaState.Remote });
            case "video":
                return Media(PartTypes.Video, attachment, mid, new() { State = MediaState.Remote, Width = Pixels(attachment, "width"), Height = Pixels(attachment, "height"), DurationMs = attachment.Number("duration") * 1000 });
            case "audio":
                // MAX does not tell music from what is spoken, and people speak.
                return Media(PartTypes.Voice, attachment, mid, new() { State = MediaState.Remote, Transcript = attachment.Text("transcription") });
            case "file":
                return Media(PartTypes.File, attachment, mid, new() { State = MediaState.Remote, FileName = attachment.Text("filename"), Size = attachment.Number("size") });
            case "sticker":
                return Media(PartTypes.Sticker, attachment, mid, new() { State = MediaState.Remote, Width = Pixels(attachment, "width"), Height = Pixels(attachment, "height") });
            case "contact":
                return (new() { Type = PartTypes.Contact, Contact = ContactCards.Read(payload, token, senderId) }, null);
            case "location" when attachment.Real("latitude") is { } latitude && attachment.Real("longitude") is { } longitude:
                return (new() { Type = PartTypes.Location, Location = new(latitude, longitude) }, null);
            case "share":
                return (new() { Type = PartTypes.Link, Link = new(payload.Text("url"), attachment.Text("title"), attachment.Text("description")) }, null);
            default:
                return (new() { Type = PartTypes.Unsupported, ChannelType = type.Length > 0 ? type : "attachment", Text = $"[{(type.Length > 0 ? type : "attachment")}]" }, null);
        }
    }

    /// <summary>Whether a part shows a text as its caption.</summary>
    public static bool CanCaption(MessagePart part) => part.Type is PartTypes.Image or PartTypes.Video or PartTypes.File or PartTypes.Voice;

    private static (MessagePart, InboundMedia?) Media(string type, JsonElement attachment, string? mid, MediaDetails details)
    {
        var payload = attachment.Object("payload") ?? default;
        var (url, token) = (payload.Text("url"), payload.Text("token"));
        if (url is null && token is null) return (new() { Type = type, Media = details with { State = MediaState.Expired } }, null);
        var reference = new MediaReference(attachment.Text("type")!, url, token, mid);
        return (new() { Type = type, Media = details }, new InboundMedia(reference.Write(), Unique(payload, token)));
    }

    // A file's token opens the file, so its hash stands for it.
    private static string? Unique(JsonElement payload, string? token)
    {
        if (payload.Number("photo_id") is { } photo) return $"photo:{People.Id(photo)}";
        if (payload.Text("code") is { } sticker) return $"sticker:{sticker}";
        return token is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
    }

    private static int? Pixels(JsonElement attachment, string name) => attachment.Number(name) is >= 0 and <= int.MaxValue and var pixels ? (int)pixels : null;
}
