using Sentralix.Platform.Security;

namespace Sentralix.Platform.Storage;

/// <summary>The one way to a service's tables. A unit of work sees one tenant (the call context's) unless it names why not.</summary>
public interface IStore<out TContext>
    where TContext : ServiceDbContext
{
    /// <summary>Reads in one snapshot-free transaction, untracked.</summary>
    Task<T> Read<T>(Func<TContext, CancellationToken, Task<T>> read, CancellationToken cancellation);

    /// <summary>Reads across tenants, for a listed reason.</summary>
    Task<T> Read<T>(SystemScope scope, Func<TContext, CancellationToken, Task<T>> read, CancellationToken cancellation);

    /// <summary>Changes rows; the task completes after the commit is durable. The delegate awaits nothing but the database and may be run
    /// again (a deadlock on PostgreSQL). On SQLite it shares its commit with the writes that wait beside it and fails alone.</summary>
    Task<T> Write<T>(Func<TContext, CancellationToken, Task<T>> write, CancellationToken cancellation);

    /// <summary>Changes rows across tenants, for a listed reason.</summary>
    Task<T> Write<T>(SystemScope scope, Func<TContext, CancellationToken, Task<T>> write, CancellationToken cancellation);

    /// <summary>How many durable commits this store has made: for measurements.</summary>
    long Commits { get; }
}

/// <summary>The closed list of reasons to work across tenants.</summary>
public enum SystemScope
{
    /// <summary>Claiming, renewing and sweeping work items.</summary>
    Queue,

    /// <summary>Renewing the claims of calls under idempotency keys.</summary>
    Claims,

    /// <summary>Finding the tenant of an API key or session token.</summary>
    KeyLookup,

    /// <summary>Finding the tenant of a hook's connection.</summary>
    HookLookup,

    /// <summary>Creating the first tenant and its key.</summary>
    Bootstrap,

    /// <summary>Forgetting what is past its time.</summary>
    Retention,

    /// <summary>Telling other processes that something changed, whoever's it is.</summary>
    ChangeFeed,

    /// <summary>Writing what the calls of all tenants have used, many with one commit.</summary>
    Ledger,

    /// <summary>Reading what the operator has configured for a tenant, and the tenant itself.</summary>
    Configuration,
}

/// <summary>Writes that answer nothing.</summary>
public static class StoreExtensions
{
    /// <summary>Changes rows.</summary>
    public static Task Write<TContext>(this IStore<TContext> store, Func<TContext, CancellationToken, Task> write, CancellationToken cancellation)
        where TContext : ServiceDbContext =>
        store.Write(async (db, c) =>
        {
            await write(db, c);
            return true;
        }, cancellation);

    /// <summary>Changes rows across tenants.</summary>
    public static Task Write<TContext>(this IStore<TContext> store, SystemScope scope, Func<TContext, CancellationToken, Task> write, CancellationToken cancellation)
        where TContext : ServiceDbContext =>
        store.Write(scope, async (db, c) =>
        {
            await write(db, c);
            return true;
        }, cancellation);

    internal static string TenantOrThrow() => CallContext.Current.Tenant;
}
