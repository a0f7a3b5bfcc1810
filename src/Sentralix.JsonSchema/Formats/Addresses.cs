namespace Sentralix.JsonSchema.Formats;

/// <summary>E-mail addresses: Mailbox of RFC 5321, and with the letters of all languages, of RFC 6531.</summary>
internal static class Addresses
{
    private const string AtomSymbols = "!#$%&'*+-/=?^_`{|}~";

    public static bool IsEmail(ReadOnlySpan<char> text) => IsMailbox(text, isInternational: false);

    public static bool IsIdnEmail(ReadOnlySpan<char> text) => IsMailbox(text, isInternational: true);

    private static bool IsMailbox(ReadOnlySpan<char> text, bool isInternational)
    {
        var at = text.LastIndexOf('@');
        if (at <= 0) return false;
        var local = text[..at];
        var domain = text[(at + 1)..];
        var isLocal = local[0] == '"' ? IsQuoted(local, isInternational) : IsDotted(local, isInternational);
        return isLocal && IsDomain(domain, isInternational);
    }

    private static bool IsDomain(ReadOnlySpan<char> domain, bool isInternational)
    {
        if (domain is ['[', .., ']'])
        {
            var literal = domain[1..^1];
            return literal.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase) ? IpAddresses.IsIpv6(literal[5..]) : IpAddresses.IsIpv4(literal);
        }

        return isInternational ? HostNames.IsIdnHostName(domain) : HostNames.IsHostName(domain);
    }

    private static bool IsDotted(ReadOnlySpan<char> text, bool isInternational)
    {
        foreach (var range in text.Split('.'))
        {
            var atom = text[range];
            if (atom.IsEmpty) return false;
            foreach (var character in atom)
            {
                var isGood = char.IsAsciiLetterOrDigit(character) || AtomSymbols.Contains(character, StringComparison.Ordinal) || (isInternational && character > '\x7F');
                if (!isGood) return false;
            }
        }

        return true;
    }

    private static bool IsQuoted(ReadOnlySpan<char> text, bool isInternational)
    {
        if (text.Length < 2 || text[^1] != '"') return false;
        text = text[1..^1];
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == '"') return false;
            if (i >= text.Length || !(text[i] is >= ' ' and <= '~' || (isInternational && text[i] > '\x7F'))) return false;
        }

        return true;
    }
}
