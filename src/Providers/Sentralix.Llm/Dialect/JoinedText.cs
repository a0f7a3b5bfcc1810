using System.Buffers;
using System.Text.Json;

namespace Sentralix.Llm.Dialect;

/// <summary>One string out of several, joined as they are written, escapes and all.</summary>
internal sealed class JoinedText
{
    private readonly ArrayBufferWriter<byte> text = new();

    /// <summary>Nothing was added, not even an empty string.</summary>
    public bool IsMissing { get; private set; } = true;

    /// <summary>Nothing was added, or nothing but empty strings.</summary>
    public bool IsEmpty => text.WrittenCount == 0;

    /// <summary>Adds a string; what is none adds nothing.</summary>
    /// <param name="piece">The string.</param>
    /// <param name="separator">What goes between it and what came before, where both say something; JSON inside of a string.</param>
    public void Add(RawJson piece, ReadOnlySpan<byte> separator = default)
    {
        if (!piece.IsString) return;
        IsMissing = false;
        if (!IsEmpty && piece.HasText) text.Write(separator);
        text.Write(piece.Escaped);
    }

    /// <summary>Writes the string; the empty one where nothing was added.</summary>
    public void WriteTo(Utf8JsonWriter json) => json.WriteEscapedValue(text.WrittenSpan);

    /// <summary>The string with its quotes.</summary>
    public RawJson Close() => new((byte[])[.. "\""u8, .. text.WrittenSpan, .. "\""u8]);

    public void WriteTo(Utf8JsonWriter json, ReadOnlySpan<byte> name)
    {
        json.WritePropertyName(name);
        WriteTo(json);
    }
}
