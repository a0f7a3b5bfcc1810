using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams;

/// <summary>Which function each tool call of a conversation was of. Providers without ids of calls want the function's name with its
/// result; clients send the id alone.</summary>
internal sealed class ToolCallNames
{
    private readonly Dictionary<string, byte[]> names = new(StringComparer.Ordinal);

    /// <summary>Takes note of an assistant message's calls.</summary>
    /// <param name="calls">The value of <c>tool_calls</c>.</param>
    public void Add(ReadOnlySpan<byte> calls)
    {
        var items = new JsonItems(calls);
        while (items.Next())
        {
            var name = JsonFields.Find(JsonFields.Find(items.Value, "function"u8), "name"u8);
            if (JsonText.String(JsonFields.Find(items.Value, "id"u8)) is { } id && JsonText.IsString(name)) names[id] = name.ToArray();
        }
    }

    /// <summary>The function's name as a JSON string; null: no such call was made before.</summary>
    /// <param name="id">The value of <c>tool_call_id</c>.</param>
    public byte[]? Of(ReadOnlySpan<byte> id) => JsonText.String(id) is { } known ? names.GetValueOrDefault(known) : null;

    /// <summary>The refusal of a result whose call is not in the conversation.</summary>
    public static OpenAiError Unknown(int message) => OpenAiError.InvalidRequest(
        "The message answers a tool call that no assistant message before it has made.", $"messages[{message}].tool_call_id", "invalid_value");
}
