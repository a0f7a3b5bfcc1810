using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Anthropic;

/// <summary>Writes <c>system</c> and <c>messages</c>. Roles take turns there; all results of a turn's tool calls stand in one user
/// message, before anything the user says; no block of text may be empty.</summary>
internal static class AnthropicConversation
{
    public static OpenAiError? Write(Utf8JsonWriter json, RawJson messages)
    {
        if (ChatConversation.Read(messages, out var refusal) is not { } conversation) return refusal;
        if (WriteSystem(json, messages, conversation) is { } system) return system;

        json.WriteStartArray("messages"u8);
        var blocks = BlockList.Messages(json);
        for (var i = 0; i < conversation.Count;)
        {
            if (conversation.Role(i) == ChatRole.System)
            {
                i++;
                continue;
            }

            var end = conversation.TurnEnd(i);
            if (WriteTurn(json, blocks, messages, conversation, i, end) is { } turn) return turn;
            i = end;
        }

        blocks.Close();
        json.WriteEndArray();
        return null;
    }

    private static OpenAiError? WriteSystem(Utf8JsonWriter json, RawJson messages, ChatConversation conversation)
    {
        var blocks = BlockList.Field(json, "system");
        for (var i = 0; i < conversation.Count; i++)
        {
            if (conversation.Role(i) != ChatRole.System) continue;
            var message = conversation.At(messages, i);
            if (AnthropicBlocks.Write(blocks, message.Content, message.CacheControl, textOnly: true, $"messages[{i}].content") is { } refusal) return refusal;
        }

        blocks.Close();
        return null;
    }

    private static OpenAiError? WriteTurn(
        Utf8JsonWriter json, BlockList blocks, RawJson messages, ChatConversation conversation, int start, int end)
    {
        if (conversation.Role(start) == ChatRole.Assistant)
        {
            blocks.Turn("assistant");
            return WriteMessages(json, blocks, messages, conversation, start, end, ChatRole.Assistant);
        }

        blocks.Turn("user");
        return WriteMessages(json, blocks, messages, conversation, start, end, ChatRole.Tool)
            ?? WriteMessages(json, blocks, messages, conversation, start, end, ChatRole.User);
    }

    private static OpenAiError? WriteMessages(
        Utf8JsonWriter json, BlockList blocks, RawJson messages, ChatConversation conversation, int start, int end, ChatRole role)
    {
        for (var i = start; i < end; i++)
        {
            if (conversation.Role(i) != role) continue;
            var message = conversation.At(messages, i);
            var param = $"messages[{i}]";
            var refusal = role switch
            {
                ChatRole.Tool => WriteResult(json, blocks, message, param),
                ChatRole.User => AnthropicBlocks.Write(blocks, message.Content, message.CacheControl, textOnly: false, $"{param}.content"),
                _ => AnthropicAssistant.Write(blocks, message, param),
            };
            if (refusal is not null) return refusal;
        }

        return null;
    }

    private static OpenAiError? WriteResult(Utf8JsonWriter json, BlockList blocks, in ChatMessage message, string param)
    {
        if (!message.ToolCallId.IsString) return Refuse.InvalidValue($"{param}.tool_call_id", "A tool's message says which call it answers.");
        blocks.Begin("tool_result"u8);
        AnthropicCallId.Write(json, "tool_use_id"u8, message.ToolCallId);
        if (message.Content.IsString)
        {
            json.WriteRaw("content"u8, message.Content);
        }
        else
        {
            var parts = BlockList.Field(json, "content");
            if (AnthropicBlocks.Write(parts, message.Content, default, textOnly: false, $"{param}.content") is { } refusal) return refusal;
            parts.Close();
        }

        if (message.CacheControl.IsGiven) json.WriteRaw("cache_control"u8, message.CacheControl);
        json.WriteEndObject();
        return null;
    }
}
