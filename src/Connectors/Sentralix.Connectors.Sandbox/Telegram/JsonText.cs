using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>JSON as Telegram writes it: compact, Cyrillic as it is.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static byte[] Bytes(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Compact)) write(json);
        return buffer.WrittenSpan.ToArray();
    }

    public static string Of(Action<Utf8JsonWriter> write) => System.Text.Encoding.UTF8.GetString(Bytes(write));
}
