using System.Buffers;
using System.Text.Json;

namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>One string out of several, joined as they are written, escapes and all.</summary>
internal sealed class JoinedText
{
    private readonly ArrayBufferWriter<byte> text = new();

    /// <summary>Nothing was added, not even an empty string.</summary>
    public bool IsMissing { get; private set; } = true;

    public void Add(JsonValue piece)
    {
        if (!piece.IsString) return;
        IsMissing = false;
        text.Write(piece.Inner);
    }

    /// <summary>Writes the string; the empty one where nothing was added.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        var length = text.WrittenCount + 2;
        var quoted = ArrayPool<byte>.Shared.Rent(length);
        quoted[0] = (byte)'"';
        text.WrittenSpan.CopyTo(quoted.AsSpan(1));
        quoted[length - 1] = (byte)'"';
        json.WriteRawValue(quoted.AsSpan(0, length), skipInputValidation: true);
        ArrayPool<byte>.Shared.Return(quoted);
    }

    public void WriteTo(Utf8JsonWriter json, ReadOnlySpan<byte> name)
    {
        json.WritePropertyName(name);
        WriteTo(json);
    }
}
