using System.Globalization;
using System.Net.Http.Headers;

namespace Sentralix.Llm.Upstreams;

/// <summary>How long an upstream asks to wait: <c>retry-after-ms</c>, else <c>retry-after</c> as seconds or as a date.</summary>
internal static class RetryAfter
{
    public static TimeSpan? Read(HttpResponseHeaders headers, TimeProvider time)
    {
        if (First(headers, "retry-after-ms") is { } milliseconds && Number(milliseconds) is { } ms)
            return Duration(TimeSpan.TicksPerMillisecond, ms);
        if (First(headers, "retry-after") is not { } value) return null;
        if (Number(value) is { } seconds) return Duration(TimeSpan.TicksPerSecond, seconds);
        if (!DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until))
            return null;

        var wait = until - time.GetUtcNow();
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private static double? Number(string value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    // A day is as good as never, and keeps absurd numbers out of arithmetic.
    private static TimeSpan Duration(long unit, double count) =>
        TimeSpan.FromTicks((long)Math.Min(unit * count, TimeSpan.TicksPerDay));

    private static string? First(HttpResponseHeaders headers, string name)
    {
        if (!headers.NonValidated.TryGetValues(name, out var values)) return null;
        foreach (var value in values) return value.Trim();
        return null;
    }
}
