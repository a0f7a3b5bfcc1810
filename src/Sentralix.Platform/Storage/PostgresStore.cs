using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace Sentralix.Platform.Storage;

/// <summary>A service's PostgreSQL schema. Every unit of work is a transaction that begins by saying whose rows it may see; PostgreSQL
/// itself shares the flush of commits that wait together.</summary>
internal sealed class PostgresStore<TContext>(Func<bool, DbContextOptions<TContext>> options) : IStore<TContext>
    where TContext : ServiceDbContext
{
    private const int MaxTries = 5;
    private readonly PooledDbContextFactory<TContext> contexts = new(options(false), poolSize: 128);
    private readonly PooledDbContextFactory<TContext> systemContexts = new(options(true), poolSize: 16);
    private long commits;

    public long Commits => Interlocked.Read(ref commits);

    public Task<T> Read<T>(Func<TContext, CancellationToken, Task<T>> read, CancellationToken cancellation) =>
        Run(StoreExtensions.TenantOrThrow(), false, read, writes: false, cancellation);

    public Task<T> Read<T>(SystemScope scope, Func<TContext, CancellationToken, Task<T>> read, CancellationToken cancellation) =>
        Run(null, true, read, writes: false, cancellation);

    public Task<T> Write<T>(Func<TContext, CancellationToken, Task<T>> write, CancellationToken cancellation) =>
        Run(StoreExtensions.TenantOrThrow(), false, write, writes: true, CancellationToken.None);

    public Task<T> Write<T>(SystemScope scope, Func<TContext, CancellationToken, Task<T>> write, CancellationToken cancellation) =>
        Run(null, true, write, writes: true, CancellationToken.None);

    private async Task<T> Run<T>(string? tenant, bool isSystem, Func<TContext, CancellationToken, Task<T>> work, bool writes, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var context = await (isSystem ? systemContexts : contexts).CreateDbContextAsync(cancellation);
            try
            {
                return await Attempt(context, tenant, isSystem, work, writes, cancellation);
            }
            catch (Exception fault) when (attempt < MaxTries && IsTransient(fault))
            {
                // Two units of work met on the same rows: PostgreSQL chose one to be run again.
                await Task.Delay(Random.Shared.Next(2, 10 * attempt), cancellation);
            }
        }
    }

    private async Task<T> Attempt<T>(TContext context, string? tenant, bool isSystem, Func<TContext, CancellationToken, Task<T>> work, bool writes, CancellationToken cancellation)
    {
        context.Begin(tenant, isSystem);
        context.Database.AutoSavepointsEnabled = false;
        context.ChangeTracker.QueryTrackingBehavior = writes ? QueryTrackingBehavior.TrackAll : QueryTrackingBehavior.NoTracking;
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        var scope = isSystem ? "on" : "";
        await context.Database.ExecuteSqlAsync($"SELECT set_config('sentralix.tenant', {tenant ?? ""}, true), set_config('sentralix.system', {scope}, true)", cancellation);
        var result = await work(context, cancellation);
        if (writes) await context.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        if (!writes) return result;

        Interlocked.Increment(ref commits);
        context.TakeAfterCommit()?.ForEach(action => action());
        return result;
    }

    // EF wraps what PostgreSQL says once, and twice where it was saving.
    private static bool IsTransient(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
            if (fault is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure }) return true;
        return false;
    }
}
