using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Completions;

/// <summary>A whole chat answer, written as a completion.</summary>
internal static class CompletionsAnswer
{
    public static bool TryWrite(ReadOnlySpan<byte> answer, ClientCall call, IBufferWriter<byte> written)
    {
        if (!TryRead(answer, out var choices, out var usage) || !choices.IsArray) return false;
        using var json = new Utf8JsonWriter(written, DialectJson.Writer);
        json.WriteStartObject();
        WriteHead(json, call);
        CompletionChoices.Write(json, choices);
        if (usage is { } counted)
        {
            json.WritePropertyName("usage"u8);
            counted.Write(json);
        }

        json.WriteEndObject();
        return true;
    }

    /// <summary>Reads a whole answer or a chunk.</summary>
    public static bool TryRead(ReadOnlySpan<byte> answer, out RawJson choices, out TokenUsage? usage)
    {
        choices = default;
        usage = null;
        try
        {
            // The JSON reader does not look inside strings; what is not UTF-8 must not travel on.
            var chat = new RawJson(answer);
            if (!Utf8.IsValid(answer) || !chat.IsObject) return false;
            foreach (var field in chat.Fields)
            {
                if (field.Is("choices"u8)) choices = field.Value;
                else if (field.Is("usage"u8) && field.Value.IsObject) usage = TokenUsage.Read(field.Value.Bytes);
            }

            return !choices.IsGiven || CompletionChoices.AreChat(choices);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half a surrogate pair in the name of a usage's field.
            return false;
        }
    }

    public static void WriteHead(Utf8JsonWriter json, ClientCall call)
    {
        json.WriteString("id"u8, $"cmpl-{call.Id}");
        json.WriteString("object"u8, "text_completion"u8);
        json.WriteNumber("created"u8, call.Created);
        json.WriteString("model"u8, call.Model);
    }
}
