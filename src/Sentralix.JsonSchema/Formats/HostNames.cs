using System.Text;

namespace Sentralix.JsonSchema.Formats;

/// <summary>Names of hosts: RFC 1123, and with the letters of all languages, IDNA 2008 (RFC 5890).</summary>
internal static class HostNames
{
    private const int MaxLength = 253;
    private const int MaxLabel = 63;

    public static bool IsHostName(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > MaxLength) return false;
        foreach (var range in text.Split('.'))
        {
            if (!IsAsciiLabel(text[range])) return false;
        }

        return true;
    }

    public static bool IsIdnHostName(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > MaxLength) return false;
        var labels = IdnLabels.Map(text.ToString()).Split('.');
        var length = 0;
        foreach (var label in labels)
        {
            if (Ascii.IsValid(label))
            {
                if (!IsAsciiLabel(label)) return false;
                length += label.Length + 1;
            }
            else
            {
                if (!IdnLabels.IsUnicodeLabel(label) || Punycode.Encode(label) is not { } encoded || encoded.Length + 4 > MaxLabel) return false;
                length += encoded.Length + 5;
            }
        }

        return length - 1 <= MaxLength && BidiLabels.AreGood(labels);
    }

    private static bool IsAsciiLabel(ReadOnlySpan<char> label)
    {
        if (label.Length is 0 or > MaxLabel || label[0] == '-' || label[^1] == '-') return false;
        foreach (var character in label)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character != '-') return false;
        }

        if (label.Length < 4 || label[2] != '-' || label[3] != '-') return true;

        // The third and fourth place are kept for names of other alphabets, and such a name must be one.
        return label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase) && Punycode.Decode(label[4..]) is { } decoded && !Ascii.IsValid(decoded)
            && IdnLabels.IsUnicodeLabel(decoded) && label[4..].Equals(Punycode.Encode(decoded), StringComparison.OrdinalIgnoreCase);
    }
}
