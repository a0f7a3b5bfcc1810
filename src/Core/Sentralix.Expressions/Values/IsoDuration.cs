using System.Buffers;
using System.Globalization;
using System.Text;

namespace Sentralix.Expressions.Values;

/// <summary>Durations as ISO 8601 writes them, from weeks to seconds. Years and months have no length of their own and are refused.</summary>
internal static class IsoDuration
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    public static string Write(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero) return "PT0S";
        var text = new StringBuilder();
        if (duration < TimeSpan.Zero) text.Append('-');

        // Not Abs of the whole: the least duration has none.
        text.Append('P');
        var (days, hours, minutes) = (Math.Abs(duration.Days), Math.Abs(duration.Hours), Math.Abs(duration.Minutes));
        var ticks = Math.Abs(duration.Ticks % TimeSpan.TicksPerMinute);
        if (days > 0) text.Append(CultureInfo.InvariantCulture, $"{days}D");
        if (hours == 0 && minutes == 0 && ticks == 0) return text.ToString();
        text.Append('T');
        if (hours > 0) text.Append(CultureInfo.InvariantCulture, $"{hours}H");
        if (minutes > 0) text.Append(CultureInfo.InvariantCulture, $"{minutes}M");
        if (ticks > 0) text.Append(((decimal)ticks / TimeSpan.TicksPerSecond).ToString("0.#######", CultureInfo.InvariantCulture)).Append('S');
        return text.ToString();
    }

    public static bool TryRead(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        var isNegative = text is ['-', ..];
        if (isNegative) text = text[1..];
        if (text is not ['P', .. var rest] || rest.IsEmpty || rest.Length > 40) return false;

        decimal ticks = 0;
        var units = "WDHMS".AsSpan();
        var isTime = false;
        while (!rest.IsEmpty)
        {
            if (rest[0] == 'T')
            {
                if (isTime || rest.Length == 1) return false;
                isTime = true;
                rest = rest[1..];
            }

            var length = rest.IndexOfAnyExcept(Digits);
            if (length <= 0 || !decimal.TryParse(rest[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)) return false;
            var unit = units.IndexOf(rest[length]);
            if (unit < 0 || isTime != units[unit] is 'H' or 'M' or 'S') return false;
            var each = units[unit] switch { 'W' => TimeSpan.TicksPerDay * 7, 'D' => TimeSpan.TicksPerDay, 'H' => TimeSpan.TicksPerHour, 'M' => TimeSpan.TicksPerMinute, _ => TimeSpan.TicksPerSecond };
            if (amount > long.MaxValue / each) return false;
            ticks += amount * each;
            units = units[(unit + 1)..];
            rest = rest[(length + 1)..];
        }

        if (ticks >= long.MaxValue) return false;
        duration = new TimeSpan((long)(isNegative ? -ticks : ticks));
        return true;
    }
}
