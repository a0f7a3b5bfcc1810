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
            var name = item["function"u8]["name"u8];
            if (item["id"u8].MendedText() is { } id && name.IsString) names[id] = name.Bytes.ToArray();
        }
    }

    /// <summary>The function's name as a JSON string; null: no such call was made before.</summary>
    /// <param name="id">The value of <c>tool_call_id</c>.</param>
    public byte[]? Of(RawJson id) => id.MendedText() is { } known ? names.GetValueOrDefault(known) : null;

    /// <summary>The refusal of a result whose call is not in the conversation.</summary>
    public static OpenAiError Unknown(int message) => OpenAiError.InvalidRequest(
        "The message answers a tool call that no assistant message before it has made.", $"messages[{message}].tool_call_id", "invalid_value");
}
