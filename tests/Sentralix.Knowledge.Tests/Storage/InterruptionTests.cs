using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts.Knowledge;
using Sentralix.Knowledge.Storage;
using Xunit;

namespace Sentralix.Knowledge.Tests.Storage;

/// <summary>An ingestion that is cut off goes on; one that is overtaken gives way; nobody ever sees half a document.</summary>
public sealed class InterruptionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Three batches.
    private static string Book(string word) => string.Concat(Enumerable.Range(0, 1200).Select(i => string.Create(CultureInfo.InvariantCulture,
        $"## Раздел {i}\n\n{string.Concat(Enumerable.Repeat($"Здесь {word} описан подробно под номером {i}. ", 8))}\n\n")));

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_crash_between_two_batches_shows_the_old_version_until_the_new_one_is_whole(StoreKind kind)
    {
        await using var library = await Library.On(kind);
        using var _ = library.Enter();
        var id = await library.Collection();
        var old = await library.Learn(id, "book.md", "Здесь пеликан описан коротко.");

        // Begun, laid, one batch; the second dies again and again.
        library.Ingesting.FailAfter(3);
        var accepted = (await library.Add(id, "book.md", Book("фламинго"))).OrThrow();
        var stuck = await library.Until(accepted.Job.Id, job => job.Completed == 500 && library.Ingesting.Failures > 0);
        Assert.Equal((JobState.Running, "index", 1200), (stuck.State, stuck.Step, stuck.Total));
        Assert.Empty(await library.Search("фламинго", id));
        Assert.Equal(old.Id, Assert.Single(await library.Search("пеликаны", id)).DocumentId);

        library.Ingesting.Heal();
        var job = await library.End(accepted.Job.Id);
        var document = (await library.Knowledge.Document(id, old.Id, Cancellation)).OrThrow();
        Assert.Equal((JobState.Done, 1200, 1200), (job.State, job.Completed, job.Total));
        Assert.Equal((2, 1200, DocumentState.Ready), (document.Version, document.Chunks, document.State));
        Assert.Empty(await library.Search("пеликаны", id));
        Assert.Equal(20, (await library.Search("фламинго", id)).Select(passage => passage.Start).Distinct().Count());
        await IsWhole(library, id);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_document_deleted_while_it_is_indexed_cancels_the_job_and_leaves_nothing(StoreKind kind)
    {
        await using var library = await Library.On(kind);
        using var _ = library.Enter();
        var id = await library.Collection();
        library.Ingesting.FailAfter(3);
        var accepted = (await library.Add(id, "book.md", Book("фламинго"))).OrThrow();
        await library.Until(accepted.Job.Id, job => job.Completed == 500);
        Assert.True((await library.Knowledge.DeleteDocument(id, accepted.Document.Id, Cancellation)).Ok);
        library.Ingesting.Heal();

        Assert.Equal(JobState.Cancelled, (await library.End(accepted.Job.Id)).State);
        await library.Learn(id, "book.md", "Здесь пеликан описан коротко.");
        Assert.Empty(await library.Search("фламинго", id));
        await IsWhole(library, id);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_version_overtaken_by_a_newer_one_is_cancelled(StoreKind kind)
    {
        await using var library = await Library.On(kind, running: false);
        using var _ = library.Enter();
        var id = await library.Collection();
        var first = (await library.Add(id, "a.md", "Первый пеликан.")).OrThrow();
        var same = (await library.Add(id, "a.md", "Первый пеликан.")).OrThrow();
        var second = (await library.Add(id, "a.md", "Второй фламинго.")).OrThrow();
        Assert.Equal(first.Job, same.Job);
        await library.Start();

        Assert.Equal(JobState.Cancelled, (await library.End(first.Job.Id)).State);
        Assert.Equal(JobState.Done, (await library.End(second.Job.Id)).State);
        Assert.Empty(await library.Search("пеликан", id));
        Assert.Single(await library.Search("фламинго", id));
        await IsWhole(library, id);
    }

    // The sums that ranking uses are those of the rows, and no row belongs to a version that is not there.
    private static async Task IsWhole(Library library, string id)
    {
        var (sums, chunks, versions, strays) = await library.Kit.Store.Read(async (db, c) =>
        {
            var keys = await db.Versions.Select(v => v.Key).ToListAsync(c);
            var stray = await db.Chunks.CountAsync(chunk => !keys.Contains(chunk.VersionKey), c)
                + await db.Postings.CountAsync(p => !keys.Contains(p.VersionKey), c) + await db.Texts.CountAsync(t => !keys.Contains(t.VersionKey), c);
            return (await db.Collections.SingleAsync(known => known.Id == id, c), await db.Chunks.CountAsync(c), await db.Versions.ToListAsync(c), stray);
        }, Cancellation);
        Assert.All(versions, version => Assert.Equal((VersionState.Published, version.Chunks), (version.State, version.IndexedChunks)));
        Assert.Equal((chunks, versions.Sum(v => v.Terms)), (sums.Chunks, sums.Terms));
        Assert.Equal(0, strays);
    }
}
