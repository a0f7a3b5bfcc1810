using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>How a file looks in a message.</summary>
internal static class MediaContent
{
    /// <summary>The members of a message with this file.</summary>
    public static IReadOnlyList<(string Name, string Json)> Of(StoredFile file, int duration = 0)
    {
        var value = JsonText.Of(json => Write(json, file, duration));

        // Older readers know an animation only as a document.
        return file.Kind is "animation" ? [(file.Kind, value), ("document", JsonText.Of(json => Write(json, file with { Kind = "document" }, 0)))] : [(file.Kind, value)];
    }

    private static void Write(Utf8JsonWriter json, StoredFile file, int duration)
    {
        if (file.Kind is "photo")
        {
            var (width, height) = Picture.Size(file.Content) ?? (1, 1);
            json.WriteStartArray();
            json.WriteStartObject();
            file.WriteIds(json);
            json.WriteNumber("width", width);
            json.WriteNumber("height", height);
            json.WriteEndObject();
            json.WriteEndArray();
            return;
        }

        json.WriteStartObject();
        file.WriteIds(json);
        switch (file.Kind)
        {
            case "voice" or "audio":
                json.WriteNumber("duration", duration);
                break;
            case "video" or "animation":
                json.WriteNumber("width", 640);
                json.WriteNumber("height", 360);
                json.WriteNumber("duration", duration);
                break;
            case "video_note":
                json.WriteNumber("length", 240);
                json.WriteNumber("duration", duration);
                break;
            case "sticker":
                json.WriteString("type", "regular");
                json.WriteNumber("width", 512);
                json.WriteNumber("height", 512);
                json.WriteBoolean("is_animated", false);
                json.WriteBoolean("is_video", false);
                break;
        }

        if (file.Kind is not ("voice" or "video_note" or "sticker") && file.Name is { Length: > 0 }) json.WriteString("file_name", file.Name);
        if (file.Kind is not ("video_note" or "sticker") && file.Mime is { Length: > 0 }) json.WriteString("mime_type", file.Mime);
        json.WriteEndObject();
    }
}
