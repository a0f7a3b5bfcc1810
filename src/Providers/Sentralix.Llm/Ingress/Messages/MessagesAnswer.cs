using System.Buffers;
using System.Text;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Messages;

/// <summary>A whole chat answer, written as a message of Anthropic's.</summary>
internal static class MessagesAnswer
{
    public static bool TryWrite(ReadOnlySpan<byte> answer, ClientCall call, IBufferWriter<byte> written)
    {
        if (!ChatPiece.TryRead(answer, out var piece) || !piece.HasChoices) return false;
        using var json = new Utf8JsonWriter(written, DialectJson.Writer);
        json.WriteStartObject();
        json.WriteString("id"u8, $"msg_{call.Id}");
        json.WriteString("type"u8, "message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("model"u8, call.Model);
        json.WriteStartArray("content"u8);
        WriteThoughts(json, piece);
        WriteText(json, piece.Text);
        WriteText(json, piece.Refusal);
        WriteCarried(json, piece.ExtraContent, default);
        var calls = WriteCalls(json, piece.ToolCalls, call);
        json.WriteEndArray();
        json.WriteString("stop_reason"u8, StopReason.Of(piece.Finish, calls, piece.Refusal.HasText));
        json.WriteNull("stop_sequence"u8);
        MessagesUsage.Write(json, piece.Usage ?? default);
        json.WriteEndObject();
        return true;
    }

    private static void WriteThoughts(Utf8JsonWriter json, ChatPiece piece)
    {
        var details = new ReasoningDetails(piece.ReasoningDetails);
        // Where the details hold the text, the field beside them only repeats it.
        if (piece.Reasoning.HasText && !details.HasText) WriteThinking(json, piece.Reasoning, default);
        foreach (var detail in details)
        {
            if (detail.Encrypted.HasText)
            {
                json.WriteStartObject();
                json.WriteString("type"u8, "redacted_thinking"u8);
                json.WriteEscaped("data"u8, detail.Opaque);
                json.WriteEndObject();
            }
            else
            {
                WriteThinking(json, detail.Text, detail.Signature);
            }
        }
    }

    private static void WriteThinking(Utf8JsonWriter json, RawJson text, RawJson signature)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "thinking"u8);
        json.WriteEscaped("thinking"u8, text.HasText ? text.Escaped : default);
        json.WriteEscaped("signature"u8, signature.HasText ? signature.Escaped : default);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, RawJson text)
    {
        if (!text.HasText) return;
        json.WriteStartObject();
        json.WriteString("type"u8, "text"u8);
        json.WriteRaw("text"u8, text);
        json.WriteEndObject();
    }

    /// <summary>What only the provider understands, in a block that clients return unread.</summary>
    private static void WriteCarried(Utf8JsonWriter json, RawJson extra, ReadOnlySpan<byte> call)
    {
        if (!extra.IsGiven) return;
        json.WriteStartObject();
        json.WriteString("type"u8, "redacted_thinking"u8);
        json.WriteString("data"u8, SealedThoughts.Seal(ExtraContents.Entry(extra, call)));
        json.WriteEndObject();
    }

    private static bool WriteCalls(Utf8JsonWriter json, RawJson calls, ClientCall call)
    {
        if (!calls.IsGiven) return false;
        var index = 0;
        foreach (var item in calls.Items)
        {
            var tool = ToolCallPiece.Read(item, index);
            ReadOnlySpan<byte> id = tool.Id.IsGiven ? tool.Id.Escaped : Encoding.UTF8.GetBytes(ToolId(call, index + 1));
            WriteCarried(json, tool.ExtraContent, id);
            json.WriteStartObject();
            json.WriteString("type"u8, "tool_use"u8);
            json.WriteEscaped("id"u8, id);
            json.WriteEscaped("name"u8, tool.Name.HasText ? tool.Name.Escaped : default);
            json.WritePropertyName("input"u8);
            WriteInput(json, tool.Arguments);
            json.WriteEndObject();
            index++;
        }

        return index > 0;
    }

    /// <summary>An id for a call that came without one.</summary>
    public static string ToolId(ClientCall call, int number) => $"toolu_{call.Id}_{number}";

    private static void WriteInput(Utf8JsonWriter json, RawJson arguments)
    {
        if (arguments.IsObject)
        {
            json.WriteRaw(arguments);
            return;
        }

        var text = arguments.IsString ? arguments.Text() : "";
        if (string.IsNullOrWhiteSpace(text))
        {
            json.WriteStartObject();
            json.WriteEndObject();
            return;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        if (IsObject(bytes))
        {
            json.WriteRawValue(bytes, skipInputValidation: true);
            return;
        }

        // A model may write no JSON, or be cut off in it. This is the name under which Anthropic's documentation has clients hand
        // such a text on; an empty object would let the tool run with arguments that nobody gave.
        json.WriteStartObject();
        json.WriteString("INVALID_JSON"u8, bytes);
        json.WriteEndObject();
    }

    private static bool IsObject(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text, RawJson.Depth);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
