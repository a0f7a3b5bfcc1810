namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>One of a request's <c>tools</c>.</summary>
internal ref struct ChatTool
{
    public JsonValue Type;
    public JsonValue Name;
    public JsonValue Description;
    public JsonValue Parameters;
    public JsonValue Strict;
    public JsonValue CacheControl;

    public static ChatTool Read(JsonValue tool)
    {
        var found = new ChatTool();
        var fields = new FieldWalk(tool);
        while (fields.Next(out var value))
        {
            if (fields.Is("type"u8)) found.Type = value;
            else if (fields.Is("cache_control"u8)) found.CacheControl = value;
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
            else if (fields.Is("description"u8)) Description = value;
            else if (fields.Is("parameters"u8)) Parameters = value;
            else if (fields.Is("strict"u8)) Strict = value;
            else if (fields.Is("cache_control"u8)) CacheControl = value;
        }
    }
}
