using System.Text.Json;

namespace Sentralix.Peers.Anthropic;

/// <summary>What may stand in <c>system</c> and <c>messages</c>.</summary>
internal static class AnthropicConversationRules
{
    private static readonly string[] UserBlocks = ["text", "image", "document", "tool_result"];
    private static readonly string[] AssistantBlocks = ["text", "tool_use", "thinking", "redacted_thinking"];
    private static readonly string[] Images = ["image/jpeg", "image/png", "image/gif", "image/webp"];

    public static AnthropicRefusal? Check(JsonElement request)
    {
        if (request.TryGetProperty("system", out var system) && system.ValueKind == JsonValueKind.Array)
        {
            foreach (var (at, block) in system.EnumerateArray().Index())
            {
                if (TypeOf(block) != "text") return AnthropicRefusal.Invalid($"system.{at}.type: Input should be 'text'");
                if (CheckText(block, "system") is { } refusal) return refusal;
            }
        }

        if (!request.TryGetProperty("messages", out var messages)) return AnthropicRefusal.Invalid("messages: Field required");
        if (messages.GetArrayLength() == 0) return AnthropicRefusal.Invalid("messages: at least one message is required");

        // Messages of the same role that follow each other are one turn.
        var turns = new List<(string Role, List<JsonElement> Blocks)>();
        foreach (var (at, message) in messages.EnumerateArray().Index())
        {
            var role = message.GetProperty("role").GetString()!;
            if (role == "system") return AnthropicRefusal.Invalid($"messages.{at}: Unexpected role \"system\". The Messages API accepts a top-level `system` parameter, not \"system\" as an input message role.");
            if (role is not ("user" or "assistant")) return AnthropicRefusal.Invalid($"messages.{at}.role: Input should be 'user' or 'assistant'");
            if (CheckBlocks(role, message.GetProperty("content"), $"messages.{at}", out var blocks) is { } refusal) return refusal;
            if (turns.Count > 0 && turns[^1].Role == role) turns[^1].Blocks.AddRange(blocks);
            else turns.Add((role, blocks));
        }

        return CheckPairs(turns) ?? CheckThinkingFirst(request, turns);
    }

    private static AnthropicRefusal? CheckBlocks(string role, JsonElement content, string where, out List<JsonElement> blocks)
    {
        blocks = [];
        if (content.ValueKind == JsonValueKind.String)
        {
            if (string.IsNullOrEmpty(content.GetString())) return AnthropicRefusal.Invalid($"{where}: all messages must have non-empty content except for the optional final assistant message");
            blocks = [JsonSerializer.SerializeToElement(new { type = "text", text = content.GetString() })];
            return null;
        }

        if (content.GetArrayLength() == 0) return AnthropicRefusal.Invalid($"{where}: all messages must have non-empty content except for the optional final assistant message");
        foreach (var (at, block) in content.EnumerateArray().Index())
        {
            var allowed = role == "user" ? UserBlocks : AssistantBlocks;
            if (!allowed.Contains(TypeOf(block))) return AnthropicRefusal.Invalid($"{where}.content.{at}: `{TypeOf(block)}` blocks are not permitted in `{role}` messages");
            if (CheckBlock(block, $"{where}.content.{at}") is { } refusal) return refusal;
            blocks.Add(block);
        }

        return null;
    }

    private static AnthropicRefusal? CheckBlock(JsonElement block, string where)
    {
        switch (TypeOf(block))
        {
            case "text":
                return CheckText(block, "messages");
            case "tool_use" when block.GetProperty("id").GetString()!.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-')):
                return AnthropicRefusal.Invalid($"{where}.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'");
            case "tool_use":
                return block.GetProperty("input").ValueKind == JsonValueKind.Object ? null : AnthropicRefusal.Invalid($"{where}.tool_use.input: Input should be an object");
            case "thinking":
                return block.GetProperty("signature").GetString() == AnthropicWire.Signature(block.GetProperty("thinking").GetString()!)
                    ? null
                    : AnthropicRefusal.Invalid($"{where}: Invalid `signature` in `thinking` block");
            case "image":
            case "document":
                return CheckSource(block, where);
            case "tool_result" when block.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Array:
                return content.EnumerateArray().Select((part, at) => TypeOf(part) is "text" or "image" or "document"
                    ? CheckBlock(part, $"{where}.content.{at}")
                    : AnthropicRefusal.Invalid($"{where}.content.{at}: Input tag is not expected")).FirstOrDefault(refusal => refusal is not null);
            default:
                return null;
        }
    }

