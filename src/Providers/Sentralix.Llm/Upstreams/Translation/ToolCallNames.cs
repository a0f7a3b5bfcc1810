using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>Which function each tool call of a conversation was of. Providers without ids of calls want the function's name with its
/// result; clients send the id alone.</summary>
internal sealed class ToolCallNames
{
    private readonly Dictionary<string, byte[]> names = new(StringComparer.Ordinal);

    /// <summary>Takes note of an assistant message's calls.</summary>
    /// <param name="calls">The value of <c>tool_calls</c>.</param>
    public void Add(RawJson calls)
    {
        foreach (var item in calls.Items)
        {
            var call = ChatToolCall.Read(item);
            Add(call.Id, call.Name);
        }
    }

    /// <summary>Takes note of one call; what lacks its id or its function's name is none.</summary>
    public void Add(RawJson id, RawJson name)
    {
        if (id.MendedText() is { } known && name.IsString) names[known] = name.Bytes.ToArray();
    }

    /// <summary>The function's name as a JSON string; null: no such call was made before.</summary>
    /// <param name="id">The value of <c>tool_call_id</c>.</param>
    public byte[]? Of(RawJson id) => id.MendedText() is { } known ? names.GetValueOrDefault(known) : null;

    /// <summary>The refusal of a result whose call is not in the conversation.</summary>
    /// <param name="message">Which message: <c>messages[3]</c>.</param>
    public static OpenAiError Unknown(string message) =>
        Refuse.InvalidValue($"{message}.tool_call_id", "The message answers a tool call that no assistant message before it has made.");
}
