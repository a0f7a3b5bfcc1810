using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Anthropic;

/// <summary>One block of an answer, or the change to one in a stream: their fields have the same names.</summary>
internal ref struct AnthropicBlock
{
    public RawJson Type;
    public RawJson Text;
    public RawJson Thinking;
    public RawJson Signature;
    public RawJson Data;
    public RawJson Id;
    public RawJson Name;
    public RawJson Input;
    public RawJson PartialJson;

    public static AnthropicBlock Read(RawJson block)
    {
        var found = new AnthropicBlock { Input = RawJson.EmptyObject };
        foreach (var field in block.Fields)
        {
            if (field.Is("type"u8)) found.Type = field.Value;
            else if (field.Is("text"u8)) found.Text = field.Value;
            else if (field.Is("thinking"u8)) found.Thinking = field.Value;
            else if (field.Is("signature"u8)) found.Signature = field.Value;
            else if (field.Is("data"u8)) found.Data = field.Value;
            else if (field.Is("id"u8)) found.Id = field.Value;
            else if (field.Is("name"u8)) found.Name = field.Value;
            else if (field.Is("input"u8)) found.Input = field.Value;
            else if (field.Is("partial_json"u8)) found.PartialJson = field.Value;
        }

        return found;
    }
}
