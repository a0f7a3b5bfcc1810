using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Anthropic;

/// <summary>Claude's thinking on its way through a client and back. Claude signs it and wants it unchanged while its tools run, so it
/// travels in a message's <c>reasoning_details</c>, in the form that OpenRouter has made known, and a client that returns the message
/// as it came returns that too.</summary>
internal static class ClaudeThoughts
{
    /// <summary>Whose it is: no other provider can verify a signature, and Claude verifies no other's.</summary>
    private static ReadOnlySpan<byte> Format => "anthropic-claude-v1"u8;

    /// <summary>Writes one block.</summary>
    public static void Write(Utf8JsonWriter json, int index, JoinedText text, RawJson signature)
    {
        Begin(json, "reasoning.text"u8, index);
        text.WriteTo(json, "text"u8);
        if (signature.IsString) json.WriteRaw("signature"u8, signature);
        json.WriteEndObject();
    }

    /// <summary>Writes a block that only Anthropic can read.</summary>
    public static void WriteEncrypted(Utf8JsonWriter json, int index, RawJson data)
    {
        Begin(json, "reasoning.encrypted"u8, index);
        json.WriteRaw("data"u8, data);
        json.WriteEndObject();
    }

    /// <summary>Reads what a client has sent back. Clients that collected a stream may send it in the pieces it came in.</summary>
    public static (IReadOnlyList<ThinkingBlock> BeforeText, IReadOnlyList<ThinkingBlock> AfterText) Read(RawJson details)
    {
        if (!details.IsArray || details.IsEmpty) return ([], []);
        var blocks = new List<ThinkingBlock>();
        foreach (var item in details.Items) Add(blocks, item);

        // Unsigned thinking is refused; it says nothing that Claude would need.
        blocks.RemoveAll(block => !block.IsComplete);
        var before = 0;
        while (before < blocks.Count && (blocks[before].Index is not { } index || index == before)) before++;
        return (blocks[..before], blocks[before..]);
    }

    private static void Begin(Utf8JsonWriter json, ReadOnlySpan<byte> type, int index)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteNumber("index"u8, index);
        json.WriteString("format"u8, Format);
    }

    private static void Add(List<ThinkingBlock> blocks, RawJson item)
    {
        RawJson type = default, text = default, signature = default, data = default, format = default;
        long? index = null;
        foreach (var field in item.Fields)
        {
            if (field.Is("type"u8)) type = field.Value;
            else if (field.Is("text"u8)) text = field.Value;
            else if (field.Is("signature"u8)) signature = field.Value;
            else if (field.Is("data"u8)) data = field.Value;
            else if (field.Is("format"u8)) format = field.Value;
            else if (field.Is("index"u8) && field.Value.Integer() is { } number) index = number;
        }

        if (format.IsString && !format.Escaped.StartsWith("anthropic"u8)) return;
        if (type.Is("reasoning.encrypted"u8) && data.IsString) blocks.Add(new ThinkingBlock(index) { Data = data.Bytes.ToArray() });
        if (!type.Is("reasoning.text"u8)) return;

        var goesOn = blocks.Count > 0 && blocks[^1] is { IsComplete: false } && blocks[^1].Index == index;
        if (!goesOn) blocks.Add(new ThinkingBlock(index));
        blocks[^1].Text.Add(text);
        if (signature.HasText) blocks[^1].Signature = signature.Bytes.ToArray();
    }
}

/// <summary>One block of thinking that a client sends back.</summary>
/// <param name="index">Which block of the answer it was; null where the client has lost that.</param>
internal sealed class ThinkingBlock(long? index)
{
    public long? Index { get; } = index;

    public JoinedText Text { get; } = new();

    /// <summary>A JSON string.</summary>
    public byte[]? Signature { get; set; }

    /// <summary>A JSON string: thinking that only Anthropic can read.</summary>
    public byte[]? Data { get; init; }

    public bool IsComplete => Data is not null || Signature is not null;

    public void Write(BlockList blocks)
    {
        if (Data is not null)
        {
            var redacted = blocks.Begin("redacted_thinking"u8);
            redacted.WritePropertyName("data"u8);
            redacted.WriteRawValue(Data, skipInputValidation: true);
            redacted.WriteEndObject();
            return;
        }

        var json = blocks.Begin("thinking"u8);
        Text.WriteTo(json, "thinking"u8);
        json.WritePropertyName("signature"u8);
        json.WriteRawValue(Signature, skipInputValidation: true);
        json.WriteEndObject();
    }
}
