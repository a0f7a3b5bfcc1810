using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Storage;

namespace Sentralix.Llm.Admin;

/// <summary>Sums over the ledger, made by the database: a month of calls is not read to be added up.</summary>
internal static class UsageSums
{
    /// <summary>The most groups of one answer.</summary>
    public const int MostGroups = 1000;

    private const long MicrosecondsOfDay = 24L * 60 * 60 * 1_000_000;

    /// <summary>What can be summed, by the name that callers have for it.</summary>
    private static readonly Dictionary<string, Func<IQueryable<AttemptRow>, CancellationToken, Task<List<ModelUsageGroup>>>> Ways = new()
    {
        ["model"] = (rows, c) => Sum(rows.Select(row => new Entry<string?> { Subject = row.Model, Row = row }), Text, c),
        ["provider"] = (rows, c) => Sum(rows.Select(row => new Entry<string?> { Subject = row.Provider, Row = row }), Text, c),
        ["key"] = (rows, c) => Sum(rows.Select(row => new Entry<string?> { Subject = row.Actor, Row = row }), Text, c),
        ["conversation"] = (rows, c) => Sum(rows.Select(row => new Entry<string?> { Subject = row.Conversation, Row = row }), Text, c),
        ["batch"] = (rows, c) => Sum(rows.Select(row => new Entry<string?> { Subject = row.Batch, Row = row }), Text, c),

        // A time is a number of microseconds in both databases; those of whole days make the day's number.
        ["day"] = (rows, c) => Sum(rows.Select(row => new Entry<long> { Subject = (long)(object)row.At / MicrosecondsOfDay, Row = row }), Day, c),
    };

    public static IEnumerable<string> Subjects => Ways.Keys;

    public static bool Knows(string subject) => Ways.ContainsKey(subject);

    public static Task<List<ModelUsageGroup>> Of(IQueryable<AttemptRow> rows, string subject, CancellationToken cancellation) => Ways[subject](rows, cancellation);

    private static async Task<List<ModelUsageGroup>> Sum<TSubject>(IQueryable<Entry<TSubject>> entries, Func<TSubject, string?> name, CancellationToken cancellation)
    {
        var groups = await entries.GroupBy(e => e.Subject).Select(group => new
        {
            Subject = group.Key,
            Attempts = group.LongCount(),
            Failures = group.Sum(e => e.Row.Outcome == "failed" || e.Row.Outcome == "cut" ? 1L : 0L),
            Input = group.Sum(e => e.Row.Input + e.Row.CacheRead + e.Row.CacheWrite + e.Row.CacheWriteHour + e.Row.AudioIn),
            CacheRead = group.Sum(e => e.Row.CacheRead),
            Output = group.Sum(e => e.Row.Output + e.Row.Reasoning + e.Row.AudioOut),
            Unpriced = group.Sum(e => e.Row.Cost == null ? 1L : 0L),
            Dearness = group.Sum(e => e.Row.Cost ?? 0L),
        }).OrderByDescending(g => g.Dearness).ThenByDescending(g => g.Attempts).ThenBy(g => g.Subject).Take(MostGroups).ToListAsync(cancellation);

        var subjects = groups.Select(g => g.Subject).ToList();
        var costs = await entries.Where(e => subjects.Contains(e.Subject) && e.Row.Cost != null && e.Row.Currency != null).GroupBy(e => new { e.Subject, e.Row.Currency })
            .Select(group => new { group.Key.Subject, group.Key.Currency, Cost = group.Sum(e => e.Row.Cost ?? 0L) })
            .OrderByDescending(g => g.Cost).ThenBy(g => g.Currency).ToListAsync(cancellation);
        var bySubject = costs.ToLookup(g => name(g.Subject), g => Money.OfScaled(g.Cost, g.Currency!));
        return [.. groups.Select(g => new ModelUsageGroup
        {
            Group = name(g.Subject),
            Attempts = g.Attempts,
            Failures = g.Failures,
            Input = g.Input,
            CacheRead = g.CacheRead,
            Output = g.Output,
            Cost = [.. bySubject[name(g.Subject)]],
            Unpriced = g.Unpriced,
        })];
    }

    private static string? Text(string? subject) => subject;

    private static string Day(long day) => DateOnly.FromDayNumber((int)day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed class Entry<TSubject>
    {
        public required TSubject Subject { get; init; }

        public required AttemptRow Row { get; init; }
    }
}
