using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress;

/// <summary>One entry of <c>tool_calls</c>: a whole call, or a piece of one.</summary>
internal readonly ref struct ToolCallPiece
{
    private ToolCallPiece(int index, RawJson id, RawJson name, RawJson arguments, RawJson extraContent)
    {
        ExtraContent = extraContent;
        Index = index;
        Id = id;
        Name = name;
        Arguments = arguments;
    }

    /// <summary>Which call of the answer.</summary>
    public int Index { get; }

    /// <summary>A string or not given.</summary>
    public RawJson Id { get; }

    /// <summary>A string or not given.</summary>
    public RawJson Name { get; }

    /// <summary>A string that holds JSON or a piece of it; some servers send the object itself.</summary>
    public RawJson Arguments { get; }

    /// <summary>What the provider wants back with the call: its own affair; an object or not given.</summary>
    public RawJson ExtraContent { get; }

    /// <summary>The arguments with the escapes that they need inside a string.</summary>
    public ReadOnlySpan<byte> EscapedArguments =>
        Arguments.IsString ? Arguments.Escaped
        : Arguments.IsObject ? JsonEncodedText.Encode(Arguments.Bytes, DialectJson.Writer.Encoder).EncodedUtf8Bytes
        : default;

    /// <param name="call">The entry.</param>
    /// <param name="position">Its place in the array, which counts where it does not say another.</param>
    public static ToolCallPiece Read(RawJson call, int position)
    {
        RawJson id = default, name = default, arguments = default, extra = default;
        long? index = null;
        if (!call.IsObject) return new ToolCallPiece(position, id, name, arguments, extra);
        foreach (var field in call.Fields)
        {
            if (field.Is("index"u8))
            {
                index = field.Value.Integer();
            }
            else if (field.Is("id"u8))
            {
                if (field.Value.HasText) id = field.Value;
            }
            else if (field.Is("extra_content"u8))
            {
                if (ExtraContents.IsIn(field.Value)) extra = field.Value;
            }
            else if (field.Is("function"u8) && field.Value.IsObject)
            {
                foreach (var part in field.Value.Fields)
                {
                    if (part.Is("name"u8) && part.Value.HasText) name = part.Value;
                    else if (part.Is("arguments"u8)) arguments = part.Value;
                }
            }
        }

        return new ToolCallPiece(index is >= 0 and <= int.MaxValue ? (int)index : position, id, name, arguments, extra);
    }
}
