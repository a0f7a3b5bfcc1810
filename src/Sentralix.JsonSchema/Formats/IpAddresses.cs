namespace Sentralix.JsonSchema.Formats;

/// <summary>Addresses of the Internet Protocol, as RFC 2673 and RFC 4291 write them: no zones, no leading zeros.</summary>
internal static class IpAddresses
{
    public static bool IsIpv4(ReadOnlySpan<char> text)
    {
        var parts = 0;
        foreach (var range in text.Split('.'))
        {
            var part = text[range];
            if (++parts > 4 || part.Length is 0 or > 3 || (part.Length > 1 && part[0] == '0')) return false;
            var value = 0;
            foreach (var digit in part)
            {
                if (!char.IsAsciiDigit(digit)) return false;
                value = (value * 10) + (digit - '0');
            }

            if (value > 255) return false;
        }

        return parts == 4;
    }

    public static bool IsIpv6(ReadOnlySpan<char> text)
    {
        var gap = text.IndexOf("::", StringComparison.Ordinal);
        if (gap < 0) return TryCount(text, mayEndInIpv4: true, out var all) && all == 8;
        var rest = text[(gap + 2)..];
        if (!TryCount(text[..gap], mayEndInIpv4: false, out var before) || !TryCount(rest, mayEndInIpv4: true, out var after)) return false;
        return before + after <= 7;
    }

    private static bool TryCount(ReadOnlySpan<char> text, bool mayEndInIpv4, out int groups)
    {
        groups = 0;
        if (text.IsEmpty) return true;
        while (true)
        {
            var end = text.IndexOf(':');
            var group = end < 0 ? text : text[..end];
            if (end < 0 && mayEndInIpv4 && group.Contains('.'))
            {
                groups += 2;
                return IsIpv4(group);
            }

            if (group.Length is 0 or > 4 || ++groups > 8) return false;
            foreach (var digit in group)
            {
                if (!char.IsAsciiHexDigit(digit)) return false;
            }

            if (end < 0) return true;
            text = text[(end + 1)..];
        }
    }
}
