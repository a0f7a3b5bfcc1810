using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Sentralix.Contracts;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Security;

namespace Sentralix.Platform.Storage;

/// <summary>Idempotency keys in a service's own store. Stored answers are sealed: some hold what is shown once, such as the text of a new key.</summary>
internal sealed class StoredIdempotency<TContext>(IStore<TContext> store, KeyRing ring, TimeProvider clock) : IIdempotency
    where TContext : ServiceDbContext
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Memory = TimeSpan.FromHours(24);
    private static readonly string Runner = $"{Environment.ProcessId}/{Guid.NewGuid():N}";

    public Task<IdempotentCall> Begin(IdempotencyScope scope, CancellationToken cancellation) =>
        store.Write(async (db, c) =>
        {
            var now = clock.GetUtcNow();
            await db.Lock("idempotency", $"{scope.Actor}\n{scope.Route}\n{scope.Key}", c);
            var known = await Find(db, scope).AsTracking().SingleOrDefaultAsync(c);
            if (known is not null && known.CreatedAt < now - Memory)
            {
                db.IdempotencyRecords.Remove(known);
                await db.SaveChangesAsync(c);
                known = null;
            }

            if (known is null)
            {
                db.IdempotencyRecords.Add(new IdempotencyRecord
                {
                    Actor = scope.Actor,
                    Route = scope.Route,
                    Key = scope.Key,
                    Fingerprint = scope.Fingerprint,
                    Runner = Runner,
                    RunningUntil = now + Patience,
                    CreatedAt = now,
                });
                return new IdempotentCall(null, null);
            }

            if (known.Fingerprint != scope.Fingerprint)
                return new IdempotentCall(new Refusal("idempotency_key_reuse", 422, "This Idempotency-Key was used with another body."), null);
            if (known.Answer is not null) return new IdempotentCall(null, JsonSerializer.Deserialize<JsonElement>(Seal(scope).Unprotect(known.Answer)));
            if (known.Refusal is not null) return new IdempotentCall(JsonSerializer.Deserialize<Refusal>(known.Refusal, SentralixJson.Options), null);
            if (known.RunningUntil > now)
                return new IdempotentCall(Refusal.Conflict("idempotency_in_progress", "The first call with this Idempotency-Key is still running.") with { RetryAfterMs = 1000 }, null);

            // The process that ran the first call is gone: this call takes its place.
            known.Runner = Runner;
            known.RunningUntil = now + Patience;
            return new IdempotentCall(null, null);
        }, cancellation);

    public async ValueTask End(IdempotencyScope scope, bool keep, object? value, Refusal? refusal) =>
        await store.Write(async (db, c) =>
        {
            if (!keep)
            {
                await Find(db, scope).ExecuteDeleteAsync(c);
                return;
            }

            var answer = refusal is null ? Seal(scope).Protect(JsonSerializer.Serialize(value, SentralixJson.Options)) : null;
            var refused = refusal is null ? null : JsonSerializer.Serialize(refusal, SentralixJson.Options);
            await Find(db, scope).ExecuteUpdateAsync(
                set => set.SetProperty(r => r.Answer, answer).SetProperty(r => r.Refusal, refused).SetProperty(r => r.RunningUntil, (DateTimeOffset?)null), c);
        }, CancellationToken.None);

    private IDataProtector Seal(IdempotencyScope scope) => ring.For("idempotency", scope.Tenant);

    private static IQueryable<IdempotencyRecord> Find(TContext db, IdempotencyScope scope) =>
        db.IdempotencyRecords.Where(r => r.TenantId == scope.Tenant && r.Actor == scope.Actor && r.Route == scope.Route && r.Key == scope.Key);
}

/// <summary>For services without a store, which have nothing that could be created twice.</summary>
internal sealed class NoIdempotency : IIdempotency
{
    public Task<IdempotentCall> Begin(IdempotencyScope scope, CancellationToken cancellation) => Task.FromResult(new IdempotentCall(null, null));

    public ValueTask End(IdempotencyScope scope, bool keep, object? value, Refusal? refusal) => ValueTask.CompletedTask;
}
