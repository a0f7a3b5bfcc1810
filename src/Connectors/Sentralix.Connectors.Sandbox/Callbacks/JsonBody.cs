using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Callbacks;

/// <summary>Writes a JSON text once: what is written here goes out as it is.</summary>
internal static class JsonBody
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static byte[] Of(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options)) write(json);
        return buffer.WrittenSpan.ToArray();
    }

    public static JsonElement Element(Action<Utf8JsonWriter> write)
    {
        using var document = JsonDocument.Parse(Of(write));
        return document.RootElement.Clone();
    }
}
