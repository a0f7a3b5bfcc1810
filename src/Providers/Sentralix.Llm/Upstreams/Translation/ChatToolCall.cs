using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>One of an assistant message's <c>tool_calls</c>.</summary>
internal ref struct ChatToolCall
{
    public RawJson Id;
    public RawJson Type;
    public RawJson Name;
    public RawJson Arguments;
    public RawJson ExtraContent;

    public static ChatToolCall Read(RawJson call)
    {
        var found = new ChatToolCall();
        foreach (var field in call.Fields)
        {
            if (field.Is("id"u8)) found.Id = field.Value;
            else if (field.Is("type"u8)) found.Type = field.Value;
            else if (field.Is("extra_content"u8)) found.ExtraContent = field.Value;
            else if (field.Is("function"u8)) found.ReadFunction(field.Value);
        }

        return found;
    }

    private void ReadFunction(RawJson function)
    {
        foreach (var field in function.Fields)
        {
            if (field.Is("name"u8)) Name = field.Value;
            else if (field.Is("arguments"u8)) Arguments = field.Value;
        }
    }
}
