using Sentralix.Llm.Storage;

namespace Sentralix.Llm.Admin;

/// <summary>What a tenant has used in a time: its records, and the sums of the days whose records are no longer kept.</summary>
/// <param name="Records">The records' lines.</param>
/// <param name="Lines">The lines of both. A day whose records are gone counts whole, if it begins in the time.</param>
internal sealed record UsagePeriod(IQueryable<UsageLine> Records, IQueryable<UsageLine> Lines)
{
    private const long MicrosecondsOfDay = 24L * 60 * 60 * 1_000_000;

    public static UsagePeriod Of(LlmDbContext db, string tenant, DateTimeOffset since, DateTimeOffset until)
    {
        var records = db.Attempts.Where(a => a.TenantId == tenant && a.SettledSeq != null && a.At >= since && a.At < until).Select(a => new UsageLine
        {
            Model = a.Model,
            Provider = a.Provider,
            Actor = a.Actor,
            Conversation = a.Conversation,
            Batch = a.Batch,

            // A time is a number of microseconds in both databases; those of whole days make the day's number.
            Day = (long)(object)a.At / MicrosecondsOfDay,
            Attempts = 1L,
            Failures = a.Outcome == "failed" || a.Outcome == "cut" ? 1L : 0L,
            Input = a.Input + a.CacheRead + a.CacheWrite + a.AudioIn,
            CacheRead = a.CacheRead,
            Output = a.Output + a.Reasoning + a.AudioOut,
            Unpriced = a.Cost == null ? 1L : 0L,
            Cost = a.Cost ?? 0L,
            Currency = a.Cost == null ? "" : a.Currency ?? "",
        });
        var (first, last) = (DayAt(since), DayAt(until));
        var days = db.UsageDays.Where(d => d.TenantId == tenant && d.Day >= first && d.Day < last).Select(d => new UsageLine
        {
            Model = d.Model,
            Provider = d.Provider,
            Actor = d.Actor,
            Conversation = null,
            Batch = null,
            Day = d.Day,
            Attempts = d.Attempts,
            Failures = d.Failures,
            Input = d.Input,
            CacheRead = d.CacheRead,
            Output = d.Output,
            Unpriced = d.Unpriced,
            Cost = d.Cost,
            Currency = d.Currency,
        });
        return new UsagePeriod(records, records.Concat(days));
    }

    /// <summary>The first day that begins then or later.</summary>
    private static long DayAt(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime).DayNumber + (time.UtcDateTime.TimeOfDay > TimeSpan.Zero ? 1L : 0L);
}

/// <summary>A record, or several added up.</summary>
internal sealed class UsageLine
{
    public required string Model { get; init; }

    public required string Provider { get; init; }

    public required string Actor { get; init; }

    public required string? Conversation { get; init; }

    public required string? Batch { get; init; }

    public required long Day { get; init; }

    public required long Attempts { get; init; }

    public required long Failures { get; init; }

    public required long Input { get; init; }

    public required long CacheRead { get; init; }

    public required long Output { get; init; }

    public required long Unpriced { get; init; }

    public required long Cost { get; init; }

    /// <summary>Empty: there is no price.</summary>
    public required string Currency { get; init; }
}
