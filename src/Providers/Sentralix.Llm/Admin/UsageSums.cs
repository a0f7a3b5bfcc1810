using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;

namespace Sentralix.Llm.Admin;

/// <summary>Sums over the ledger, made by the database: a month of calls is not read to be added up.</summary>
internal static class UsageSums
{
    /// <summary>The most groups of one answer.</summary>
    public const int MostGroups = 1000;

    /// <summary>What can be summed, by the name that callers have for it.</summary>
    private static readonly Dictionary<string, Func<UsagePeriod, CancellationToken, Task<List<ModelUsageGroup>>>> Ways = new()
    {
        ["model"] = (of, c) => Sum(of.Lines.Select(line => new Entry<string?> { Subject = line.Model, Line = line }), Text, c),
        ["provider"] = (of, c) => Sum(of.Lines.Select(line => new Entry<string?> { Subject = line.Provider, Line = line }), Text, c),
        ["key"] = (of, c) => Sum(of.Lines.Select(line => new Entry<string?> { Subject = line.Actor, Line = line }), Text, c),
        ["conversation"] = (of, c) => Sum(of.Records.Select(line => new Entry<string?> { Subject = line.Conversation, Line = line }), Text, c),
        ["batch"] = (of, c) => Sum(of.Records.Select(line => new Entry<string?> { Subject = line.Batch, Line = line }), Text, c),
        ["day"] = (of, c) => Sum(of.Lines.Select(line => new Entry<long> { Subject = line.Day, Line = line }), Day, c),
    };

    public static IEnumerable<string> Subjects => Ways.Keys;

    public static bool Knows(string subject) => Ways.ContainsKey(subject);

    public static Task<List<ModelUsageGroup>> Of(UsagePeriod period, string subject, CancellationToken cancellation) => Ways[subject](period, cancellation);

    private static async Task<List<ModelUsageGroup>> Sum<TSubject>(IQueryable<Entry<TSubject>> entries, Func<TSubject, string?> name, CancellationToken cancellation)
    {
        var groups = await entries.GroupBy(e => e.Subject).Select(group => new
        {
            Subject = group.Key,
            Attempts = group.Sum(e => e.Line.Attempts),
            Failures = group.Sum(e => e.Line.Failures),
            Input = group.Sum(e => e.Line.Input),
            CacheRead = group.Sum(e => e.Line.CacheRead),
            Output = group.Sum(e => e.Line.Output),
            Unpriced = group.Sum(e => e.Line.Unpriced),
            Dearness = group.Sum(e => e.Line.Cost),
        }).OrderByDescending(g => g.Dearness).ThenByDescending(g => g.Attempts).ThenBy(g => g.Subject).Take(MostGroups).ToListAsync(cancellation);

        var subjects = groups.Select(g => g.Subject).ToList();
        var costs = await entries.Where(e => subjects.Contains(e.Subject) && e.Line.Currency != "").GroupBy(e => new { e.Subject, e.Line.Currency })
            .Select(group => new { group.Key.Subject, group.Key.Currency, Cost = group.Sum(e => e.Line.Cost) })
            .OrderByDescending(g => g.Cost).ThenBy(g => g.Currency).ToListAsync(cancellation);
        var bySubject = costs.ToLookup(g => name(g.Subject), g => Money.OfScaled(g.Cost, g.Currency));
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

        public required UsageLine Line { get; init; }
    }
}
