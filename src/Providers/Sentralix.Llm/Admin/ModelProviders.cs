using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Storage;
using Sentralix.Llm.Upstreams;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Http;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Admin;

/// <summary>Configuring providers.</summary>
internal sealed class ModelProviders(
    IStore<LlmDbContext> store,
    ProviderKeys keys,
    ConfigurationFile configured,
    ProviderSecrets secrets,
    EgressGuard egress,
    IProviderProbe probe,
    ConfigurationSignal changed,
    TimeProvider clock) : IModelProviders
{
    public static readonly Refusal NoProvider = Refusal.NotFound("provider");

    public async Task<Result<ModelProvider>> Create(WriteModelProvider body, CancellationToken cancellation)
    {
        if (ProviderForm.Check(body, egress) is { } invalid) return invalid;
        var tenant = Ownership.Caller;
        var now = clock.GetUtcNow();
        return await store.Write<Result<ModelProvider>>(async (db, c) =>
        {
            await db.LockConfiguration(c);
            if (await IsTaken(db, tenant, body.Name, c)) return NameTaken;
            var row = new ProviderRow { TenantId = tenant, Id = Ids.New("prv", now), Name = body.Name, Kind = body.Kind, Settings = "", CreatedAt = now, Rev = 1 };
            row.Take(body, secrets);
            db.Providers.Add(row);
            db.AfterCommit(() => changed.Raise(tenant));
            return row.View(secrets);
        }, cancellation);
    }

    public async Task<Result<Page<ModelProvider>>> List(int limit, string? after, CancellationToken cancellation)
    {
        if (!Paging.TryRead(after, out string last)) return Paging.BadCursor;
        var page = configured.Providers.Where(p => string.CompareOrdinal(p.Id, last) > 0).Take(limit + 1).ToList();
        if (page.Count <= limit)
        {
            var left = limit + 1 - page.Count;
            var rows = await store.Read((db, c) => db.Providers.Where(p => string.Compare(p.Id, last) > 0).OrderBy(p => p.Id).Take(left).ToListAsync(c), cancellation);
            page.AddRange(rows.Select(row => row.View(secrets)));
        }

        return Paging.Of(page, limit, p => p.Id, p => p);
    }

    public async Task<Result<ModelProvider>> Get(string id, CancellationToken cancellation)
    {
        if (ConfigurationFile.Owns(id)) return configured.FindProvider(id) is { } fromFile ? fromFile : NoProvider;
        return await Find(id, cancellation) is { } row ? row.View(secrets) : NoProvider;
    }

    public async Task<Result<ModelProvider>> Update(string id, string? ifMatch, WriteModelProvider body, CancellationToken cancellation)
    {
        if (ProviderForm.Check(body, egress) is { } invalid) return invalid;
        var tenant = Ownership.Caller;
        return await Change<ModelProvider>(id, ifMatch, async (db, row, c) =>
        {
            if (body.Name != row.Name)
            {
                if (await IsTaken(db, tenant, body.Name, c)) return NameTaken;
                if (await ProviderUse.KeepsName(db, row, c) is { } inUse) return inUse;
            }

            row.Take(body, secrets);
            row.Rev++;
            db.AfterCommit(() => changed.Raise(tenant));
            return row.View(secrets);
        }, cancellation);
    }

    public Task<Result<Done>> Delete(string id, string? ifMatch, CancellationToken cancellation)
    {
        var tenant = Ownership.Caller;
        return Change<Done>(id, ifMatch, async (db, row, c) =>
        {
            if (await ProviderUse.Keeps(db, row, c) is { } inUse) return inUse;
            db.Providers.Remove(row);
            db.AfterCommit(() => changed.Raise(tenant));
            return Done.Value;
        }, cancellation);
    }

    public async Task<Result<ModelProviderTest>> Test(string id, TestModelProvider body, CancellationToken cancellation)
    {
        if (ConfigurationFile.Owns(id))
        {
            if (configured.FindProvider(id) is not { } fromFile) return NoProvider;
            return await probe.Test(ServiceDbContext.PlatformTenant, fromFile.Id, body.Model, cancellation);
        }

        if (await Find(id, cancellation) is not { } row) return NoProvider;
        if (!row.IsCallers()) return Ownership.OfOperator;
        return await probe.Test(row.TenantId, row.Id, body.Model, cancellation);
    }

    public Task<Result<ModelProviderKey>> CreateKey(string id, WriteModelProviderKey body, CancellationToken cancellation) => keys.Create(id, body, cancellation);

    public Task<Result<Page<ModelProviderKey>>> ListKeys(string id, int limit, string? after, CancellationToken cancellation) => keys.List(id, limit, after, cancellation);

    public Task<Result<ModelProviderKey>> UpdateKey(string id, string key, string? ifMatch, WriteModelProviderKey body, CancellationToken cancellation) =>
        keys.Update(id, key, ifMatch, body, cancellation);

    public Task<Result<Done>> DeleteKey(string id, string key, string? ifMatch, CancellationToken cancellation) => keys.Delete(id, key, ifMatch, cancellation);

    private async Task<Result<T>> Change<T>(string id, string? ifMatch, Func<LlmDbContext, ProviderRow, CancellationToken, Task<Result<T>>> change, CancellationToken cancellation)
    {
        if (ConfigurationFile.Owns(id)) return configured.FindProvider(id) is null ? NoProvider : Ownership.OfFile;
        var tenant = Ownership.Caller;
        return await store.WriteAsOwner<Result<T>>(async (db, c) =>
        {
            await db.LockConfiguration(c);
            if (await db.Providers.SingleOrDefaultAsync(p => p.Id == id && (p.TenantId == tenant || p.TenantId == ServiceDbContext.PlatformTenant), c) is not { } row) return NoProvider;
            if (!row.IsCallers()) return Ownership.OfOperator;
            return ETags.Check(ifMatch, row.Rev) is { } stale ? stale : await change(db, row, c);
        }, cancellation);
    }

    private async Task<bool> IsTaken(LlmDbContext db, string tenant, string name, CancellationToken cancellation)
    {
        // The operator's own file names providers too; a tenant's goes before both.
        if (tenant == ServiceDbContext.PlatformTenant && configured.Providers.Any(p => p.Name == name)) return true;
        return await db.Providers.AnyAsync(p => p.TenantId == tenant && p.Name == name, cancellation);
    }

    private Task<ProviderRow?> Find(string id, CancellationToken cancellation) =>
        store.Read((db, c) => db.Providers.SingleOrDefaultAsync(p => p.Id == id, c), cancellation);

    private static readonly Refusal NameTaken = Refusal.Conflict("name_taken", "There is a provider with this name.");
}
