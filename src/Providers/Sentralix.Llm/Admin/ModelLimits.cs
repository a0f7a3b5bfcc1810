using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Http;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Admin;

/// <summary>Configuring limits.</summary>
internal sealed class ModelLimits(IStore<LlmDbContext> store, ConfigurationSignal changed, TimeProvider clock) : IModelLimits
{
    // Longer than any month, and than what a time zone adds to it.
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(33);

    private static readonly Refusal NoLimit = Refusal.NotFound("limit");
    private static readonly Refusal LimitExists = Refusal.Conflict("limit_exists", "There is a limit for the same tenant, key and model.");

    public async Task<Result<ModelLimit>> Create(WriteModelLimit body, CancellationToken cancellation)
    {
        var tenant = Ownership.Caller;
        if (RefuseSubject(body, tenant) is { } invalid) return invalid;
        var now = clock.GetUtcNow();
        return await store.Write<Result<ModelLimit>>(async (db, c) =>
        {
            await db.LockConfiguration(c);
            if (await IsTaken(db, tenant, body, "", c)) return LimitExists;
            var row = new LimitRow { TenantId = tenant, Id = Ids.New("lim", now), ForTenant = "", Key = "", Model = "", Document = "", Rev = 1 };
            row.Take(body, body.Tenant ?? tenant);
            db.Limits.Add(row);
            db.AfterCommit(() => changed.Raise(tenant));
            return row.View(now, (_, _) => 0);
        }, cancellation);
    }

    public async Task<Result<Page<ModelLimit>>> List(int limit, string? after, CancellationToken cancellation)
    {
        if (!Paging.TryRead(after, out string last)) return Paging.BadCursor;
        var tenant = Ownership.Caller;
        return await Read(async (db, c) =>
        {
            var rows = await Visible(db, tenant).Where(l => string.Compare(l.Id, last) > 0).OrderBy(l => l.Id).Take(limit + 1).ToListAsync(c);
            var view = await Viewing(db, rows, c);
            return Paging.Of(rows, limit, l => l.Id, view);
        }, cancellation);
    }

    public async Task<Result<ModelLimit>> Get(string id, CancellationToken cancellation)
    {
        var tenant = Ownership.Caller;
        return await Read<Result<ModelLimit>>(async (db, c) =>
        {
            if (await Visible(db, tenant).SingleOrDefaultAsync(l => l.Id == id, c) is not { } row) return NoLimit;
            return (await Viewing(db, [row], c))(row);
        }, cancellation);
    }

    public async Task<Result<ModelLimit>> Update(string id, string? ifMatch, WriteModelLimit body, CancellationToken cancellation)
    {
        var tenant = Ownership.Caller;
        if (RefuseSubject(body, tenant) is { } invalid) return invalid;
        return await Change<ModelLimit>(id, ifMatch, async (db, row, c) =>
        {
            if (row.ChangesCurrency(body))
                return Refusal.Invalid(body.BudgetPerDay is null ? "budget_per_month.currency" : "budget_per_day.currency", $"must stay {row.Currency}: what was spent is counted in it");
            if (await IsTaken(db, tenant, body, row.Id, c)) return LimitExists;
            row.Take(body, body.Tenant ?? tenant);
            row.Rev++;
            db.AfterCommit(() => changed.Raise(tenant));
            return (await Viewing(db, [row], c))(row);
        }, cancellation);
    }

    public Task<Result<Done>> Delete(string id, string? ifMatch, CancellationToken cancellation)
    {
        var tenant = Ownership.Caller;
        return Change<Done>(id, ifMatch, (db, row, _) =>
        {
            db.Limits.Remove(row);
            db.AfterCommit(() => changed.Raise(tenant));
            return Task.FromResult<Result<Done>>(Done.Value);
        }, cancellation);
    }

    private static Refusal? RefuseSubject(WriteModelLimit body, string tenant) =>
        body.Tenant is null || body.Tenant == tenant || Ownership.CallerIsOperator ? null : Refusal.Invalid("tenant", "must be your own, or left out");

    // The operator's limits are shared rows, but each one is the business of the tenant that it is for.
    private static IQueryable<LimitRow> Visible(LlmDbContext db, string tenant) =>
        db.Limits.Where(l => l.TenantId == tenant || (l.TenantId == ServiceDbContext.PlatformTenant && l.ForTenant == tenant));

    // What was spent is kept with the tenant whose money it is: the operator has to look there.
    private Task<T> Read<T>(Func<LlmDbContext, CancellationToken, Task<T>> read, CancellationToken cancellation) =>
        Ownership.CallerIsOperator ? store.Read(SystemScope.Oversight, read, cancellation) : store.Read(read, cancellation);

    private async Task<Func<LimitRow, ModelLimit>> Viewing(LlmDbContext db, IReadOnlyList<LimitRow> rows, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var (ids, tenants, since) = (rows.Select(l => l.Id).ToList(), rows.Select(l => l.ForTenant).Distinct().ToList(), now - LongestPeriod);
        var spent = await db.Budgets.Where(b => tenants.Contains(b.TenantId) && ids.Contains(b.LimitId) && b.Starts > since)
            .Select(b => new { b.TenantId, b.LimitId, b.Period, b.Starts, b.Spent }).ToListAsync(cancellation);
        var found = spent.ToDictionary(b => (b.TenantId, b.LimitId, b.Period, b.Starts), b => b.Spent);
        return row => row.View(now, (period, starts) => found.GetValueOrDefault((row.ForTenant, row.Id, period, starts)));
    }

    private Task<Result<T>> Change<T>(string id, string? ifMatch, Func<LlmDbContext, LimitRow, CancellationToken, Task<Result<T>>> change, CancellationToken cancellation)
    {
        var tenant = Ownership.Caller;
        return store.WriteAsOwner<Result<T>>(async (db, c) =>
        {
            await db.LockConfiguration(c);
            if (await Visible(db, tenant).SingleOrDefaultAsync(l => l.Id == id, c) is not { } row) return NoLimit;
            if (!row.IsCallers()) return Ownership.OfOperator;
            return ETags.Check(ifMatch, row.Rev) is { } stale ? stale : await change(db, row, c);
        }, cancellation);
    }

    private static Task<bool> IsTaken(LlmDbContext db, string tenant, WriteModelLimit body, string except, CancellationToken cancellation)
    {
        var (forTenant, key, model) = (body.Tenant ?? tenant, body.Key ?? "", body.Model ?? "");
        return db.Limits.AnyAsync(l => l.TenantId == tenant && l.Id != except && l.ForTenant == forTenant && l.Key == key && l.Model == model, cancellation);
    }
}