    private static AnthropicRefusal? CheckText(JsonElement block, string where)
    {
        var text = block.GetProperty("text").GetString()!;
        if (text.Length == 0) return AnthropicRefusal.Invalid($"{where}: text content blocks must be non-empty");
        return string.IsNullOrWhiteSpace(text) ? AnthropicRefusal.Invalid($"{where}: text content blocks must contain non-whitespace text") : null;
    }

    private static AnthropicRefusal? CheckSource(JsonElement block, string where)
    {
        var source = block.GetProperty("source");
        if (source.GetProperty("type").ValueEquals("url"))
            return source.GetProperty("url").GetString()!.StartsWith("https://", StringComparison.Ordinal) ? null : AnthropicRefusal.Invalid("Only HTTPS URLs are supported.");
        var type = source.GetProperty("media_type").GetString();
        var isKnown = TypeOf(block) == "image" ? Images.Contains(type) : type == "application/pdf";
        if (!isKnown) return AnthropicRefusal.Invalid($"{where}.source.base64.media_type: Input should be one of the supported types");
        return source.GetProperty("data").TryGetBytesFromBase64(out _) ? null : AnthropicRefusal.Invalid($"{where}.source.base64: invalid base64 data");
    }

    private static AnthropicRefusal? CheckPairs(List<(string Role, List<JsonElement> Blocks)> turns)
    {
        for (var i = 0; i < turns.Count; i++)
        {
            var asked = turns[i].Blocks.Where(block => TypeOf(block) == "tool_use").Select(block => block.GetProperty("id").GetString()).ToList();
            var previous = i == 0 ? [] : turns[i - 1].Blocks.Where(block => TypeOf(block) == "tool_use").Select(block => block.GetProperty("id").GetString()).ToList();
            foreach (var (at, block) in turns[i].Blocks.Index())
            {
                if (TypeOf(block) == "tool_result" && !previous.Contains(block.GetProperty("tool_use_id").GetString()))
                    return AnthropicRefusal.Invalid($"messages.{i}.content.{at}: unexpected `tool_use_id` found in `tool_result` blocks: {block.GetProperty("tool_use_id").GetString()}. Each `tool_result` block must have a corresponding `tool_use` block in the previous message.");
            }

            if (asked.Count == 0) continue;
            // The results come first; what stands before them hides them.
            var answered = i + 1 == turns.Count ? [] : turns[i + 1].Blocks.TakeWhile(block => TypeOf(block) == "tool_result").Select(block => block.GetProperty("tool_use_id").GetString()).ToList();
            var open = asked.Except(answered).ToList();
            if (open.Count > 0)
                return AnthropicRefusal.Invalid($"messages.{i}: `tool_use` ids were found without `tool_result` blocks immediately after: {string.Join(", ", open)}. Each `tool_use` block must have a corresponding `tool_result` block in the next message.");
        }

        return null;
    }

    /// <summary>While tools run, the thinking that led to the calls has to be there.</summary>
    private static AnthropicRefusal? CheckThinkingFirst(JsonElement request, List<(string Role, List<JsonElement> Blocks)> turns)
    {
        if (!request.TryGetProperty("thinking", out var thinking) || !thinking.GetProperty("type").ValueEquals("enabled")) return null;
        if (turns.Count < 2 || turns[^1].Blocks.All(block => TypeOf(block) != "tool_result")) return null;
        var first = TypeOf(turns[^2].Blocks[0]);
        return first is "thinking" or "redacted_thinking"
            ? null
            : AnthropicRefusal.Invalid($"messages.{turns.Count - 2}.content.0.type: Expected `thinking` or `redacted_thinking`, but found `{first}`. When `thinking` is enabled, a final `assistant` message must start with a thinking block.");
    }

    private static string? TypeOf(JsonElement block) => block.TryGetProperty("type", out var type) ? type.GetString() : null;
}
