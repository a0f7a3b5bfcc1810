using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Sentralix.Llm.Dialect;

/// <summary>JSON strings as bytes: decoded where their characters matter, and left encoded where they only travel on.</summary>
internal static class JsonText
{
    /// <summary>What stands for half a surrogate pair, and what tokenizers write for half a character.</summary>
    public static ReadOnlySpan<byte> Replacement => "\uFFFD"u8;

    /// <summary>The string's text in UTF-8. Half a surrogate pair, which the JSON reader would throw at, becomes U+FFFD: providers that
    /// stream cut characters in two now and then.</summary>
    /// <param name="raw">The string with its quotes, checked to be JSON.</param>
    public static byte[] Decode(ReadOnlySpan<byte> raw)
    {
        var text = new byte[raw.Length];
        return text[..Decode(raw, text)];
    }

    /// <summary>The same into a buffer, which as many bytes as the string has are always enough for.</summary>
    public static int Decode(ReadOnlySpan<byte> raw, Span<byte> into)
    {
        var text = raw[1..^1];
        var written = 0;
        while (true)
        {
            var slash = text.IndexOf((byte)'\\');
            if (slash < 0)
            {
                text.CopyTo(into[written..]);
                return written + text.Length;
            }

            text[..slash].CopyTo(into[written..]);
            written += slash;
            text = text[slash..];
            if (text[1] == 'u')
            {
                text = text[Unescape(text, into[written..], out var length)..];
                written += length;
                continue;
            }

            into[written++] = text[1] switch
            {
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                var itself => itself,
            };
            text = text[2..];
        }
    }

    /// <summary>Whether a text is one JSON object (or array), and nothing else.</summary>
    public static bool Holds(ReadOnlySpan<byte> text, JsonTokenType kind)
    {
        try
        {
            var reader = new Utf8JsonReader(text, RawJson.Depth);
            if (!reader.Read() || reader.TokenType != kind) return false;
            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Reads one \uXXXX, or two that are a pair. Returns how many bytes of text that was.
    private static int Unescape(ReadOnlySpan<byte> text, Span<byte> into, out int written)
    {
        var first = Unit(text);
        if (!char.IsSurrogate(first))
        {
            written = new Rune(first).EncodeToUtf8(into);
            return 6;
        }

        if (text.Length >= 12 && text[6] == '\\' && text[7] == 'u' && Rune.TryCreate(first, Unit(text[6..]), out var rune))
        {
            written = rune.EncodeToUtf8(into);
            return 12;
        }

        Replacement.CopyTo(into);
        written = Replacement.Length;
        return 6;
    }

    private static char Unit(ReadOnlySpan<byte> escape)
    {
        var isHex = Utf8Parser.TryParse(escape.Slice(2, 4), out ushort unit, out var used, 'X') && used == 4;
        return isHex ? (char)unit : throw new JsonException("An escape in a string is no hexadecimal number.");
    }
}
