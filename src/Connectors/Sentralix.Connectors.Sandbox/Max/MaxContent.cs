using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Max;

/// <summary>What a request says that a message should be. A null list of attachments leaves those of an edited message as they are.</summary>
internal sealed record MaxContent(string? Text, IReadOnlyList<MaxMarkup> Markup, IReadOnlyList<JsonElement>? Attachments, string? LinkType, MaxMessage? Linked)
{
    /// <summary>Reads and checks it.</summary>
    public static (MaxContent? Content, MaxAnswer? Refusal) Read(JsonElement body, MaxWorld world, MaxFiles files)
    {
        if (body.ValueKind != JsonValueKind.Object) return Bad("body: must be an object");
        var limits = world.Settings.Limits;
        var format = MaxKeyboard.Text(body, "format");
        if (format is not (null or "html" or "markdown")) return Bad("format: must be html or markdown");
        var raw = MaxKeyboard.Text(body, "text");
        if (limits.TextLength > 0 && raw?.Length > limits.TextLength) return Bad($"text: size must be between 0 and {limits.TextLength}");
        var (text, markup) = raw is null ? (null, []) : MaxMarkup.Read(raw, format);
        var (attachments, refusal) = ReadAttachments(body, limits, files);
        if (refusal is not null) return (null, refusal);

        var (linkType, linked) = (default(string), default(MaxMessage));
        if (body.TryGetProperty("link", out var link) && link.ValueKind == JsonValueKind.Object)
        {
            linkType = MaxKeyboard.Text(link, "type");
            linked = world.Find(MaxKeyboard.Text(link, "mid"));
            if (linkType is not ("reply" or "forward")) return Bad("link.type: must be reply or forward");
            if (linked is null) return (null, MaxAnswer.NotFound("link.mid: message not found"));
        }

        return (new MaxContent(text, markup, attachments, linkType, linked), null);
    }

    /// <summary>Whether there is nothing to send.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(Text) && Attachments is null or { Count: 0 } && LinkType != "forward";

    private static (MaxContent?, MaxAnswer?) Bad(string message) => (null, MaxAnswer.Bad(message));

    private static (IReadOnlyList<JsonElement>? Attachments, MaxAnswer? Refusal) ReadAttachments(JsonElement body, MaxLimits limits, MaxFiles files)
    {
        if (!body.TryGetProperty("attachments", out var list) || list.ValueKind == JsonValueKind.Null) return (null, null);
        if (list.ValueKind != JsonValueKind.Array) return (null, MaxAnswer.Bad("attachments: must be an array"));
        var attachments = new List<JsonElement>();
        var lonely = false;
        foreach (var asked in list.EnumerateArray())
        {
            var kind = MaxKeyboard.Text(asked, "type");
            lonely |= kind is "file" or "audio" or "sticker" or "contact";
            var (attachment, refusal) = ReadOne(asked, kind, files);
            if (refusal is not null) return (null, refusal);
            attachments.Add(attachment);
        }

        var media = attachments.Count(attachment => attachment.GetProperty("type").GetString() != "inline_keyboard");
        if (attachments.Count - media > 1) return (null, MaxAnswer.Bad("attachments: only one keyboard"));
        if (lonely && media > 1) return (null, MaxAnswer.Bad("attachments: must be the only attachment in message"));
        return media > limits.Attachments ? (null, MaxAnswer.Bad($"attachments: at most {limits.Attachments}")) : (attachments, null);
    }

    private static (JsonElement Attachment, MaxAnswer? Refusal) ReadOne(JsonElement asked, string? kind, MaxFiles files)
    {
        var hasPayload = asked.ValueKind == JsonValueKind.Object && asked.TryGetProperty("payload", out _);
        switch (kind)
        {
            case "image" or "video" or "audio" or "file" when hasPayload:
                return files.Resolve(kind, asked.GetProperty("payload"));
            case "inline_keyboard" when hasPayload:
                return MaxKeyboard.Wrong(asked.GetProperty("payload")) is { } reason ? (default, MaxAnswer.Bad(reason)) : (asked.Clone(), null);
            case "sticker" or "contact" or "share" when hasPayload:
            case "location" when asked.TryGetProperty("latitude", out _) && asked.TryGetProperty("longitude", out _):
                return (asked.Clone(), null);
            default:
                return (default, MaxAnswer.Bad($"attachments: {kind} is invalid"));
        }
    }
}
