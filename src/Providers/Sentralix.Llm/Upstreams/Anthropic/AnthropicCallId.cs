using System.Globalization;
using System.Text;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Anthropic;

/// <summary>Ids of tool calls. Anthropic takes letters, digits, <c>_</c> and <c>-</c>; other providers put more into theirs
/// (<c>functions.order:0</c>), and a conversation may have begun at one of them.</summary>
internal static class AnthropicCallId
{
    /// <summary>Writes the id; what is not allowed in it becomes its number, the same for the call and for its result.</summary>
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, RawJson id)
    {
        if (id.HasText && IsAllowed(id.Escaped))
        {
            json.WriteRaw(name, id);
            return;
        }

        var allowed = new StringBuilder();
        foreach (var letter in id.Unescaped())
        {
            if (IsAllowed(letter)) allowed.Append((char)letter);
            else allowed.Append(CultureInfo.InvariantCulture, $"_{letter:x2}");
        }

        json.WriteString(name, allowed.Length == 0 ? "_" : allowed.ToString());
    }

    private static bool IsAllowed(ReadOnlySpan<byte> id)
    {
        foreach (var letter in id)
        {
            if (!IsAllowed(letter)) return false;
        }

        return true;
    }

    private static bool IsAllowed(byte letter) => char.IsAsciiLetterOrDigit((char)letter) || letter is (byte)'_' or (byte)'-';
}
