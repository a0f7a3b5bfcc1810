using System.Text.Json;
using Sentralix.Contracts;

namespace Sentralix.Aggregator.Chat;

/// <summary>What is asked of an assistant in OpenAI's form. The assistant has its own instructions, model, tools and memory, so only the
/// newest message of the user counts; what would have to be ignored against the caller's will is refused.</summary>
/// <param name="Model"><c>asst_…</c> or <c>default</c>.</param>
/// <param name="Text">The user's newest message.</param>
/// <param name="Conversation"><c>metadata.conversation_id</c>: the conversation to go on with.</param>
/// <param name="Stream">Whether to answer in chunks.</param>
/// <param name="IncludeUsage"><c>stream_options.include_usage</c>.</param>
internal sealed record ChatQuestion(string Model, string Text, string? Conversation, bool Stream, bool IncludeUsage)
{
    public string? AssistantId => Model == ChatFork.Default ? null : Model;

    public static Result<ChatQuestion> Read(JsonElement body)
    {
        if (body.TryGetProperty("n", out var n) && !(n.ValueKind == JsonValueKind.Null || (n.TryGetInt32Safely(out var count) && count == 1)))
            return Bad("n", "An assistant gives one answer: 'n' must be 1.");
        if (body.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array && tools.GetArrayLength() > 0)
            return Bad("tools", "An assistant has its own tools: 'tools' must be left out.");
        if (!body.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array)
            return Bad("messages", "'messages' must be a list.");
        if (messages.EnumerateArray().LastOrDefault(IsFromUser) is not { ValueKind: JsonValueKind.Object } newest)
            return Bad("messages", "'messages' must hold a message of the user.");
        var text = TextOf(newest);
        if (!text.Ok) return text.Refusal;

        var stream = body.TryGetProperty("stream", out var wants) && wants.ValueKind == JsonValueKind.True;
        var usage = body.TryGetProperty("stream_options", out var options) && options.ValueKind == JsonValueKind.Object
            && options.TryGetProperty("include_usage", out var include) && include.ValueKind == JsonValueKind.True;
        var conversation = body.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
            && metadata.TryGetProperty("conversation_id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
        return new ChatQuestion(body.GetProperty("model").GetString()!, text.Value, conversation, stream, usage);
    }

    public static Refusal Bad(string field, string why) => new("invalid", 400, why) { Errors = new Dictionary<string, string[]> { [field] = [why] } };

    private static bool IsFromUser(JsonElement message) =>
        message.ValueKind == JsonValueKind.Object && message.TryGetProperty("role", out var role) && role.ValueKind == JsonValueKind.String && role.ValueEquals("user"u8);

    private static Result<string> TextOf(JsonElement message)
    {
        if (!message.TryGetProperty("content", out var content)) return Bad("messages", "A message must have 'content'.");
        if (content.ValueKind == JsonValueKind.String) return content.GetString()!;
        if (content.ValueKind != JsonValueKind.Array) return Bad("messages", "'content' must be a text or a list of parts.");
        var texts = new List<string>();
        foreach (var part in content.EnumerateArray())
        {
            if (part.ValueKind != JsonValueKind.Object || !part.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String || !type.ValueEquals("text"u8)
                || !part.TryGetProperty("text", out var text) || text.ValueKind != JsonValueKind.String)
                return Bad("messages", "Only parts of type 'text' can be sent to an assistant here.");
            texts.Add(text.GetString()!);
        }

        return string.Join('\n', texts);
    }
}

/// <summary>Numbers of a body that nobody has validated.</summary>
internal static class JsonNumbers
{
    /// <summary>Reads a whole number; false for what is none.</summary>
    public static bool TryGetInt32Safely(this JsonElement element, out int value)
    {
        value = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out value);
    }
}
