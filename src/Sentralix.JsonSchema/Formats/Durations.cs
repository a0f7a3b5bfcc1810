namespace Sentralix.JsonSchema.Formats;

/// <summary>Durations by the grammar of RFC 3339, appendix A.</summary>
internal static class Durations
{
    public static bool IsDuration(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] != 'P') return false;
        text = text[1..];
        var time = text.IndexOf('T');
        if (time < 0) return IsWeeks(text) || IsRow(text, "YMD");
        return (time == 0 || IsRow(text[..time], "YMD")) && IsRow(text[(time + 1)..], "HMS");
    }

    private static bool IsWeeks(ReadOnlySpan<char> text) => TakeDigits(ref text) && text is "W";

    // Units follow one another without a gap: years and days without months are no duration.
    private static bool IsRow(ReadOnlySpan<char> text, string units)
    {
        var last = -1;
        while (!text.IsEmpty)
        {
            if (!TakeDigits(ref text) || text.IsEmpty) return false;
            var unit = units.IndexOf(text[0], StringComparison.Ordinal);
            if (unit < 0 || (last >= 0 && unit != last + 1)) return false;
            last = unit;
            text = text[1..];
        }

        return last >= 0;
    }

    private static bool TakeDigits(ref ReadOnlySpan<char> text)
    {
        var digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits])) digits++;
        text = text[digits..];
        return digits > 0;
    }
}
