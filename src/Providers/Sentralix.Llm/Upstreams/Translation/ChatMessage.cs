namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>The fields of one message.</summary>
internal ref struct ChatMessage
{
    public JsonValue Content;
    public JsonValue Refusal;
    public JsonValue ToolCalls;
    public JsonValue ToolCallId;
    public JsonValue FunctionCall;
    public JsonValue Audio;
    public JsonValue ReasoningDetails;
    public JsonValue CacheControl;
    public JsonValue ExtraContent;

    public static ChatMessage Read(ReadOnlySpan<byte> message)
    {
        var found = new ChatMessage();
        var fields = new FieldWalk(message);
        while (fields.Next(out var value))
        {
            if (fields.Is("content"u8)) found.Content = value;
            else if (fields.Is("refusal"u8)) found.Refusal = value;
            else if (fields.Is("tool_calls"u8)) found.ToolCalls = value;
            else if (fields.Is("tool_call_id"u8)) found.ToolCallId = value;
            else if (fields.Is("function_call"u8)) found.FunctionCall = value;
            else if (fields.Is("audio"u8)) found.Audio = value;
            else if (fields.Is("reasoning_details"u8)) found.ReasoningDetails = value;
            else if (fields.Is("cache_control"u8)) found.CacheControl = value;
            else if (fields.Is("extra_content"u8)) found.ExtraContent = value;
        }

        return found;
    }
}
