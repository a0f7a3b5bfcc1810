using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Anthropic;

/// <summary>One event of a stream.</summary>
internal ref struct AnthropicEvent
{
    public RawJson Type;
    public RawJson Message;
    public RawJson Index;
    public RawJson ContentBlock;
    public RawJson Delta;
    public RawJson Usage;
    public RawJson Error;

    public static AnthropicEvent Read(ReadOnlySpan<byte> data)
    {
        var found = new AnthropicEvent();
        foreach (var field in new RawJson(data).Fields)
        {
            if (field.Is("type"u8)) found.Type = field.Value;
            else if (field.Is("message"u8)) found.Message = field.Value;
            else if (field.Is("index"u8)) found.Index = field.Value;
            else if (field.Is("content_block"u8)) found.ContentBlock = field.Value;
            else if (field.Is("delta"u8)) found.Delta = field.Value;
            else if (field.Is("usage"u8)) found.Usage = field.Value;
            else if (field.Is("error"u8)) found.Error = field.Value;
        }

        return found;
    }
}
