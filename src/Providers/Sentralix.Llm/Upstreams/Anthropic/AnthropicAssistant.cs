using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Anthropic;

/// <summary>Writes what the assistant said before: its thinking, where the client kept it, its text and its calls of tools.</summary>
internal static class AnthropicAssistant
{
    public static OpenAiError? Write(BlockList blocks, in ChatMessage message, string param)
    {
        if (message.FunctionCall.IsGiven)
            return Refuse.UnsupportedParameter($"{param}.function_call", "'function_call' has been replaced by 'tool_calls'.");
        if (message.Audio.IsGiven) return Refuse.UnsupportedValue($"{param}.audio", $"{AnthropicDialect.Provider} knows no sound.");

        var thinking = ClaudeThoughts.Read(message.ReasoningDetails);
        var hasCalls = message.ToolCalls.IsArray && !message.ToolCalls.IsEmpty;
        foreach (var block in thinking.BeforeText) block.Write(blocks);
        if (AnthropicBlocks.Write(blocks, message.Content, hasCalls ? default : message.CacheControl, textOnly: true, $"{param}.content") is { } refusal) return refusal;
        if (message.Refusal.IsString) AnthropicBlocks.Write(blocks, message.Refusal, default, textOnly: true, param);
        foreach (var block in thinking.AfterText) block.Write(blocks);
        return hasCalls ? WriteCalls(blocks, message, param) : null;
    }

    private static OpenAiError? WriteCalls(BlockList blocks, in ChatMessage message, string param)
    {
        var last = -1;
        var counted = message.ToolCalls.Items;
        while (counted.MoveNext()) last = counted.Index;

        var items = message.ToolCalls.Items;
        while (items.MoveNext())
        {
            var call = ChatToolCall.Read(items.Current);
            var name = $"{param}.tool_calls[{items.Index}]";
            if (call.Type.IsGiven && !call.Type.Is("function"u8)) return Refuse.UnsupportedValue($"{name}.type", "Only calls of functions can be translated.");
            if (!call.Id.IsString || !call.Name.IsString) return Refuse.InvalidValue(name, "A tool call needs its id and the name of its function.");
            if (!CallArguments.TryObject(call.Arguments, out var input))
                return Refuse.InvalidValue($"{name}.function.arguments", "The arguments of a tool call must be a JSON object.");

            var json = blocks.Begin("tool_use"u8);
            AnthropicCallId.Write(json, "id"u8, call.Id);
            json.WriteRaw("name"u8, call.Name);
            json.WriteRaw("input"u8, input);
            if (items.Index == last && message.CacheControl.IsGiven) json.WriteRaw("cache_control"u8, message.CacheControl);
            json.WriteEndObject();
        }

        return null;
    }
}
