using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Vk.Wire;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Vk.Updates;

/// <summary>What a message says, as parts: its text, its place, its attachments, what it passes on.</summary>
internal static class ContentParts
{
    private const int MostForwarded = 100;

    public static (IReadOnlyList<MessagePart> Parts, IReadOnlyDictionary<int, InboundMedia> Media) Read(JsonElement message)
    {
        var parts = new List<MessagePart>();
        var media = new Dictionary<int, InboundMedia>();
        if (message.Text("text") is { } text && !string.IsNullOrWhiteSpace(text)) parts.Add(new() { Type = PartTypes.Text, Text = text, Spans = FormatData.Read(message.Field("format_data"), text) });
        if (message.Object("geo") is { } geo) parts.Add(Place(geo));
        foreach (var attachment in message.Items("attachments"))
        {
            var (part, bytes) = Attachments.Read(attachment);
            if (bytes is not null) media[parts.Count] = bytes;
            parts.Add(part);
        }

        var forwarded = message.Items("fwd_messages").Take(MostForwarded).Select(Words).ToArray();
        if (forwarded.Length > 0) parts.Add(Unsupported("fwd_messages", string.Join("\n\n", forwarded)));

        // VK leaves out what makes a message too large for an event.
        if (message.Field("is_cropped") is { ValueKind: JsonValueKind.True }) parts.Add(Unsupported("is_cropped", "[…]"));
        if (parts.Count == 0) parts.Add(Unsupported("empty", "[…]"));
        return (parts, media);
    }

    public static MessagePart Unsupported(string name, string? words) =>
        new() { Type = PartTypes.Unsupported, ChannelType = name, Text = string.IsNullOrWhiteSpace(words) ? $"[{name}]" : words.Length > MessagePart.MaxText ? words[..MessagePart.MaxText] : words };

    private static MessagePart Place(JsonElement geo) =>
        geo.Object("coordinates") is { } at && at.Decimal("latitude") is { } latitude && at.Decimal("longitude") is { } longitude
            ? new() { Type = PartTypes.Location, Location = new(latitude, longitude, Title: geo.Object("place")?.Text("title"), Address: geo.Object("place")?.Text("address")) }
            : Unsupported("geo", geo.Object("place")?.Text("title"));

    private static string Words(JsonElement forwarded)
    {
        if (forwarded.Text("text") is { } text) return text;
        var names = forwarded.Items("attachments").Select(attachment => attachment.Text("type")).OfType<string>().ToArray();
        return names.Length > 0 ? $"[{string.Join(", ", names)}]" : "[…]";
    }
}
