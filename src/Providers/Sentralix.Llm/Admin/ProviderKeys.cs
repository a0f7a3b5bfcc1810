using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Storage;
using Sentralix.Llm.Upstreams;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Http;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Admin;

/// <summary>The keys of providers. The operator's are not even listed for others: their hints are his.</summary>
internal sealed class ProviderKeys(IStore<LlmDbContext> store, ConfigurationFile configured, ProviderSecrets secrets, ConfigurationSignal changed, TimeProvider clock)
{
    public async Task<Result<ModelProviderKey>> Create(string provider, WriteModelProviderKey body, CancellationToken cancellation)
    {
        var tenant = Ownership.Caller;
        var now = clock.GetUtcNow();
        return await Change<ModelProviderKey>(provider, (db, owner, _) =>
        {
            if (body.Secret is null) return Task.FromResult<Result<ModelProviderKey>>(Refusal.Invalid("secret", "is required in a new key"));
            if (ProviderForm.CheckSecret(owner.Kind, owner.ReadSettings(), body.Secret) is { } invalid) return Task.FromResult<Result<ModelProviderKey>>(invalid);
            var id = Ids.New("pky", now);
            var row = new ProviderKeyRow
            {
                TenantId = tenant,
                Id = id,
                ProviderId = owner.Id,
                Name = body.Name,
                Secret = secrets.SealKey(tenant, id, body.Secret),
                Hint = ProviderSecretForms.Hint(body.Secret),
                Enabled = body.Enabled,
                Weight = body.Weight,
                CreatedAt = now,
                RotatedAt = now,
                Rev = 1,
            };
            db.ProviderKeys.Add(row);
            db.AfterCommit(() => changed.Raise(tenant));
            return Task.FromResult<Result<ModelProviderKey>>(row.View());
        }, cancellation);
    }

    public async Task<Result<Page<ModelProviderKey>>> List(string provider, int limit, string? after, CancellationToken cancellation)
    {
        if (!Paging.TryRead(after, out string last)) return Paging.BadCursor;
        if (ConfigurationFile.Owns(provider)) return configured.FindProvider(provider) is null ? ModelProviders.NoProvider : new Page<ModelProviderKey>([], null);
        return await store.Read<Result<Page<ModelProviderKey>>>(async (db, c) =>
        {
            if (await db.Providers.SingleOrDefaultAsync(p => p.Id == provider, c) is not { } owner) return ModelProviders.NoProvider;
            if (!owner.IsCallers()) return Ownership.OfOperator;
            var rows = await db.ProviderKeys.Where(k => k.TenantId == owner.TenantId && k.ProviderId == provider && string.Compare(k.Id, last) > 0)
                .OrderBy(k => k.Id).Take(limit + 1).ToListAsync(c);
            return Paging.Of(rows, limit, k => k.Id, k => k.View());
        }, cancellation);
    }

    public Task<Result<ModelProviderKey>> Update(string provider, string key, string? ifMatch, WriteModelProviderKey body, CancellationToken cancellation)
    {
        var tenant = Ownership.Caller;
        return Change<ModelProviderKey>(provider, async (db, owner, c) =>
        {
            if (await Find(db, owner, key, c) is not { } row) return NoKey;
            if (ETags.Check(ifMatch, row.Rev) is { } stale) return stale;
            if (body.Secret is not null)
            {
                if (ProviderForm.CheckSecret(owner.Kind, owner.ReadSettings(), body.Secret) is { } invalid) return invalid;
                row.Secret = secrets.SealKey(tenant, row.Id, body.Secret);
                row.Hint = ProviderSecretForms.Hint(body.Secret);
                row.RotatedAt = clock.GetUtcNow();
            }

            row.Name = body.Name;
            row.Enabled = body.Enabled;
            row.Weight = body.Weight;
            row.Rev++;
            db.AfterCommit(() => changed.Raise(tenant));
            return row.View();
        }, cancellation);
    }

    public Task<Result<Done>> Delete(string provider, string key, string? ifMatch, CancellationToken cancellation)
    {
        var tenant = Ownership.Caller;
        return Change<Done>(provider, async (db, owner, c) =>
        {
            if (await Find(db, owner, key, c) is not { } row) return NoKey;
            if (ETags.Check(ifMatch, row.Rev) is { } stale) return stale;
            db.ProviderKeys.Remove(row);
            db.AfterCommit(() => changed.Raise(tenant));
            return Done.Value;
        }, cancellation);
    }

    private async Task<Result<T>> Change<T>(string provider, Func<LlmDbContext, ProviderRow, CancellationToken, Task<Result<T>>> change, CancellationToken cancellation)
    {
        if (ConfigurationFile.Owns(provider)) return configured.FindProvider(provider) is null ? ModelProviders.NoProvider : Ownership.OfFile;
        return await store.Write<Result<T>>(async (db, c) =>
        {
            await db.LockConfiguration(c);
            if (await db.Providers.SingleOrDefaultAsync(p => p.Id == provider, c) is not { } owner) return ModelProviders.NoProvider;
            return owner.IsCallers() ? await change(db, owner, c) : Ownership.OfOperator;
        }, cancellation);
    }

    private static Task<ProviderKeyRow?> Find(LlmDbContext db, ProviderRow owner, string key, CancellationToken cancellation) =>
        db.ProviderKeys.SingleOrDefaultAsync(k => k.TenantId == owner.TenantId && k.ProviderId == owner.Id && k.Id == key, cancellation);

    private static readonly Refusal NoKey = Refusal.NotFound("key");
}
