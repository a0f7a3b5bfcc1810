using System.Text.Json;
using Sentralix.Connectors.Sandbox.Callbacks;

namespace Sentralix.Connectors.Sandbox.Vk;

/// <summary>Attachments in the form that messages carry.</summary>
internal static class VkAttachments
{
    public static JsonElement Photo(VkFile file, Uri address) => JsonBody.Element(json => Wrap(json, "photo", () => WritePhoto(json, file, address)));

    public static JsonElement Document(VkFile file, Uri address) => JsonBody.Element(json => Wrap(json, "doc", () => WriteDocument(json, file, address)));

    public static JsonElement Voice(VkFile file, Uri address) => JsonBody.Element(json => Wrap(json, "audio_message", () => WriteVoice(json, file, address)));

    public static JsonElement Unknown(string type) => JsonBody.Element(json => Wrap(json, type, () =>
    {
        json.WriteStartObject();
        json.WriteString("what", "new");
        json.WriteEndObject();
    }));

    public static JsonElement Sticker(int product, int sticker) => JsonBody.Element(json => Wrap(json, "sticker", () =>
    {
        json.WriteStartObject();
        json.WriteNumber("product_id", product);
        json.WriteNumber("sticker_id", sticker);
        json.WriteStartArray("images");
        json.WriteStartObject();
        json.WriteString("url", $"https://vk.example/sticker/1-{sticker}-128");
        json.WriteNumber("width", 128);
        json.WriteNumber("height", 128);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }));

    /// <summary>An attachment of a kind whose content the stand-in does not keep, such as a video.</summary>
    public static JsonElement Named(string kind, long owner, long id) => JsonBody.Element(json => Wrap(json, kind, () =>
    {
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteNumber("owner_id", owner);
        json.WriteEndObject();
    }));

    public static JsonElement Geo(double latitude, double longitude) => JsonBody.Element(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "point");
        json.WriteStartObject("coordinates");
        json.WriteNumber("latitude", latitude);
        json.WriteNumber("longitude", longitude);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    public static void WritePhoto(Utf8JsonWriter json, VkFile file, Uri address)
    {
        json.WriteStartObject();
        WriteIdentity(json, file);
        json.WriteNumber("album_id", -64);
        json.WriteNumber("date", file.At.ToUnixTimeSeconds());
        json.WriteString("text", "");
        json.WriteStartArray("sizes");
        foreach (var (type, side) in (ReadOnlySpan<(string, int)>)[("s", 75), ("m", 130), ("x", 604)])
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("url", file.Url(address));
            json.WriteNumber("width", side);
            json.WriteNumber("height", side);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteDocument(Utf8JsonWriter json, VkFile file, Uri address)
    {
        json.WriteStartObject();
        WriteIdentity(json, file);
        json.WriteString("title", file.Name);
        json.WriteNumber("size", file.Content.Length);
        json.WriteString("ext", Path.GetExtension(file.Name).TrimStart('.'));
        json.WriteNumber("date", file.At.ToUnixTimeSeconds());
        json.WriteNumber("type", 8);
        json.WriteString("url", file.Url(address));
        json.WriteEndObject();
    }

    public static void WriteVoice(Utf8JsonWriter json, VkFile file, Uri address)
    {
        json.WriteStartObject();
        WriteIdentity(json, file);
        json.WriteNumber("duration", file.Seconds);
        json.WriteStartArray("waveform");
        for (var i = 0; i < 16; i++) json.WriteNumberValue(i % 5 * 4);
        json.WriteEndArray();
        json.WriteString("link_ogg", file.Url(address));
        json.WriteString("link_mp3", file.Url(address));
        json.WriteEndObject();
    }

    private static void WriteIdentity(Utf8JsonWriter json, VkFile file)
    {
        json.WriteNumber("id", file.Id);
        json.WriteNumber("owner_id", file.Owner);
        json.WriteString("access_key", file.AccessKey);
    }

    private static void Wrap(Utf8JsonWriter json, string kind, Action write)
    {
        json.WriteStartObject();
        json.WriteString("type", kind);
        json.WritePropertyName(kind);
        write();
        json.WriteEndObject();
    }
}
