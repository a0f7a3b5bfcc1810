namespace Sentralix.Platform.Storage;

/// <summary>The machine's clock in the precision that both databases keep, so that the time in the answer to a write is the one that
/// every later read gives.</summary>
public sealed class PlatformTime : TimeProvider
{
    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        var now = base.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    /// <summary>A time as both databases keep it: microseconds since the calendar's first day.</summary>
    public static long ToMicroseconds(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The time that <see cref="ToMicroseconds"/> has made a number of.</summary>
    public static DateTimeOffset OfMicroseconds(long stored) => new(stored * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
}
