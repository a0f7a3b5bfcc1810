using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.GigaChat;

/// <summary>One choice of an answer, or of a chunk, of GigaChat's.</summary>
internal ref struct GigaChatChoice
{
    public long Index { get; private set; }

    /// <summary>The text as a JSON string; empty: none.</summary>
    public RawJson Content { get; private set; }

    /// <summary>What the model thought, as a JSON string; empty: none.</summary>
    public RawJson Reasoning { get; private set; }

    /// <summary>The call, an object; empty: none.</summary>
    public RawJson FunctionCall { get; private set; }

    public string? FunctionsState { get; private set; }

    /// <summary>GigaChat's word; null: the answer goes on.</summary>
    public string? Finish { get; private set; }

    /// <summary>GigaChat gave up on this answer.</summary>
    public readonly bool IsError => Finish == "error";

    /// <summary>Reads a choice.</summary>
    public static GigaChatChoice Read(RawJson whole)
    {
        var choice = default(GigaChatChoice);
        foreach (var field in whole.Fields)
        {
            if (!field.Value.IsGiven) continue;
            if (field.Is("index"u8)) choice.Index = field.Value.ProtobufInteger() ?? 0;
            else if (field.Is("finish_reason"u8)) choice.Finish = field.Value.MendedText();
            else if (field.Is("message"u8) || field.Is("delta"u8)) choice.ReadMessage(field.Value);
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
    public static void WriteCall(Utf8JsonWriter json, RawJson functionCall, string id, bool withIndex)
    {
        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        if (withIndex) json.WriteNumber("index"u8, 0);
        json.WriteString("id"u8, id);
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, functionCall["name"u8].MendedText() ?? "");
        CallArguments.WriteString(json, functionCall["arguments"u8]);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private void ReadMessage(RawJson message)
    {
        foreach (var field in message.Fields)
        {
            if (!field.Value.IsGiven) continue;
            if (field.Is("content"u8) && field.Value.IsString) Content = field.Value;
            else if (field.Is("reasoning_content"u8) && field.Value.IsString) Reasoning = field.Value;
            else if (field.Is("function_call"u8)) FunctionCall = field.Value;
            else if (field.Is("functions_state_id"u8)) FunctionsState = field.Value.MendedText();
        }
    }
}
