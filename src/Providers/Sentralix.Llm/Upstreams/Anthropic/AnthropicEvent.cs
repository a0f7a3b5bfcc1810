using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Anthropic;

/// <summary>One event of a stream.</summary>
internal ref struct AnthropicEvent
{
    public JsonValue Type;
    public JsonValue Message;
    public JsonValue Index;
    public JsonValue ContentBlock;
    public JsonValue Delta;
    public JsonValue Usage;
    public JsonValue Error;

    public static AnthropicEvent Read(ReadOnlySpan<byte> data)
    {
        var found = new AnthropicEvent();
        var fields = new FieldWalk(data);
        while (fields.Next(out var value))
        {
            if (fields.Is("type"u8)) found.Type = value;
            else if (fields.Is("message"u8)) found.Message = value;
            else if (fields.Is("index"u8)) found.Index = value;
            else if (fields.Is("content_block"u8)) found.ContentBlock = value;
            else if (fields.Is("delta"u8)) found.Delta = value;
            else if (fields.Is("usage"u8)) found.Usage = value;
            else if (fields.Is("error"u8)) found.Error = value;
        }

        return found;
    }
}
