using System.Collections.Concurrent;
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
    /// <summary>How long a claim stands that nobody renews: the process that ran the call is gone.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const int SweepBatch = 200;
    private static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    // Claims of this process: what runs here is renewed, what another one left behind is not.
    private readonly string process = $"{Environment.ProcessId}/{Guid.NewGuid():N}/";
    private readonly ConcurrentDictionary<string, Running> running = new();

    public Task<IdempotentCall> Begin(IdempotencyScope scope, CancellationToken cancellation) =>
        store.Write(async (db, c) =>
        {
            var now = clock.GetUtcNow();
            var claim = $"{process}{Guid.NewGuid():N}";
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
                    Runner = claim,
                    RunningUntil = now + Patience,
                    CreatedAt = now,
                });
                return Claimed(db, claim, scope, now);
            }

            if (known.Fingerprint != scope.Fingerprint)
                return new IdempotentCall(new Refusal("idempotency_key_reuse", 422, "This Idempotency-Key was used with another body."));
            if (known.Answer is not null) return new IdempotentCall(Replay: JsonSerializer.Deserialize<JsonElement>(Seal(scope).Unprotect(known.Answer)));
            if (known.Refusal is not null) return new IdempotentCall(JsonSerializer.Deserialize<Refusal>(known.Refusal, SentralixJson.Options));
            if (known.RunningUntil > now)
                return new IdempotentCall(Refusal.Conflict("idempotency_in_progress", "The first call with this Idempotency-Key is still running.") with { RetryAfterMs = 1000 });

            // The process that ran the first call is gone: this call takes its place.
            known.Runner = claim;
            known.RunningUntil = now + Patience;
            return Claimed(db, claim, scope, now);
        }, cancellation);

    public async ValueTask End(IdempotencyScope scope, string claim, bool keep, object? value, Refusal? refusal)
    {
        running.TryRemove(claim, out _);
        await store.Write(async (db, c) =>
        {
            var mine = Find(db, scope).Where(r => r.Runner == claim);
            if (!keep)
            {
                await mine.ExecuteDeleteAsync(c);
                return;
            }

            var answer = refusal is null ? Seal(scope).Protect(JsonSerializer.Serialize(value, SentralixJson.Options)) : null;
            var refused = refusal is null ? null : JsonSerializer.Serialize(refusal, SentralixJson.Options);
            await mine.ExecuteUpdateAsync(
                set => set.SetProperty(r => r.Answer, answer).SetProperty(r => r.Refusal, refused).SetProperty(r => r.RunningUntil, (DateTimeOffset?)null), c);
        }, CancellationToken.None);
    }

    /// <summary>Renews the claims of calls that still run here, so that a slow call is not made a second time.</summary>
    public async Task Renew(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();

        // Most calls are over long before their claim must be renewed: then this costs nothing.
        var slow = running.Where(r => r.Value.Renewed <= now - (Patience / 3)).ToList();
        if (slow.Count == 0) return;
        await store.Write(SystemScope.Claims, async (db, c) =>
        {
            foreach (var (claim, call) in slow)
            {
                await Find(db, call.Scope).Where(r => r.Runner == claim && r.RunningUntil != null)
                    .ExecuteUpdateAsync(set => set.SetProperty(r => r.RunningUntil, (DateTimeOffset?)(now + Patience)), c);
            }
        }, cancellation);
        foreach (var (claim, call) in slow) running.TryUpdate(claim, call with { Renewed = now }, call);
    }

    /// <summary>Frees the keys that a process left claimed which cannot be there any more (SQLite serves one process).</summary>
    public Task ReleaseLeftBehind(CancellationToken cancellation) =>
        store.Write(SystemScope.Claims, (db, c) => db.IdempotencyRecords.Where(r => r.RunningUntil != null && !r.Runner.StartsWith(process)).ExecuteDeleteAsync(c), cancellation);

    /// <summary>Forgets records that are past their time, and says how many.</summary>
    public async Task<int> Sweep(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var old = now - Memory;
        var swept = 0;

        // Looked for by a reader and deleted by key: the one writer of SQLite is not kept from others while a table is walked.
        var keys = await store.Read(SystemScope.Retention, (db, c) => db.IdempotencyRecords
            .Where(r => r.CreatedAt < old && (r.RunningUntil == null || r.RunningUntil < now))
            .Select(r => new IdempotencyScope(r.TenantId, r.Actor, r.Route, r.Key, "")).ToListAsync(c), cancellation);
        foreach (var batch in keys.Chunk(SweepBatch))
        {
            swept += await store.Write(SystemScope.Retention, async (db, c) =>
            {
                var gone = 0;
                foreach (var key in batch)
                    gone += await Find(db, key).Where(r => r.CreatedAt < old && (r.RunningUntil == null || r.RunningUntil < now)).ExecuteDeleteAsync(c);
                return gone;
            }, cancellation);
        }

        return swept;
    }

    private IdempotentCall Claimed(TContext db, string claim, IdempotencyScope scope, DateTimeOffset now)
    {
        db.AfterCommit(() => running[claim] = new Running(scope, now));
        return new IdempotentCall(Claim: claim);
    }

    private IDataProtector Seal(IdempotencyScope scope) => ring.For("idempotency", scope.Tenant);

    private static IQueryable<IdempotencyRecord> Find(TContext db, IdempotencyScope scope) =>
        db.IdempotencyRecords.Where(r => r.TenantId == scope.Tenant && r.Actor == scope.Actor && r.Route == scope.Route && r.Key == scope.Key);

    private sealed record Running(IdempotencyScope Scope, DateTimeOffset Renewed);
}

/// <summary>For services without a store, which have nothing that could be created twice.</summary>
internal sealed class NoIdempotency : IIdempotency
{
    public Task<IdempotentCall> Begin(IdempotencyScope scope, CancellationToken cancellation) => Task.FromResult(new IdempotentCall(Claim: ""));

    public ValueTask End(IdempotencyScope scope, string claim, bool keep, object? value, Refusal? refusal) => ValueTask.CompletedTask;
}
