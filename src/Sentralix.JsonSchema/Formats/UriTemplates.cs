namespace Sentralix.JsonSchema.Formats;

/// <summary>URI templates by the grammar of RFC 6570.</summary>
internal static class UriTemplates
{
    public static bool IsTemplate(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (text[0] == '{')
            {
                var end = text.IndexOf('}');
                if (end < 0 || !IsExpression(text[1..end])) return false;
                text = text[(end + 1)..];
                continue;
            }

            var isPercent = text[0] == '%';
            if (isPercent && !IsEncoded(text)) return false;
            if (!isPercent && (text[0] <= ' ' || text[0] == '\x7F' || "\"<>\\^`|}".Contains(text[0], StringComparison.Ordinal))) return false;
            text = text[(isPercent ? 3 : 1)..];
        }

        return true;
    }

    private static bool IsExpression(ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty && "+#./;?&=,!@|".Contains(text[0], StringComparison.Ordinal)) text = text[1..];
        foreach (var range in text.Split(','))
        {
            if (!IsVariable(text[range])) return false;
        }

        return true;
    }

    private static bool IsVariable(ReadOnlySpan<char> text)
    {
        if (text.EndsWith("*"))
        {
            text = text[..^1];
        }
        else if (text.IndexOf(':') is >= 0 and var colon)
        {
            var length = text[(colon + 1)..];
            if (length.Length is 0 or > 4 || length[0] == '0' || length.ContainsAnyExceptInRange('0', '9')) return false;
            text = text[..colon];
        }

        if (text.IsEmpty || text[0] == '.' || text[^1] == '.') return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%')
            {
                if (!IsEncoded(text[i..])) return false;
                i += 2;
            }
            else if (!char.IsAsciiLetterOrDigit(text[i]) && text[i] is not ('_' or '.'))
            {
                return false;
            }
        }

        return !text.Contains("..", StringComparison.Ordinal);
    }

    private static bool IsEncoded(ReadOnlySpan<char> text) => text.Length >= 3 && char.IsAsciiHexDigit(text[1]) && char.IsAsciiHexDigit(text[2]);
}
