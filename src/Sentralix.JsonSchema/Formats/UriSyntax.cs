namespace Sentralix.JsonSchema.Formats;

/// <summary>URIs by the grammar of RFC 3986, IRIs by that of RFC 3987.</summary>
internal static class UriSyntax
{
    private const string SubDelimiters = "!$&'()*+,;=";

    public static bool IsValid(ReadOnlySpan<char> text, bool isAbsolute, bool isInternational)
    {
        var colon = text.IndexOfAny(":/?#");
        var hasScheme = colon > 0 && text[colon] == ':' && IsScheme(text[..colon]);
        if (isAbsolute && !hasScheme) return false;
        if (hasScheme) text = text[(colon + 1)..];
        else if (colon >= 0 && text[colon] == ':') return false;

        var fragment = text.IndexOf('#');
        if (fragment >= 0)
        {
            if (!HasOnly(text[(fragment + 1)..], ":@/?", isInternational)) return false;
            text = text[..fragment];
        }

        var query = text.IndexOf('?');
        if (query >= 0)
        {
            if (!HasOnly(text[(query + 1)..], ":@/?", isInternational, isQuery: true)) return false;
            text = text[..query];
        }

        if (!text.StartsWith("//")) return HasOnly(text, ":@/", isInternational);
        text = text[2..];
        var slash = text.IndexOf('/');
        return IsAuthority(slash < 0 ? text : text[..slash], isInternational) && (slash < 0 || HasOnly(text[slash..], ":@/", isInternational));
    }

    private static bool IsScheme(ReadOnlySpan<char> text)
    {
        if (!char.IsAsciiLetter(text[0])) return false;
        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('+' or '-' or '.')) return false;
        }

        return true;
    }

    private static bool IsAuthority(ReadOnlySpan<char> text, bool isInternational)
    {
        var at = text.IndexOf('@');
        if (at >= 0)
        {
            if (!HasOnly(text[..at], ":", isInternational)) return false;
            text = text[(at + 1)..];
        }

        var afterHost = text.StartsWith("[") ? text.IndexOf(']') + 1 : text.IndexOf(':');
        if (text.StartsWith("[") && afterHost == 0) return false;
        var host = afterHost < 0 ? text : text[..afterHost];
        var port = afterHost < 0 ? [] : text[afterHost..];
        if (!port.IsEmpty && (port[0] != ':' || port[1..].ContainsAnyExceptInRange('0', '9'))) return false;
        if (!host.StartsWith("[")) return HasOnly(host, "", isInternational);
        var literal = host[1..^1];
        return literal.StartsWith("v", StringComparison.OrdinalIgnoreCase) ? IsFutureAddress(literal[1..]) : IpAddresses.IsIpv6(literal);
    }

    private static bool IsFutureAddress(ReadOnlySpan<char> text)
    {
        var point = text.IndexOf('.');
        if (point < 1 || point == text.Length - 1) return false;
        foreach (var digit in text[..point])
        {
            if (!char.IsAsciiHexDigit(digit)) return false;
        }

        return !text.Contains('%') && HasOnly(text[(point + 1)..], ":", isInternational: false);
    }

    // Unreserved characters, sub-delimiters, percent-encoded bytes, and what else the part allows.
    private static bool HasOnly(ReadOnlySpan<char> text, string more, bool isInternational, bool isQuery = false)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (character == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2])) return false;
                i += 2;
            }
            else if (character > '\x7F')
            {
                if (!isInternational) return false;
                var isPair = char.IsHighSurrogate(character) && i + 1 < text.Length;
                var codePoint = isPair ? char.ConvertToUtf32(character, text[++i]) : character;
                if (!IsInternational(codePoint) && !(isQuery && IsPrivate(codePoint))) return false;
            }
            else if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '.' or '_' or '~')
                && !SubDelimiters.Contains(character, StringComparison.Ordinal) && !more.Contains(character, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    // ucschar of RFC 3987.
    private static bool IsInternational(int character) =>
        character is (>= 0xA0 and <= 0xD7FF) or (>= 0xF900 and <= 0xFDCF) or (>= 0xFDF0 and <= 0xFFEF)
        || (character is >= 0x10000 and <= 0xEFFFD && (character & 0xFFFF) <= 0xFFFD && character is not (>= 0xE0000 and < 0xE1000));

    private static bool IsPrivate(int character) => character is (>= 0xE000 and <= 0xF8FF) or (>= 0xF0000 and <= 0xFFFFD) or (>= 0x100000 and <= 0x10FFFD);
}
