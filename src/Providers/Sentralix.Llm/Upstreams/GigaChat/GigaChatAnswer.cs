using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.GigaChat;

/// <summary>One choice of an answer, or of a chunk, of GigaChat's.</summary>
internal ref struct GigaChatChoice
{
    public long Index { get; private set; }

    /// <summary>The text as a JSON string; empty: none.</summary>
    public ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>What the model thought, as a JSON string; empty: none.</summary>
    public ReadOnlySpan<byte> Reasoning { get; private set; }

    /// <summary>The call, an object; empty: none.</summary>
    public ReadOnlySpan<byte> FunctionCall { get; private set; }

    public string? FunctionsState { get; private set; }

    /// <summary>GigaChat's word; null: the answer goes on.</summary>
    public string? Finish { get; private set; }

    /// <summary>GigaChat gave up on this answer.</summary>
    public readonly bool IsError => Finish == "error";

    /// <summary>Reads a choice.</summary>
    public static GigaChatChoice Read(ReadOnlySpan<byte> json)
    {
        var choice = default(GigaChatChoice);
        var fields = new JsonFields(json);
        while (fields.Next())
        {
            if (fields.IsNull) continue;
            if (fields.Is("index"u8)) choice.Index = JsonText.Number(fields.Value) ?? 0;
            else if (fields.Is("finish_reason"u8)) choice.Finish = JsonText.String(fields.Value);
            else if (fields.Is("message"u8) || fields.Is("delta"u8)) choice.ReadMessage(fields.Value);
        }

        return choice;
    }

    /// <summary>OpenAI's word for how it ended.</summary>
    /// <param name="finish">GigaChat's.</param>
    /// <param name="calls">The answer holds a call.</param>
    public static string FinishReason(string? finish, bool calls) => finish switch
    {
        "length" => "length",
        "blacklist" => "content_filter",
        "function_call" => "tool_calls",
        _ => calls ? "tool_calls" : "stop",
    };

    /// <summary>Writes a call as the only item of <c>tool_calls</c>.</summary>
    public static void WriteCall(Utf8JsonWriter json, ReadOnlySpan<byte> functionCall, string id, bool withIndex)
    {
        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        if (withIndex) json.WriteNumber("index"u8, 0);
        json.WriteString("id"u8, id);
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, JsonText.String(JsonFields.Find(functionCall, "name"u8)) ?? "");
        ToolArguments.WriteString(json, JsonFields.Find(functionCall, "arguments"u8));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private void ReadMessage(ReadOnlySpan<byte> message)
    {
        var fields = new JsonFields(message);
        while (fields.Next())
        {
            if (fields.IsNull) continue;
            if (fields.Is("content"u8) && JsonText.IsString(fields.Value)) Content = fields.Value;
            else if (fields.Is("reasoning_content"u8) && JsonText.IsString(fields.Value)) Reasoning = fields.Value;
            else if (fields.Is("function_call"u8)) FunctionCall = fields.Value;
            else if (fields.Is("functions_state_id"u8)) FunctionsState = JsonText.String(fields.Value);
        }
    }
}
