using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Orchestrator.Storage;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Orchestrator.Scenarios;

/// <summary>Scenarios of a tenant and their frozen versions.</summary>
internal sealed class Scenarios(IStore<OrchestratorDbContext> store, TimeProvider clock) : IScenarios
{
    // Versions are immutable, so a parsed one is good for ever; the bound keeps a tenant with thousands of them from filling memory.
    private const int MaxParsed = 1000;
    private readonly ConcurrentDictionary<(string Tenant, string Ref), Scenario> parsed = new();

    public async Task<Result<ScenarioVersion>> Store(JsonElement document, CancellationToken cancellation)
    {
        var (scenario, faults) = ScenarioParser.Parse(document);
        if (scenario is null) return Refused(faults);
        var text = document.GetRawText();
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return await store.Write<Result<ScenarioVersion>>(async (db, c) =>
        {
            await db.Lock("scenario", scenario.Id, c);
            var last = await db.Scenarios.Where(s => s.Id == scenario.Id).OrderByDescending(s => s.Version).FirstOrDefaultAsync(c);
            if (last?.Hash == hash) return Refusal.Conflict("no_changes", $"Version {last.Version} is the same document.");
            var row = new ScenarioRow
            {
                Id = scenario.Id,
                Version = (last?.Version ?? 0) + 1,
                Name = scenario.Name,
                Document = text,
                Hash = hash,
                CreatedAt = clock.GetUtcNow(),
            };
            db.Scenarios.Add(row);
            return Show(row, withDocument: true);
        }, cancellation);
    }

    public Task<Result<ScenarioCheck>> Check(JsonElement document, CancellationToken cancellation)
    {
        var (scenario, faults) = ScenarioParser.Parse(document);
        return Task.FromResult<Result<ScenarioCheck>>(new ScenarioCheck(scenario is not null, faults));
    }

    public async Task<Result<Page<ScenarioVersion>>> List(int limit, string? after, CancellationToken cancellation)
    {
        if (!Paging.TryRead(after, out string last)) return Paging.BadCursor;
        var rows = await store.Read((db, c) => db.Scenarios
            .Where(s => string.Compare(s.Id, last) > 0 && s.Version == db.Scenarios.Where(o => o.Id == s.Id).Max(o => o.Version))
            .OrderBy(s => s.Id).Take(limit + 1).ToListAsync(c), cancellation);
        return Paging.Of(rows, limit, s => s.Id, s => Show(s, withDocument: false));
    }

    public async Task<Result<ScenarioVersion>> Get(string id, CancellationToken cancellation) =>
        await Find(id, cancellation) is { } row ? Show(row, withDocument: true) : Refusal.NotFound("scenario");

    /// <summary>The scenario that a release pins.</summary>
    public async Task<Scenario?> Load(string? reference, CancellationToken cancellation)
    {
        if (reference is null or Scenario.BuiltInRef) return Scenario.BuiltIn;
        var key = (CallContext.Current.Tenant, reference);
        if (parsed.TryGetValue(key, out var known)) return known;
        if (await Find(reference, cancellation) is not { } row) return null;
        using var document = JsonDocument.Parse(row.Document);
        var (scenario, _) = ScenarioParser.Parse(document.RootElement);
        if (scenario is null) return null;
        if (parsed.Count >= MaxParsed) parsed.Clear();
        return parsed[key] = scenario;
    }

    private static Result<ScenarioVersion> Refused(IReadOnlyList<ScenarioFault> faults) => Refusal.Invalid(faults
        .GroupBy(f => f.Path.Length == 0 ? "body" : f.Path)
        .ToDictionary(g => g.Key, g => g.Select(f => $"{f.Code}: {f.Message}").ToArray()));

    private static ScenarioVersion Show(ScenarioRow row, bool withDocument) => new(
        $"{row.Id}@{row.Version.ToString(CultureInfo.InvariantCulture)}", row.Id, row.Version, row.Name,
        withDocument ? JsonSerializer.Deserialize<JsonElement>(row.Document) : null, row.CreatedAt);

    private async Task<ScenarioRow?> Find(string reference, CancellationToken cancellation)
    {
        var at = reference.IndexOf('@', StringComparison.Ordinal);
        var id = at < 0 ? reference : reference[..at];
        var version = 0;
        if (at >= 0 && !int.TryParse(reference.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out version)) return null;
        return await store.Read((db, c) => db.Scenarios
            .Where(s => s.Id == id && (at < 0 || s.Version == version))
            .OrderByDescending(s => s.Version).FirstOrDefaultAsync(c), cancellation);
    }
}
