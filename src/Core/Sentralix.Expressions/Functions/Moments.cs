using System.Globalization;

namespace Sentralix.Expressions.Functions;

/// <summary>Reads moments and time zones.</summary>
internal static class Moments
{
    private const int MaxLength = 40;

    // ISO 8601 as JSON carries it. Fractions are read up to what a moment can hold.
    private static readonly string[] WithOffset = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];
    private static readonly string[] WithoutOffset = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd"];

    /// <param name="text">The moment.</param>
    /// <param name="zone">Where the moment is meant when the text has no offset.</param>
    /// <param name="moment">With its own offset.</param>
    public static bool TryRead(string text, TimeZoneInfo zone, out DateTimeOffset moment)
    {
        moment = default;
        if (text.Length > MaxLength) return false;
        if (DateTime.TryParseExact(text, WithoutOffset, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            // In the hour that is left out in spring there is no such time: the offset before it is as good as any.
            var offset = zone.GetUtcOffset(local);
            if (local.Ticks - offset.Ticks is var utc && (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks)) return false;
            moment = new DateTimeOffset(local, offset);
            return true;
        }

        return DateTimeOffset.TryParseExact(text, WithOffset, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment);
    }

    /// <returns>Null: there is none of that name.</returns>
    public static TimeZoneInfo? Zone(string name) =>
        name.Length <= MaxLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+') && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;
}
