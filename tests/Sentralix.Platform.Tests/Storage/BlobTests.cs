using System.Security.Cryptography;
using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Platform.Storage;
using Sentralix.Platform.Tests.Subject;
using Xunit;

namespace Sentralix.Platform.Tests.Storage;

/// <summary>Stored bytes, in a folder and in PostgreSQL.</summary>
public sealed class BlobTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task Bytes_come_back_as_they_were_whatever_their_size(StoreKind kind)
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(kind, withBlobs: true);
        using var caller = Caller.Of("acme").Enter();
        foreach (var size in (int[])[0, 1, 65_536, (1 << 20) - 1, 1 << 20, (3 << 20) + 7])
        {
            var bytes = RandomNumberGenerator.GetBytes(size);

            var reference = await kit.Blobs.Put(new MemoryStream(bytes), 4 << 20, default);

            Assert.Equal(new BlobReference(Convert.ToHexStringLower(SHA256.HashData(bytes)), size), reference);
            Assert.Equal(bytes, await Read(kit.Blobs, reference!.Hash));
        }
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_same_bytes_are_stored_once(StoreKind kind)
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(kind, withBlobs: true);
        using var caller = Caller.Of("acme").Enter();
        var bytes = RandomNumberGenerator.GetBytes(100_000);

        var references = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => kit.Blobs.Put(new MemoryStream(bytes), 1 << 20, default))));

        Assert.Single(references.Distinct());
        Assert.Equal(bytes, await Read(kit.Blobs, references[0]!.Hash));
        if (kind == StoreKind.Sqlite) Assert.Single(Directory.GetFiles(Path.Combine(kit.Folder, "files", "acme", "workshop")));
    }

    [Fact]
    public async Task Bytes_that_go_while_they_are_asked_for_are_there_or_not_and_never_a_fault()
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(StoreKind.Sqlite);
        using var caller = Caller.Of("acme").Enter();
        var hash = (await kit.Blobs.Put(new MemoryStream([1]), 1, default))!.Hash;
        using var enough = new CancellationTokenSource();
        var asking = Task.Run(async () =>
        {
            var seen = (There: 0, Gone: 0);
            while (!enough.IsCancellationRequested)
            {
                await using var found = await kit.Blobs.Open(hash, default);
                if (found is null) seen.Gone++;
                else seen.There++;
            }

            return seen;
        });
        for (var i = 0; i < 600; i++)
        {
            await kit.Blobs.Put(new MemoryStream([1]), 1, default);
            await kit.Blobs.Delete(hash, default);
        }

        await enough.CancelAsync();
        var (there, gone) = await asking;
        Assert.True(there > 0 && gone > 0);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Beyond_the_cap_nothing_is_stored(StoreKind kind)
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(kind, withBlobs: true);
        using var caller = Caller.Of("acme").Enter();
        var bytes = RandomNumberGenerator.GetBytes(100_001);

        Assert.Null(await kit.Blobs.Put(new MemoryStream(bytes), 100_000, default));
        Assert.Null(await kit.Blobs.Open(Convert.ToHexStringLower(SHA256.HashData(bytes)), default));
        Assert.NotNull(await kit.Blobs.Put(new MemoryStream(bytes), 100_001, default));
        if (kind == StoreKind.Sqlite) Assert.Single(Directory.GetFiles(Path.Combine(kit.Folder, "files", "acme", "workshop")));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_blob_is_its_tenants_own_and_is_gone_when_deleted(StoreKind kind)
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(kind, withBlobs: true);
        BlobReference reference;
        using (Caller.Of("acme").Enter()) reference = (await kit.Blobs.Put(new MemoryStream([1, 2, 3]), 10, default))!;

        using (Caller.Of("umbrella").Enter())
        {
            Assert.Null(await kit.Blobs.Open(reference.Hash, default));
            await kit.Blobs.Delete(reference.Hash, default);
        }

        using (Caller.Of("acme").Enter())
        {
            Assert.Equal([1, 2, 3], await Read(kit.Blobs, reference.Hash));
            await kit.Blobs.Delete(reference.Hash, default);
            await kit.Blobs.Delete(reference.Hash, default);
            Assert.Null(await kit.Blobs.Open(reference.Hash, default));
        }
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task What_one_service_deletes_the_other_keeps(StoreKind kind)
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(kind, withBlobs: true);
        var other = kit.BlobsOf<PlatformDbContext>("other");
        using var caller = Caller.Of("acme").Enter();
        var hash = (await kit.Blobs.Put(new MemoryStream([1, 2, 3]), 10, default))!.Hash;
        Assert.Null(await other.Open(hash, default));
        await other.Put(new MemoryStream([1, 2, 3]), 10, default);

        await kit.Blobs.Delete(hash, default);

        Assert.Null(await kit.Blobs.Open(hash, default));
        Assert.Equal([1, 2, 3], await Read(other, hash));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_name_that_is_no_hash_finds_and_deletes_nothing(StoreKind kind)
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(kind, withBlobs: true);
        using var caller = Caller.Of("acme").Enter();
        await kit.Blobs.Put(new MemoryStream([1]), 10, default);

        foreach (var name in (string[])["", "../../keys/canary", "..", new string('a', 64), new string('A', 64)])
        {
            Assert.Null(await kit.Blobs.Open(name, default));
            await kit.Blobs.Delete(name, default);
        }

        Assert.True(File.Exists(Path.Combine(kit.Folder, "keys", "canary")));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Without_a_caller_there_are_no_blobs(StoreKind kind)
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(kind, withBlobs: true);

        await Assert.ThrowsAsync<InvalidOperationException>(() => kit.Blobs.Put(new MemoryStream([1]), 10, default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => kit.Blobs.Open(new string('a', 64), default));
    }

    private static async Task<byte[]> Read<TContext>(IBlobs<TContext> blobs, string hash)
        where TContext : ServiceDbContext
    {
        await using var stream = await blobs.Open(hash, default);
        Assert.NotNull(stream);
        using var whole = new MemoryStream();
        await stream.CopyToAsync(whole);
        return whole.ToArray();
    }
}
