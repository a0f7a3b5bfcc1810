namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>One of an assistant message's <c>tool_calls</c>.</summary>
internal ref struct ChatToolCall
{
    public JsonValue Id;
    public JsonValue Type;
    public JsonValue Name;
    public JsonValue Arguments;
    public JsonValue ExtraContent;

    public static ChatToolCall Read(JsonValue call)
    {
        var found = new ChatToolCall();
        var fields = new FieldWalk(call);
        while (fields.Next(out var value))
        {
            if (fields.Is("id"u8)) found.Id = value;
            else if (fields.Is("type"u8)) found.Type = value;
            else if (fields.Is("extra_content"u8)) found.ExtraContent = value;
            else if (fields.Is("function"u8)) found.ReadFunction(value);
        }

        return found;
    }

    private void ReadFunction(JsonValue function)
    {
        var fields = new FieldWalk(function);
        while (fields.Next(out var value))
        {
            if (fields.Is("name"u8)) Name = value;
            else if (fields.Is("arguments"u8)) Arguments = value;
        }
    }
}
