using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>The fields of one message.</summary>
internal ref struct ChatMessage
{
    public RawJson Content;
    public RawJson Refusal;
    public RawJson ToolCalls;
    public RawJson ToolCallId;
    public RawJson FunctionCall;
    public RawJson Audio;
    public RawJson ReasoningDetails;
    public RawJson CacheControl;
    public RawJson ExtraContent;

    public static ChatMessage Read(ReadOnlySpan<byte> message)
    {
        var found = new ChatMessage();
        foreach (var field in new RawJson(message).Fields)
        {
            if (field.Is("content"u8)) found.Content = field.Value;
            else if (field.Is("refusal"u8)) found.Refusal = field.Value;
            else if (field.Is("tool_calls"u8)) found.ToolCalls = field.Value;
            else if (field.Is("tool_call_id"u8)) found.ToolCallId = field.Value;
            else if (field.Is("function_call"u8)) found.FunctionCall = field.Value;
            else if (field.Is("audio"u8)) found.Audio = field.Value;
            else if (field.Is("reasoning_details"u8)) found.ReasoningDetails = field.Value;
            else if (field.Is("cache_control"u8)) found.CacheControl = field.Value;
            else if (field.Is("extra_content"u8)) found.ExtraContent = field.Value;
        }

        return found;
    }
}
