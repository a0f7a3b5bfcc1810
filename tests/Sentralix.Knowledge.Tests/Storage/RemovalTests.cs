using Microsoft.EntityFrameworkCore;
using Npgsql;
using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Knowledge;
using Sentralix.Knowledge.Ingestion;
using Xunit;

namespace Sentralix.Knowledge.Tests.Storage;

/// <summary>What is deleted is not found, and what is another tenant's is not there.</summary>
public sealed class RemovalTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_deleted_document_is_not_found_from_then_on(StoreKind kind)
    {
        await using var library = await Library.On(kind);
        using var _ = library.Enter();
        var id = await library.Collection();
        var kept = await library.Learn(id, "kept.md", "Пеликан остаётся.");
        foreach (var i in Enumerable.Range(0, 5))
        {
            var document = await library.Learn(id, $"{i}.md", $"Пеликан улетает {i}.");
            Assert.Equal(2, (await library.Search("пеликан", id)).Count);
            Assert.True((await library.Knowledge.DeleteDocument(id, document.Id, Cancellation)).Ok);
            Assert.Equal(kept.Id, Assert.Single(await library.Search("пеликан", id)).DocumentId);
            Assert.Equal("not_found", (await library.Knowledge.Text(id, document.Id, Cancellation)).Refusal?.Code);
            Assert.Equal("not_found", (await library.Knowledge.DeleteDocument(id, document.Id, Cancellation)).Refusal?.Code);
        }

        var collection = (await library.Knowledge.Collection(id, Cancellation)).OrThrow();
        Assert.Equal((1, 1), (collection.Documents, collection.Chunks));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_deleted_collection_takes_everything_along_but_bytes_that_others_share(StoreKind kind)
    {
        await using var library = await Library.On(kind);
        using var _ = library.Enter();
        var (first, second) = (await library.Collection("First"), await library.Collection("Second"));
        await library.Learn(first, "a.md", "Общий пеликан.");
        await library.Learn(first, "b.md", "Свой фламинго.");
        var shared = await library.Learn(second, "c.md", "Общий пеликан.");
        Assert.Equal(2, (await library.Search("пеликан", first, second)).Count);
        Assert.True((await library.Knowledge.DeleteCollection(first, Cancellation)).Ok);

        Assert.Equal("not_found", (await library.Knowledge.Search(new SearchQuestion { Collections = [first], Query = "пеликан" }, Cancellation)).Refusal?.Code);
        Assert.Equal("not_found", (await library.Knowledge.Documents(first, 50, null, Cancellation)).Refusal?.Code);
        Assert.Equal(shared.Id, Assert.Single(await library.Search("пеликан", second)).DocumentId);
        for (var patience = 100; await library.Kit.Store.Read((db, c) => db.WorkItems.AnyAsync(item => item.Kind != JobSweep.KindName, c), Cancellation); patience--)
        {
            Assert.True(patience > 0, "Work is left in the queue.");
            await Task.Delay(100, Cancellation);
        }

        var version = await library.Kit.Store.Read((db, c) => db.Versions.SingleAsync(c), Cancellation);
        await using var original = await library.Kit.Blobs.Open(version.BlobHash, Cancellation);
        Assert.NotNull(original);
        var strays = await library.Kit.Store.Read(
            async (db, c) => await db.Postings.CountAsync(p => p.VersionKey != version.Key, c) + await db.Chunks.CountAsync(chunk => chunk.VersionKey != version.Key, c),
            Cancellation);
        Assert.Equal(0, strays);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Another_tenant_sees_nothing_and_changes_no_score(StoreKind kind)
    {
        await using var library = await Library.On(kind);
        string id, document, job;
        IReadOnlyList<Passage> alone;
        using (library.Enter())
        {
            id = await library.Collection();
            document = (await library.Learn(id, "a.md", "Пеликан живёт у моря.")).Id;
            foreach (var i in Enumerable.Range(0, 3)) await library.Learn(id, $"{i}.md", $"О другом, {i}.");
            job = (await library.Add(id, "a.md", "Пеликан живёт у моря.")).OrThrow().Job.Id;
            alone = await library.Search("пеликан у моря", id);
        }

        using (Caller.Of("ten_other").Enter())
        {
            var own = await library.Collection();
            foreach (var i in Enumerable.Range(0, 5)) await library.Learn(own, $"{i}.md", $"Пеликан и море {i}.");
            Result<SearchAnswer> stolen = await library.Knowledge.Search(new SearchQuestion { Collections = [own, id], Query = "пеликан" }, Cancellation);
            Assert.Equal("not_found", stolen.Refusal?.Code);
            Assert.DoesNotContain(await library.Search("пеликан", own), passage => passage.DocumentId == document);
            Assert.Equal("not_found", (await library.Knowledge.Collection(id, Cancellation)).Refusal?.Code);
            Assert.Equal("not_found", (await library.Knowledge.Document(id, document, Cancellation)).Refusal?.Code);
            Assert.Equal("not_found", (await library.Knowledge.Text(id, document, Cancellation)).Refusal?.Code);
            Assert.Equal("not_found", (await library.Knowledge.Job(job, Cancellation)).Refusal?.Code);
            Assert.Equal("not_found", (await library.Add(id, "a.md", "x")).Refusal?.Code);
            Assert.Equal("not_found", (await library.Knowledge.DeleteDocument(id, document, Cancellation)).Refusal?.Code);
            Assert.Equal("not_found", (await library.Knowledge.DeleteCollection(id, Cancellation)).Refusal?.Code);
        }

        using (library.Enter()) Assert.Equal(alone, await library.Search("пеликан у моря", id));
    }

    [Fact]
    public async Task Raw_SQL_as_another_tenant_reads_no_row_of_any_table()
    {
        await using var library = await Library.On(StoreKind.Postgres);
        using (library.Enter()) await library.Learn(await library.Collection(), "a.md", "Пеликан живёт у моря.");

        await using var source = NpgsqlDataSource.Create(library.Kit.RoleConnection);
        foreach (var table in new[] { "collection", "document", "document_version", "document_text", "chunk", "posting", "job" })
        {
            Assert.Equal(0L, await Count("ten_other", table));
            Assert.NotEqual(0L, await Count(library.Tenant, table));
        }

        async Task<object?> Count(string tenant, string table)
        {
            await using var connection = await source.OpenConnectionAsync(Cancellation);
            await using var command = new NpgsqlCommand($"SELECT set_config('sentralix.tenant', '{tenant}', false); SELECT count(*) FROM knowledge.{table}", connection);
            await using var reader = await command.ExecuteReaderAsync(Cancellation);
            await reader.NextResultAsync(Cancellation);
            await reader.ReadAsync(Cancellation);
            return reader.GetValue(0);
        }
    }
}
