using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Platform.Tests.Subject;
using Xunit;

namespace Sentralix.Platform.Tests.Storage;

/// <summary>SQLite: writes that wait together are made durable together, and are otherwise strangers to each other.</summary>
public sealed class GroupCommitTests
{
    [Fact]
    public async Task Writes_that_wait_together_share_one_commit()
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(StoreKind.Sqlite);
        using var caller = Caller.Of("acme").Enter();
        using var gate = await HeldWriter.Take(kit);
        var writes = Enumerable.Range(0, 100).Select(i => kit.Store.Write((db, _) => Add(db, $"tool_{i}"), default)).ToList();

        await gate.Release();
        await Task.WhenAll(writes);

        Assert.Equal(2, kit.Store.Commits); // the one that held the writer, and the hundred
        Assert.Equal(100, await kit.Store.Read((db, c) => db.Tools.CountAsync(c), default));
    }

    [Fact]
    public async Task A_member_that_fails_rolls_back_alone()
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(StoreKind.Sqlite);
        using var caller = Caller.Of("acme").Enter();
        using var gate = await HeldWriter.Take(kit);
        var before = kit.Store.Write((db, _) => Add(db, "before"), default);
        var failing = kit.Store.Write<bool>(
            async (db, c) =>
            {
                db.Tools.Add(new Tool { Id = "half_done" });
                await db.SaveChangesAsync(c);
                throw new InvalidDataException("changed my mind");
            },
            default);
        var twin = kit.Store.Write((db, _) => Add(db, "before"), default);
        var after = kit.Store.Write((db, _) => Add(db, "after"), default);

        await gate.Release();
        await Task.WhenAll(before, after);

        await Assert.ThrowsAsync<InvalidDataException>(() => failing);
        await Assert.ThrowsAsync<DbUpdateException>(() => twin);
        Assert.Equal(2, kit.Store.Commits);
        Assert.Equal(["after", "before"], await Ids(kit));
    }

    [Fact]
    public async Task Wake_ups_run_after_the_commit_is_on_disk_and_never_for_a_member_that_failed()
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(StoreKind.Sqlite);
        using var caller = Caller.Of("acme").Enter();
        var seen = new List<long>();
        await kit.Store.Write(
            (db, _) =>
            {
                db.Tools.Add(new Tool { Id = "hammer" });
                db.AfterCommit(() => seen.Add(RowsSeenByAStranger(kit)));
                return Task.FromResult(true);
            },
            default);
        await Assert.ThrowsAsync<InvalidDataException>(() => kit.Store.Write<bool>(
            (db, _) =>
            {
                db.AfterCommit(() => seen.Add(-1));
                throw new InvalidDataException("no");
            },
            default));

        Assert.Equal([1], seen);
    }

    [Fact]
    public async Task A_commit_that_fails_fails_every_member_and_the_store_goes_on()
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(StoreKind.Sqlite);
        using var caller = Caller.Of("acme").Enter();
        await kit.Store.Write(
            async (db, c) =>
            {
                await db.Database.ExecuteSqlRawAsync("CREATE TABLE parent (id INTEGER PRIMARY KEY)", c);
                return await db.Database.ExecuteSqlRawAsync("CREATE TABLE child (id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)", c);
            },
            default);
        var woken = false;
        using var gate = await HeldWriter.Take(kit);
        var innocent = kit.Store.Write(
            (db, _) =>
            {
                db.AfterCommit(() => woken = true);
                return Add(db, "innocent");
            },
            default);

        // An orphan is noticed only by the commit itself.
        var orphan = kit.Store.Write((db, c) => db.Database.ExecuteSqlRawAsync("INSERT INTO child VALUES (7)", c), default);
        await gate.Release();

        await Assert.ThrowsAsync<SqliteException>(() => innocent);
        await Assert.ThrowsAsync<SqliteException>(() => orphan);
        Assert.False(woken);
        await kit.Store.Write((db, _) => Add(db, "later"), default);
        Assert.Equal(["later"], await Ids(kit));
    }

    [Fact]
    public async Task A_writer_that_cannot_open_its_file_says_so_instead_of_keeping_callers_waiting()
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(StoreKind.Sqlite);
        using var caller = Caller.Of("acme").Enter();
        await kit.Close(); // else a reader of the kit's own store may make the file again between the two lines below
        File.Delete(kit.Settings.FileOf(kit.Service));
        Directory.CreateDirectory(kit.Settings.FileOf(kit.Service));
        var broken = kit.OpenStore();

        for (var i = 0; i < 2; i++)
        {
            var told = await Assert.ThrowsAsync<InvalidOperationException>(() => broken.Write((db, _) => Add(db, "never"), default).WaitAsync(TimeSpan.FromSeconds(30)));
            Assert.IsType<SqliteException>(told.InnerException);
        }
    }

    private static Task<bool> Add(WorkshopDbContext db, string id)
    {
        db.Tools.Add(new Tool { Id = id });
        return Task.FromResult(true);
    }

    private static Task<List<string>> Ids(StoreKit<WorkshopDbContext> kit) =>
        kit.Store.Read((db, c) => db.Tools.OrderBy(t => t.Id).Select(t => t.Id).ToListAsync(c), default);

    private static long RowsSeenByAStranger(StoreKit<WorkshopDbContext> kit)
    {
        using var connection = new SqliteConnection($"Data Source={kit.Settings.FileOf(kit.Service)};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM tools";
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Keeps the writer busy with one write, so that those after it wait together.</summary>
    private sealed class HeldWriter : IDisposable
    {
        private readonly ManualResetEventSlim release = new();
        private Task holding = Task.CompletedTask;

        public static async Task<HeldWriter> Take(StoreKit<WorkshopDbContext> kit)
        {
            var held = new HeldWriter();
            var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var before = kit.Store.Commits;
            held.holding = kit.Store.Write(
                (_, _) =>
                {
                    begun.SetResult();
                    held.release.Wait(CancellationToken.None);
                    return Task.FromResult(true);
                },
                default);
            await begun.Task;
            Assert.Equal(before, kit.Store.Commits);
            return held;
        }

        public Task Release()
        {
            release.Set();
            return holding;
        }

        public void Dispose()
        {
            release.Set();
            release.Dispose();
        }
    }
}
