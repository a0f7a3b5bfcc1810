using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Gemini;

/// <summary>Writes a call of a function, which Google always sends whole.</summary>
internal readonly ref struct GeminiCall(int index, ReadOnlySpan<byte> id, GeminiPart part)
{
    private readonly ReadOnlySpan<byte> id = id;
    private readonly GeminiPart part = part;

    private int Index { get; } = index;

    /// <summary>As the one piece of a streamed call.</summary>
    public static void Write(Utf8JsonWriter json, GeminiCall call)
    {
        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, call.Index);
        WriteFields(json, call.id, call.part);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    public static void WriteFields(Utf8JsonWriter json, ReadOnlySpan<byte> id, GeminiPart part)
    {
        json.WritePropertyName("id"u8);
        json.WriteRawValue(id, skipInputValidation: true);
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteRaw("name"u8, part.CallName);
        json.WritePropertyName("arguments"u8);
        json.WriteAsText(part.CallArguments);
        json.WriteEndObject();
        if (part.Signature.IsString) ThoughtSignature.Write(json, part.Signature);
    }
}
