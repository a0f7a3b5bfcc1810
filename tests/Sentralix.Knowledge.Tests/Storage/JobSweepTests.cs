using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts.Knowledge;
using Sentralix.Knowledge.Ingestion;
using Sentralix.Platform.Delivery;
using Xunit;

namespace Sentralix.Knowledge.Tests.Storage;

/// <summary>Jobs are kept as long as somebody may ask what became of his upload, and no longer.</summary>
public sealed class JobSweepTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothStores))]
    public async Task Finished_jobs_are_forgotten_after_a_week_and_unfinished_ones_never(StoreKind kind)
    {
        var clock = new FakeTimeProvider(Monday);
        await using var library = await Library.On(kind, clock: clock);
        using var _ = library.Enter();
        var id = await library.Collection();
        var done = (await library.Add(id, "a.md", "Пеликан живёт у моря.")).OrThrow().Job.Id;
        await library.End(done);
        var again = (await library.Add(id, "a.md", "Пеликан живёт у моря.")).OrThrow().Job;
        Assert.Equal(JobState.Done, again.State);
        var failed = (await library.Add(id, "b.md", [0xFF, 0x00, 0xFE, 0x00, 0x01], "text/markdown")).OrThrow().Job.Id;
        Assert.Equal(JobState.Failed, (await library.End(failed)).State);
        library.Ingesting.FailAfter(0);
        var cancelled = (await library.Add(id, "c.md", "Фламинго.")).OrThrow();
        var open = (await library.Add(id, "d.md", "Аист.")).OrThrow().Job.Id;
        Assert.True((await library.Knowledge.DeleteDocument(id, cancelled.Document.Id, Cancellation)).Ok);

        var timer = Assert.Single(await Timers(library));
        Assert.Equal(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero), timer.DueAt);
        string[] finished = [done, again.Id, failed, cancelled.Job.Id];
        foreach (var job in finished) Assert.NotNull((await library.Knowledge.Job(job, Cancellation)).OrThrow().FinishedAt);

        clock.SetUtcNow(timer.DueAt);
        await Until(async () => (await Timers(library)).Count == 0);
        foreach (var job in finished) Assert.Equal("not_found", (await library.Knowledge.Job(job, Cancellation)).Refusal?.Code);
        Assert.Null((await library.Knowledge.Job(open, Cancellation)).OrThrow().FinishedAt);

        library.Ingesting.Heal();
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(JobState.Done, (await library.End(open)).State);
        Assert.Equal(new DateTimeOffset(2026, 12, 9, 0, 0, 0, TimeSpan.Zero), Assert.Single(await Timers(library)).DueAt);
        Assert.Equal(2, (await library.Search("пеликан аист", id)).Count);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Jobs_of_another_day_or_another_tenant_wait_for_their_own_timer(StoreKind kind)
    {
        var clock = new FakeTimeProvider(Monday);
        await using var library = await Library.On(kind, clock: clock);
        string monday, tuesday, foreign;
        using (library.Enter())
        {
            var id = await library.Collection();
            await library.End(monday = (await library.Add(id, "a.md", "Пеликан.")).OrThrow().Job.Id);
            clock.Advance(TimeSpan.FromDays(1));
            await library.End(tuesday = (await library.Add(id, "b.md", "Фламинго.")).OrThrow().Job.Id);
            Assert.Equal(2, (await Timers(library)).Count);
        }

        using (Caller.Of("ten_other").Enter())
        {
            await library.End(foreign = (await library.Add(await library.Collection(), "a.md", "Аист.")).OrThrow().Job.Id);
            Assert.Single(await Timers(library));
        }

        clock.SetUtcNow(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));
        using (library.Enter())
        {
            await Until(async () => (await Timers(library)).Count == 1);
            Assert.Equal("not_found", (await library.Knowledge.Job(monday, Cancellation)).Refusal?.Code);
            Assert.True((await library.Knowledge.Job(tuesday, Cancellation)).Ok);
        }

        using (Caller.Of("ten_other").Enter()) Assert.True((await library.Knowledge.Job(foreign, Cancellation)).Ok);
    }

    private static Task<List<WorkItem>> Timers(Library library) =>
        library.Kit.Store.Read((db, c) => db.WorkItems.Where(item => item.Kind == JobSweep.KindName).ToListAsync(c), Cancellation);

    private static async Task Until(Func<Task<bool>> reached)
    {
        for (var patience = 100; !await reached(); patience--)
        {
            Assert.True(patience > 0, "The timer has not run.");
            await Task.Delay(100, Cancellation);
        }
    }
}
