using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Tests.Admin;

/// <summary>Attempts as the pipeline writes them: begun, and settled in an order that is given out by one writer at a time.</summary>
internal sealed class Ledger(IStore<LlmDbContext> store, TimeProvider clock)
{
    /// <summary>An attempt as it begins.</summary>
    public AttemptRow Attempt(string tenant, string? id = null, string model = "fast", string provider = "main", string actor = "key:key_1", string? conversation = null, DateTimeOffset? at = null, string? currency = "RUB") => new()
    {
        TenantId = tenant,
        Id = id ?? Ids.New("att", clock.GetUtcNow()),
        CallId = "call_1",
        Process = "here",
        Actor = actor,
        Conversation = conversation,
        Operation = "chat",
        Model = model,
        Provider = provider,
        KeyId = "pky_1",
        UpstreamModel = "gpt-5-mini",
        Stream = true,
        Currency = currency,
        PriceId = currency is null ? null : "prc_1",
        At = at ?? clock.GetUtcNow(),
    };

    public Task Begin(params AttemptRow[] attempts) => store.Write(SystemScope.Queue, (db, c) => db.Attempts.AddRangeAsync(attempts, c), CancellationToken.None);

    public Task Settle(string id, Action<AttemptRow> outcome) => store.Write(SystemScope.Queue, async (db, c) =>
    {
        // Held until the commit: who reads a number has seen all smaller ones.
        await db.LockForAllTenants("settlement", c);
        var row = await db.Attempts.SingleAsync(a => a.Id == id, c);
        row.SettledSeq = (await db.Attempts.MaxAsync(a => a.SettledSeq, c) ?? 0) + 1;
        row.Outcome = "answered";
        row.Source = "provider";
        outcome(row);
    }, CancellationToken.None);

    /// <summary>An attempt that is over.</summary>
    public async Task Record(AttemptRow attempt, Action<AttemptRow> outcome)
    {
        await Begin(attempt);
        await Settle(attempt.Id, outcome);
    }

    public Task Spend(string tenant, string limit, string period, DateTimeOffset starts, string amount) => store.Write(SystemScope.Queue, (db, _) =>
    {
        db.Budgets.Add(new BudgetRow { TenantId = tenant, LimitId = limit, Period = period, Starts = starts, Spent = new Money(amount, "RUB").ToScaled() });
        return Task.CompletedTask;
    }, CancellationToken.None);
}
