using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Avito;

/// <summary>Avito's objects as JSON.</summary>
internal static class AvitoWire
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Plain)) write(writer);
        return buffer.WrittenSpan.ToArray();
    }

    public static byte[] Object(Action<Utf8JsonWriter> write) => Json(w =>
    {
        w.WriteStartObject();
        write(w);
        w.WriteEndObject();
    });

    /// <summary>The message as history tells it.</summary>
    public static void History(Utf8JsonWriter w, AvitoMessage message)
    {
        w.WriteStartObject();
        w.WriteString("id", message.Id);
        w.WriteNumber("author_id", message.AuthorId);
        w.WriteNumber("created", message.Created.ToUnixTimeSeconds());
        w.WriteString("direction", message.IsOut ? "out" : "in");
        Body(w, message.Body);
        w.WriteBoolean("is_read", message.IsOut ? message.ReadAt is not null : message.IsRead);
        Read(w, message);
        if (message.Quote is { } quote)
        {
            w.WriteStartObject("quote");
            w.WriteString("id", quote.Id);
            w.WriteNumber("author_id", quote.AuthorId);
            w.WriteNumber("created", quote.Created.ToUnixTimeSeconds());
            Body(w, quote.Body);
            w.WriteEndObject();
        }

        w.WriteEndObject();
    }

    public static void Chat(Utf8JsonWriter w, AvitoChat chat, Uri address)
    {
        w.WriteStartObject();
        w.WriteString("id", chat.Id);
        w.WriteNumber("created", chat.Created.ToUnixTimeSeconds());
        w.WriteNumber("updated", chat.Updated.ToUnixTimeSeconds());
        w.WriteStartArray("users");
        User(w, chat.Account.Id, chat.Account.Name, chat.Item, address);
        User(w, chat.BuyerId, chat.BuyerName, chat.Item, address);
        w.WriteEndArray();
        if (chat.Item is { } item) Context(w, chat.Account, item, address);
        if (chat.Last is { } last)
        {
            w.WritePropertyName("last_message");
            History(w, last);
        }

        w.WriteEndObject();
    }

    /// <summary>The notification of a message.</summary>
    public static byte[] Notification(AvitoChat chat, AvitoMessage message, DateTimeOffset now) => Object(w =>
    {
        w.WriteString("id", Guid.NewGuid());
        w.WriteString("version", "v3.0.0");
        w.WriteNumber("timestamp", now.ToUnixTimeSeconds());
        w.WriteStartObject("payload");
        w.WriteString("type", "message");
        w.WriteStartObject("value");
        w.WriteString("id", message.Id);
        w.WriteString("chat_id", chat.Id);
        w.WriteString("chat_type", chat.Type);
        w.WriteNumber("user_id", chat.Account.Id);
        w.WriteNumber("author_id", message.AuthorId);
        w.WriteNumber("created", message.Created.ToUnixTimeSeconds());
        w.WriteString("published_at", message.Created.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        Body(w, message.Body);
        if (chat.Item is { } item) w.WriteNumber("item_id", item.Id);
        Read(w, message);
        w.WriteEndObject();
        w.WriteEndObject();
    });

    public static byte[] Sizes(string imageId, Uri address) => Object(w => WriteSizes(w, imageId, address));

    public static void WriteSizes(Utf8JsonWriter w, string imageId, Uri address)
    {
        foreach (var size in (ReadOnlySpan<string>)["1280x960", "640x480", "140x105", "32x32"])
            w.WriteString(size, new Uri(address, $"/image/{imageId}/{size}.jpg").ToString());
    }

    public static string Price(long roubles) => roubles.ToString("N0", new NumberFormatInfo { NumberGroupSeparator = " " }) + " ₽";

    private static void Body(Utf8JsonWriter w, AvitoBody body)
    {
        w.WriteString("type", body.Type);
        w.WritePropertyName("content");
        w.WriteRawValue(body.Content, true);
    }

    private static void Read(Utf8JsonWriter w, AvitoMessage message)
    {
        if (message.ReadAt is { } read) w.WriteNumber("read", read.ToUnixTimeSeconds());
        else w.WriteNull("read");
    }

    private static void User(Utf8JsonWriter w, long id, string name, AvitoItem? item, Uri address)
    {
        w.WriteStartObject();
        w.WriteNumber("id", id);
        w.WriteString("name", name);
        w.WriteStartObject("public_user_profile");
        w.WriteNumber("user_id", id);
        if (item is not null) w.WriteNumber("item_id", item.Id);
        w.WriteString("url", $"https://avito.ru/user/{id:x}/profile");
        w.WriteStartObject("avatar");
        w.WriteString("default", new Uri(address, "/image/avatar/256x256.png").ToString());
        w.WriteStartObject("images");
        foreach (var size in (ReadOnlySpan<string>)["24x24", "64x64", "256x256"]) w.WriteString(size, new Uri(address, $"/image/avatar/{size}.png").ToString());
        w.WriteEndObject();
        w.WriteEndObject();
        w.WriteEndObject();
        w.WriteEndObject();
    }

    private static void Context(Utf8JsonWriter w, AvitoAccount account, AvitoItem item, Uri address)
    {
        w.WriteStartObject("context");
        w.WriteString("type", "item");
        w.WriteStartObject("value");
        w.WriteNumber("id", item.Id);
        w.WriteString("title", item.Title);
        w.WriteString("url", item.Url);
        w.WriteString("price_string", Price(item.Price));

        // 10 is a live listing and 20 one that is gone; Avito lists no other codes.
        w.WriteNumber("status_id", item.Status == "active" ? 10 : 20);
        w.WriteNumber("user_id", account.Id);
        w.WriteStartObject("images");
        w.WriteNumber("count", 1);
        w.WriteStartObject("main");
        w.WriteString("140x105", new Uri(address, $"/image/item-{item.Id}/140x105.jpg").ToString());
        w.WriteEndObject();
        w.WriteEndObject();
        w.WriteEndObject();
        w.WriteEndObject();
    }
}
