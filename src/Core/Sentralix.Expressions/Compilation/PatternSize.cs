using System.Globalization;

namespace Sentralix.Expressions.Compilation;

/// <summary>Reckons how many states a regular expression needs, without building it: <c>(a{100}){100}</c> has ten thousand.</summary>
internal static class PatternSize
{
    private const long Most = int.MaxValue;

    public static long Of(string pattern)
    {
        // Sizes of the groups that are open, and of what a quantifier would repeat.
        var groups = new Stack<long>();
        long size = 0, last = 0;
        for (var at = 0; at < pattern.Length; at++)
        {
            switch (pattern[at])
            {
                case '(':
                    groups.Push(size);
                    (size, last) = (0, 0);
                    break;
                case ')' when groups.Count > 0:
                    last = Math.Max(1, size);
                    size = Math.Min(Most, groups.Pop() + last);
                    break;
                case '{' when Repeats(pattern, at) is ({ } times, var end):
                    size = Math.Min(Most, size + (last * Math.Max(0, times - 1)));
                    last = Math.Min(Most, last * Math.Max(1, times));
                    at = end;
                    break;
                case '[':
                    at = EndOfSet(pattern, at);
                    (size, last) = (size + 1, 1);
                    break;
                case '\\':
                    at = EndOfEscape(pattern, at);
                    (size, last) = (size + 1, 1);
                    break;
                case '*' or '+' or '?' or '|': break;
                default:
                    (size, last) = (size + 1, 1);
                    break;
            }
        }

        return size;
    }

    /// <returns>The greatest number of times, and where the quantifier ends; null: these are plain characters.</returns>
    private static (long? Times, int End) Repeats(string pattern, int at)
    {
        var end = pattern.IndexOf('}', at);
        if (end < 0) return (null, at);
        var inner = pattern.AsSpan(at + 1, end - at - 1);
        var comma = inner.IndexOf(',');
        var least = comma < 0 ? inner : inner[..comma];
        var most = comma < 0 ? inner : inner[(comma + 1)..];
        if (!TryRead(least, out var times)) return (null, at);
        if (most.IsEmpty) return (times + 1, end);
        return TryRead(most, out var greatest) ? (Math.Max(times, greatest), end) : (null, at);
    }

    private static bool TryRead(ReadOnlySpan<char> digits, out long number)
    {
        number = Most;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9')) return false;

        // What is too long for a number is too large for a pattern.
        if (digits.Length < 10) number = long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        return true;
    }

    private static int EndOfSet(string pattern, int at)
    {
        var i = at + 1;
        if (i < pattern.Length && pattern[i] == '^') i++;
        if (i < pattern.Length && pattern[i] == ']') i++;
        while (i < pattern.Length && pattern[i] != ']') i += pattern[i] == '\\' ? 2 : 1;
        return Math.Min(i, pattern.Length - 1);
    }

    private static int EndOfEscape(string pattern, int at)
    {
        // \p{L} and \P{…}: the braces are no quantifier.
        if (at + 2 < pattern.Length && pattern[at + 1] is 'p' or 'P' && pattern[at + 2] == '{') return pattern.IndexOf('}', at) is var end and > 0 ? end : at + 1;
        return at + 1;
    }
}
