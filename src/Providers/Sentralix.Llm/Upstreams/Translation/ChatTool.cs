using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>One of a request's <c>tools</c>.</summary>
internal ref struct ChatTool
{
    public RawJson Type;
    public RawJson Name;
    public RawJson Description;
    public RawJson Parameters;
    public RawJson Strict;
    public RawJson CacheControl;

    public static ChatTool Read(RawJson tool)
    {
        var found = new ChatTool();
        foreach (var field in tool.Fields)
        {
            if (field.Is("type"u8)) found.Type = field.Value;
            else if (field.Is("cache_control"u8)) found.CacheControl = field.Value;
            else if (field.Is("function"u8)) found.ReadFunction(field.Value);
        }

        return found;
    }

    private void ReadFunction(RawJson function)
    {
        foreach (var field in function.Fields)
        {
            if (field.Is("name"u8)) Name = field.Value;
            else if (field.Is("description"u8)) Description = field.Value;
            else if (field.Is("parameters"u8)) Parameters = field.Value;
            else if (field.Is("strict"u8)) Strict = field.Value;
            else if (field.Is("cache_control"u8)) CacheControl = field.Value;
        }
    }
}
