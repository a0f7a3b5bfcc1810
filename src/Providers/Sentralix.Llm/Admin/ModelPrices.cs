using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Admin;

/// <summary>Price lists.</summary>
internal sealed class ModelPrices(IStore<LlmDbContext> store, ConfigurationFile configured, ConfigurationSignal changed, TimeProvider clock) : IModelPrices
{
    public async Task<Result<Page<ModelPrice>>> Add(WriteModelPrices body, CancellationToken cancellation)
    {
        var tenant = Ownership.Caller;
        var now = clock.GetUtcNow();
        return await store.Write<Result<Page<ModelPrice>>>(async (db, c) =>
        {
            await db.LockConfiguration(c);
            var added = PriceList.Read(body.Prices, await KnownProviders.Of(tenant, db, configured, c), now);
            if (!added.Ok) return added.Refusal;
            if (await Existing(db, tenant, added.Value, c) is { } exists) return exists;

            // Ids of one moment, in the order of the list.
            var ids = added.Value.Select(_ => Ids.New("prc", now)).Order(StringComparer.Ordinal);
            var rows = added.Value.Zip(ids, (price, id) => new PriceRow
            {
                TenantId = tenant,
                Id = id,
                Provider = price.Provider,
                Model = price.Model,
                ValidFrom = price.ValidFrom!.Value,
                Document = JsonSerializer.Serialize(price, SentralixJson.Options),
            }).ToList();
            db.Prices.AddRange(rows);
            db.AfterCommit(() => changed.Raise(tenant));
            return new Page<ModelPrice>([.. rows.Select(View)], null);
        }, cancellation);
    }

    public async Task<Result<Page<ModelPrice>>> List(string? provider, string? model, int limit, string? after, CancellationToken cancellation)
    {
        if (!Paging.TryRead(after, out string last)) return Paging.BadCursor;
        var tenant = Ownership.Caller;
        var rows = await store.Read(async (db, c) =>
        {
            var prices = db.Prices.Where(p => string.Compare(p.Id, last) > 0);
            if (provider is not null)
            {
                var name = (await KnownProviders.Of(tenant, db, configured, c)).Find(provider)?.Name ?? provider;
                prices = prices.Where(p => p.Provider == name);
            }

            if (model is not null) prices = prices.Where(p => p.Model == model);
            return await prices.OrderBy(p => p.Id).Take(limit + 1).ToListAsync(c);
        }, cancellation);
        return Paging.Of(rows, limit, p => p.Id, View);
    }

    public Task<Result<Done>> Delete(string id, CancellationToken cancellation)
    {
        var tenant = Ownership.Caller;
        return store.Write<Result<Done>>(async (db, c) =>
        {
            await db.LockConfiguration(c);
            if (await db.Prices.SingleOrDefaultAsync(p => p.Id == id, c) is not { } row) return Refusal.NotFound("price");
            if (!row.IsCallers()) return Ownership.OfOperator;
            if (row.ValidFrom <= clock.GetUtcNow()) return Refusal.Conflict("price_in_force", "Calls have been made at this price. Add another that follows it.");
            db.Prices.Remove(row);
            db.AfterCommit(() => changed.Raise(tenant));
            return Done.Value;
        }, cancellation);
    }

    private static async Task<Refusal?> Existing(LlmDbContext db, string tenant, IReadOnlyList<WriteModelPrice> added, CancellationToken cancellation)
    {
        var providers = added.Select(p => p.Provider).Distinct().ToList();
        var models = added.Select(p => p.Model).Distinct().ToList();
        var near = await db.Prices.Where(p => p.TenantId == tenant && providers.Contains(p.Provider) && models.Contains(p.Model))
            .Select(p => new { p.Provider, p.Model, p.ValidFrom }).ToListAsync(cancellation);
        var there = near.Select(p => (p.Provider, p.Model, p.ValidFrom)).ToHashSet();
        for (var i = 0; i < added.Count; i++)
        {
            if (!there.Contains((added[i].Provider, added[i].Model, added[i].ValidFrom!.Value))) continue;
            return Refusal.Conflict("price_exists", $"prices[{i}]: there is a price of '{added[i].Model}' at '{added[i].Provider}' that begins at the same moment.");
        }

        return null;
    }

    private static ModelPrice View(PriceRow row) => new()
    {
        Id = row.Id,
        Price = JsonSerializer.Deserialize<WriteModelPrice>(row.Document, SentralixJson.Options)!,
        Shared = row.IsShared(),
    };
}
