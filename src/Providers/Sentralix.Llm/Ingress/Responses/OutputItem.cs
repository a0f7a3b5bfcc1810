using System.Buffers;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Responses;

/// <summary>One item of a response's output. Texts are kept with their escapes in place, as they come and as they go.</summary>
internal abstract class OutputItem(string id)
{
    public string Id => id;

    /// <summary>Its place in the output.</summary>
    public int Index { get; set; } = -1;

    /// <summary>How far it has come.</summary>
    public string Status { get; set; } = "in_progress";

    /// <summary>The item with what it holds so far.</summary>
    public abstract void Write(Utf8JsonWriter json);

    /// <summary>The item as it begins: with nothing in it.</summary>
    public virtual void WriteBegun(Utf8JsonWriter json) => Write(json);
}

/// <summary>What the model thought.</summary>
internal sealed class ReasoningOutput(string id) : OutputItem(id)
{
    public ArrayBufferWriter<byte> Text { get; } = new();

    /// <summary>A signature under the thoughts or their encrypted form, sealed for the way to the client and back.</summary>
    public string? Sealed { get; set; }

    public override void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, Id);
        json.WriteString("type"u8, "reasoning"u8);
        json.WriteStartArray("summary"u8);
        if (Text.WrittenCount > 0) WritePart(json, Text.WrittenSpan);
        json.WriteEndArray();
        if (Sealed is not null) json.WriteString("encrypted_content"u8, Sealed);
        json.WriteEndObject();
    }

    public static void WritePart(Utf8JsonWriter json, ReadOnlySpan<byte> escaped)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "summary_text"u8);
        json.WriteEscaped("text"u8, escaped);
        json.WriteEndObject();
    }
}

/// <summary>What the model said.</summary>
internal sealed class MessageOutput(string id) : OutputItem(id)
{
    public List<MessagePart> Parts { get; } = [];

    public override void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, Id);
        json.WriteString("type"u8, "message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("status"u8, Status);
        json.WriteStartArray("content"u8);
        foreach (var part in Parts) MessagePart.Write(json, part.IsRefusal, part.Text.WrittenSpan);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}

/// <summary>A text, or a refusal.</summary>
internal sealed class MessagePart(bool isRefusal)
{
    public bool IsRefusal => isRefusal;

    public ArrayBufferWriter<byte> Text { get; } = new();

    public static void Write(Utf8JsonWriter json, bool isRefusal, ReadOnlySpan<byte> escaped)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, isRefusal ? "refusal"u8 : "output_text"u8);
        json.WriteEscaped(isRefusal ? "refusal"u8 : "text"u8, escaped);
        if (!isRefusal)
        {
            json.WriteStartArray("annotations"u8);
            json.WriteEndArray();
            json.WriteStartArray("logprobs"u8);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}

/// <summary>A call of a function.</summary>
internal sealed class CallOutput(string id, int call) : OutputItem(id)
{
    /// <summary>Which call of the answer, in chat's count.</summary>
    public int Call => call;

    /// <summary>The call's own id, its escapes in place.</summary>
    public byte[] CallId { get; set; } = [];

    /// <summary>The function's name, its escapes in place.</summary>
    public byte[] Name { get; set; } = [];

    public ArrayBufferWriter<byte> Arguments { get; } = new();

    /// <summary>What the provider wants back with the call and the client has not been handed yet.</summary>
    public byte[]? Extra { get; set; }

    /// <summary>Joins the pieces of the arguments.</summary>
    public LetterJoint Joint { get; } = new();

    public override void Write(Utf8JsonWriter json) => Write(json, Arguments.WrittenSpan);

    public override void WriteBegun(Utf8JsonWriter json) => Write(json, default);

    private void Write(Utf8JsonWriter json, ReadOnlySpan<byte> arguments)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, Id);
        json.WriteString("type"u8, "function_call"u8);
        json.WriteString("status"u8, Status);
        json.WriteEscaped("call_id"u8, CallId);
        json.WriteEscaped("name"u8, Name);
        json.WriteEscaped("arguments"u8, arguments);
        json.WriteEndObject();
    }
}
