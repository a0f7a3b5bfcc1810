using System.Text.Json;
using Sentralix.Connectors.JivoSite.Wire;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Composing;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.JivoSite.Events;

/// <summary>What a message says, as parts. Jivo describes texts only; files are met as a link to one of its servers, and anything else is kept
/// under Jivo's own name of it.</summary>
internal static class ContentParts
{
    // A hook takes more than a message may hold.
    private const int MostParts = 20;

    private static readonly string[] Places = ["file", "file_url", "url", "link", "href", "src", "media_url", "photo", "image", "video", "audio", "voice", "document", "sticker"];

    public static (IReadOnlyList<MessagePart> Parts, IReadOnlyDictionary<int, InboundMedia> Media) Read(JsonElement? message)
    {
        var nothing = new Dictionary<int, InboundMedia>();
        if (message is not { } said) return ([Unsupported("empty", null)], nothing);
        var type = said.Text("type")?.ToUpperInvariant() ?? "TEXT";
        var text = said.Text("text");
        var isText = type is "TEXT" or "MARKDOWN" or "BUTTONS";
        if (!isText && Location(said, type, text) is { } place) return ([place], nothing);
        if (MediaParts.Read(said, type, isText ? Places[..2] : Places) is var (file, media))
        {
            // Where a file has no caption, its address stands for one.
            var caption = text is null || (Uri.TryCreate(text.Trim(), UriKind.Absolute, out var address) && address.AbsoluteUri == media.Reference) ? null : Cut(text);
            return ([file with { Text = caption }], new Dictionary<int, InboundMedia> { [0] = media });
        }

        if (text is null) return ([Unsupported(type, null)], nothing);
        return (isText ? Texts(text) : [Unsupported(type, Cut(text))], nothing);
    }

    private static MessagePart[] Texts(string text) =>
        [.. TextSplitter.Split(new FormattedText(text, []), MessagePart.MaxText).Take(MostParts).Select(piece => MessagePart.OfText(piece.Text))];

    private static MessagePart? Location(JsonElement message, string type, string? text) =>
        type == "LOCATION" && message.Number("latitude") is { } latitude && message.Number("longitude") is { } longitude
            ? new() { Type = PartTypes.Location, Location = new(latitude, longitude, Title: message.Text("title") ?? text) }
            : null;

    private static MessagePart Unsupported(string type, string? text) => new() { Type = PartTypes.Unsupported, ChannelType = Name(type), Text = text ?? $"[{Name(type)}]" };

    private static string Name(string type) => type.Length <= 80 ? type : type[..80];

    private static string Cut(string text) => text.Length <= MessagePart.MaxText ? text : TextSplitter.Split(new FormattedText(text, []), MessagePart.MaxText)[0].Text;
}
