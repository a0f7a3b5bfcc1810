using System.Data;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Sentralix.Platform.Storage;

/// <summary>A service's SQLite file: WAL, full sync, one writer. Writes that wait share one commit, each inside its own savepoint:
/// a member that fails rolls back alone, a commit that fails fails all.</summary>
internal sealed class SqliteStore<TContext> : IStore<TContext>, IAsyncDisposable
    where TContext : ServiceDbContext
{
    private const int MaxGroup = 128;
    private readonly Channel<Member> waiting = Channel.CreateBounded<Member>(new BoundedChannelOptions(8192) { SingleReader = true });
    private readonly AutoResetEvent arrived = new(false);
    private readonly SqliteReaders<TContext> readers;
    private readonly SqliteReaders<TContext> systemReaders;
    private readonly Func<DbContextOptions<TContext>, TContext> create;
    private readonly Func<SqliteConnection, bool, DbContextOptions<TContext>> writerOptions;
    private readonly string connectionString;
    private readonly Task writer;
    private long commits;

    public SqliteStore(
        string connectionString,
        string readConnectionString,
        Func<SqliteConnection, bool, DbContextOptions<TContext>> options,
        Func<DbContextOptions<TContext>, TContext> create)
    {
        this.connectionString = connectionString;
        writerOptions = options;
        this.create = create;
        readers = new SqliteReaders<TContext>(readConnectionString, connection => options(connection, false), create);
        systemReaders = new SqliteReaders<TContext>(readConnectionString, connection => options(connection, true), create);
        writer = Task.Factory.StartNew(WriteLoop, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public long Commits => Interlocked.Read(ref commits);

    public Task<T> Read<T>(Func<TContext, CancellationToken, Task<T>> read, CancellationToken cancellation) =>
        readers.Read(StoreExtensions.TenantOrThrow(), false, read, cancellation);

    public Task<T> Read<T>(SystemScope scope, Func<TContext, CancellationToken, Task<T>> read, CancellationToken cancellation) =>
        systemReaders.Read(null, true, read, cancellation);

    public Task<T> Write<T>(Func<TContext, CancellationToken, Task<T>> write, CancellationToken cancellation) =>
        Enqueue(StoreExtensions.TenantOrThrow(), false, write, cancellation);

    public Task<T> Write<T>(SystemScope scope, Func<TContext, CancellationToken, Task<T>> write, CancellationToken cancellation) =>
        Enqueue(null, true, write, cancellation);

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        arrived.Set();
        await writer;
        readers.Dispose();
        systemReaders.Dispose();
    }

    private async Task<T> Enqueue<T>(string? tenant, bool isSystem, Func<TContext, CancellationToken, Task<T>> write, CancellationToken cancellation)
    {
        var member = new Member<T>(tenant, isSystem, write);
        try
        {
            await waiting.Writer.WriteAsync(member, cancellation);
            arrived.Set();
        }
        catch (ChannelClosedException closed) when (closed.InnerException is not null)
        {
            throw WriterGone(closed.InnerException);
        }

        // Once it waits, a write is no longer the caller's to cancel: its outcome would be unknown.
        return await member.Outcome;
    }

    private static InvalidOperationException WriterGone(Exception why) => new($"The store's writer has ended: {why.Message}", why);

    private void WriteLoop()
    {
        try
        {
            WriteAll();
        }
        catch (Exception fault)
        {
            // Without a writer, whoever waits and whoever comes is told so.
            waiting.Writer.TryComplete(fault);
            while (waiting.Reader.TryRead(out var member))
            {
                member.Fault = WriterGone(fault);
                member.Complete();
            }
        }
    }

    private void WriteAll()
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using (var pragmas = connection.CreateCommand())
        {
            pragmas.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout=10000; PRAGMA wal_autocheckpoint=4000;";
            pragmas.ExecuteNonQuery();
        }

        using var walled = create(writerOptions(connection, false));
        using var system = create(writerOptions(connection, true));
        walled.Database.AutoSavepointsEnabled = false;
        system.Database.AutoSavepointsEnabled = false;
        var group = new List<Member>(MaxGroup);
        while (true)
        {
            group.Clear();
            while (group.Count < MaxGroup && waiting.Reader.TryRead(out var member)) group.Add(member);
            if (group.Count > 0) CommitGroup(connection, walled, system, group);
            else if (waiting.Reader.Completion.IsCompleted) return;

            // Not by waiting for the channel: that would spin, and what spins takes the processor from whoever is about to write.
            else arrived.WaitOne();
        }
    }

    private void CommitGroup(SqliteConnection connection, TContext walled, TContext system, List<Member> group)
    {
        try
        {
            using var transaction = connection.BeginTransaction(IsolationLevel.Serializable, deferred: false);
            walled.Database.UseTransaction(transaction);
            system.Database.UseTransaction(transaction);
            foreach (var member in group)
            {
                var context = member.IsSystem ? system : walled;
                transaction.Save("member");
                context.Begin(member.Tenant, member.IsSystem);
                try
                {
                    member.Run(context);
                    transaction.Release("member");
                }
                catch (Exception fault)
                {
                    // The member fails alone; its caller gets the exception.
                    transaction.Rollback("member");
                    member.Fault = fault;
                }
            }

            transaction.Commit();
            Interlocked.Increment(ref commits);
        }
        catch (Exception fault)
        {
            foreach (var member in group) member.Fault ??= fault;
        }
        finally
        {
            walled.ChangeTracker.Clear();
            system.ChangeTracker.Clear();
            walled.Database.UseTransaction(null);
            system.Database.UseTransaction(null);
        }

        foreach (var member in group) member.Complete();
    }

    private abstract class Member(string? tenant, bool isSystem)
    {
        public string? Tenant { get; } = tenant;

        public bool IsSystem { get; } = isSystem;

        public Exception? Fault { get; set; }

        public abstract void Run(TContext context);

        public abstract void Complete();
    }

    private sealed class Member<T>(string? tenant, bool isSystem, Func<TContext, CancellationToken, Task<T>> write) : Member(tenant, isSystem)
    {
        private readonly TaskCompletionSource<T> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ExecutionContext? caller = ExecutionContext.Capture();
        private T result = default!;
        private List<Action>? afterCommit;

        public Task<T> Outcome => outcome.Task;

        public override void Run(TContext context)
        {
            // On the writer's thread, but as the caller: who it is and which trace it is in go into what is written.
            if (caller is null) RunHere(context);
            else ExecutionContext.Run(caller, _ => RunHere(context), null);
        }

        private void RunHere(TContext context)
        {
            // SQLite's asynchronous calls complete at once; this thread belongs to the writer alone.
            result = write(context, CancellationToken.None).GetAwaiter().GetResult();
            context.SaveChangesAsync(CancellationToken.None).GetAwaiter().GetResult();
            afterCommit = context.TakeAfterCommit();
        }

        public override void Complete()
        {
            if (Fault is not null)
            {
                outcome.SetException(Fault);
                return;
            }

            try
            {
                afterCommit?.ForEach(action => action());
            }
            catch (Exception fault)
            {
                // The commit stands; only the wake-up failed, and the caller must hear of it.
                outcome.SetException(fault);
                return;
            }

            outcome.SetResult(result);
        }
    }
}
