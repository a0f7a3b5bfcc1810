using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Messages;

/// <summary>The turns of a conversation. What a user's turn holds of tools' results becomes messages of their own, in front of what
/// the user says; an assistant's turn stays one message.</summary>
internal static class MessageTurns
{
    public static OpenAiError? Write(Utf8JsonWriter json, RawJson messages)
    {
        var index = 0;
        var endsWithAssistant = false;
        foreach (var message in messages.Items)
        {
            var at = $"messages[{index++}]";
            if (!message.IsObject) return Refuse.InvalidType(at, "an object");
            if (WriteOne(json, message, at, out endsWithAssistant) is { } refusal) return refusal;
        }

        // Chat has no such thing: a model would answer the beginning instead of going on with it.
        return endsWithAssistant
            ? CannotSay.Value($"messages[{index - 1}]", "the last message must be the user's: an answer that is begun cannot be continued here.")
            : null;
    }

    /// <summary>The instructions, as a message of the system's.</summary>
    public static OpenAiError? WriteSystem(Utf8JsonWriter json, RawJson content, string at)
    {
        if (content.IsArray && content.Count() == 0) return null;
        json.WriteStartObject();
        json.WriteString("role"u8, "system"u8);
        if (ContentParts.Write(json, content, at, BlockPlace.System) is { } refusal) return refusal;
        json.WriteEndObject();
        return null;
    }

    private static OpenAiError? WriteOne(Utf8JsonWriter json, RawJson message, string at, out bool isAssistant)
    {
        var role = message["role"u8];
        var content = message["content"u8];
        isAssistant = role.Is("assistant"u8);
        if (!content.IsGiven) return Refuse.Missing($"{at}.content");
        if (!content.IsString && !content.IsArray) return Refuse.InvalidType($"{at}.content", "a string or an array");
        if (isAssistant) return AssistantTurn.Write(json, content, $"{at}.content");
        if (role.Is("system"u8)) return WriteSystem(json, content, $"{at}.content");
        return role.Is("user"u8) ? WriteUser(json, content, $"{at}.content") : CannotSay.Value($"{at}.role", "it may be 'user' or 'assistant'.");
    }

    private static OpenAiError? WriteUser(Utf8JsonWriter json, RawJson content, string at)
    {
        var hasOwn = content.IsString;
        if (content.IsArray)
        {
            var index = 0;
            foreach (var block in content.Items)
            {
                if (!block.IsObject) return Refuse.InvalidType($"{at}[{index}]", "an object");
                if (!block["type"u8].Is("tool_result"u8)) hasOwn = true;
                else if (WriteResult(json, block, $"{at}[{index}]") is { } refusal) return refusal;
                index++;
            }
        }

        if (!hasOwn) return null;
        json.WriteStartObject();
        json.WriteString("role"u8, "user"u8);
        if (ContentParts.Write(json, content, at, BlockPlace.User) is { } refused) return refused;
        json.WriteEndObject();
        return null;
    }

    private static OpenAiError? WriteResult(Utf8JsonWriter json, RawJson result, string at)
    {
        var id = result["tool_use_id"u8];
        if (!id.IsString) return Refuse.Missing($"{at}.tool_use_id");
        var content = result["content"u8];
        if (content.IsGiven && !content.IsString && !content.IsArray) return Refuse.InvalidType($"{at}.content", "a string or an array");

        json.WriteStartObject();
        json.WriteString("role"u8, "tool"u8);
        json.WriteRaw("tool_call_id"u8, id);
        var failed = result["is_error"u8].IsTrue;
        if (!content.IsGiven || (content.IsArray && content.Count() == 0))
            json.WriteString("content"u8, failed ? ContentParts.FailureMark : default);
        else if (ContentParts.Write(json, content, $"{at}.content", failed ? BlockPlace.FailedTool : BlockPlace.Tool) is { } refusal)
            return refusal;
        json.WriteRaw("cache_control"u8, result["cache_control"u8]);
        json.WriteEndObject();
        return null;
    }
}
