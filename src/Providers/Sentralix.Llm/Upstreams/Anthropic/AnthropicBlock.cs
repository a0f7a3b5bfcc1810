using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Anthropic;

/// <summary>One block of an answer, or the change to one in a stream: their fields have the same names.</summary>
internal ref struct AnthropicBlock
{
    public JsonValue Type;
    public JsonValue Text;
    public JsonValue Thinking;
    public JsonValue Signature;
    public JsonValue Data;
    public JsonValue Id;
    public JsonValue Name;
    public JsonValue Input;
    public JsonValue PartialJson;

    public static AnthropicBlock Read(JsonValue block)
    {
        var found = new AnthropicBlock { Input = JsonValue.EmptyObject };
        var fields = new FieldWalk(block);
        while (fields.Next(out var value))
        {
            if (fields.Is("type"u8)) found.Type = value;
            else if (fields.Is("text"u8)) found.Text = value;
            else if (fields.Is("thinking"u8)) found.Thinking = value;
            else if (fields.Is("signature"u8)) found.Signature = value;
            else if (fields.Is("data"u8)) found.Data = value;
            else if (fields.Is("id"u8)) found.Id = value;
            else if (fields.Is("name"u8)) found.Name = value;
            else if (fields.Is("input"u8)) found.Input = value;
            else if (fields.Is("partial_json"u8)) found.PartialJson = value;
        }

        return found;
    }
}
