using System.Net;
using System.Text.Json;
using Sentralix.Aggregator.Tests.Subject;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Aggregator;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Aggregator.Tests.Files;

/// <summary>Files keep their bytes as long as somebody refers to them, and never run in a browser.</summary>
public sealed class FileTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task A_file_is_fetched_as_it_was_sent_and_only_to_be_saved(StoreKind kind)
    {
        await using var house = await House.Open(kind, settings: ("ADMIN_KEY", "key-of-the-operator"));
        await using var door = await PublicDoor.Open(house);
        var bytes = "<script>alert(1)</script>"u8.ToArray();
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new("text/html") { CharSet = "utf-8" };
        using var created = await door.Send(HttpMethod.Post, "/api/v1/files?name=счёт.html", "key-of-the-operator", content);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var file = JsonSerializer.Deserialize<StoredFile>(await created.Content.ReadAsStreamAsync(), SentralixJson.Options)!;
        Assert.Equal(("счёт.html", "text/html; charset=utf-8", bytes.Length), (file.Name, file.ContentType, (int)file.Bytes));

        using var fetched = await door.Send(HttpMethod.Get, $"/api/v1/files/{file.Id}/content", "key-of-the-operator");
        Assert.Equal(bytes, await fetched.Content.ReadAsByteArrayAsync());
        Assert.Equal("application/octet-stream", fetched.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", fetched.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal(("attachment", "счёт.html"), (fetched.Content.Headers.ContentDisposition?.DispositionType, fetched.Content.Headers.ContentDisposition?.FileNameStar));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_service_reads_a_file_stretch_by_stretch(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        using var caller = house.Enter();
        var bytes = new byte[FileStretch.Most + 1000];
        new Random(1).NextBytes(bytes);
        var file = (await house.FileStore.Store(new MemoryStream(bytes), "image/png", "big.png", CancellationToken.None)).OrThrow();

        var first = (await house.FileStore.Read(file.Id, 0, CancellationToken.None)).OrThrow();
        var rest = (await house.FileStore.Read(file.Id, first.Bytes.Length, CancellationToken.None)).OrThrow();

        Assert.Equal((FileStretch.Most, 1000), (first.Bytes.Length, rest.Bytes.Length));
        Assert.Equal(bytes, (byte[])[.. first.Bytes.Span, .. rest.Bytes.Span]);
        Assert.Equal(file, rest.File);
        Assert.Equal(0, (await house.FileStore.Read(file.Id, bytes.Length, CancellationToken.None)).OrThrow().Bytes.Length);
        Assert.Equal(404, (await house.FileStore.Read(Ids.New("file", DateTimeOffset.UtcNow), 0, CancellationToken.None)).Refusal?.Status);
        Assert.Equal(400, (await house.FileStore.Read(file.Id, -1, CancellationToken.None)).Refusal?.Status);
    }

    [Fact]
    public async Task Bytes_are_fetched_with_a_key_of_the_tenant_that_may_read_files()
    {
        await using var house = await House.Open(StoreKind.Sqlite, settings: ("ADMIN_KEY", "key-of-the-operator"));
        await using var door = await PublicDoor.Open(house);
        StoredFile file;
        string writer;
        using (house.Enter())
        {
            file = (await Upload(house, "bytes")).OrThrow();
            writer = (await house.Keys.Create(new CreateApiKey { Name = "w", Scopes = ["files:write"] }, CancellationToken.None)).OrThrow().Key;
        }

        var contact = house.Seal.Issue(house.First.Tenant, "cnv_1", TimeSpan.FromHours(1), false).Token;
        var stranger = house.Seal.Issue("ten_other", "cnv_1", TimeSpan.FromHours(1), false).Token;
        Assert.Equal(HttpStatusCode.Unauthorized, await Status(null));
        Assert.Equal(HttpStatusCode.Forbidden, await Status(writer));
        Assert.Equal(HttpStatusCode.NotFound, await Status(contact));
        Assert.Equal(HttpStatusCode.NotFound, await Status(stranger));

        // What a contact's own conversation shows is no secret to it; what is another's stays one.
        house.Orchestrator.Shown.Add(("cnv_1", file.Id));
        Assert.Equal(HttpStatusCode.OK, await Status(contact));
        Assert.Equal(HttpStatusCode.NotFound, await Status(house.Seal.Issue(house.First.Tenant, "cnv_2", TimeSpan.FromHours(1), false).Token));
        Assert.Equal(HttpStatusCode.OK, await Status("key-of-the-operator"));
        Assert.Equal(HttpStatusCode.NotFound, (await door.Send(HttpMethod.Get, $"/api/v1/files/{Ids.New("file", DateTimeOffset.UtcNow)}/content", "key-of-the-operator")).StatusCode);

        async Task<HttpStatusCode> Status(string? bearer) => (await door.Send(HttpMethod.Get, $"/api/v1/files/{file.Id}/content", bearer)).StatusCode;
    }

    [Theory]
    [InlineData("", "text/plain", "a.txt", 400)]
    [InlineData("x", "not a type", "a.txt", 400)]
    [InlineData("x", null, "a.txt", 400)]
    [InlineData("x", "text/plain", " ", 400)]
    [InlineData("x", "text/plain", "a\r\nb", 400)]
    public async Task What_is_no_file_is_refused(string text, string? type, string name, int status)
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        using var _ = house.Enter();
        Assert.Equal(status, (await Upload(house, text, type, name)).Refusal?.Status);
    }

    [Fact]
    public async Task A_file_above_the_limit_is_refused_and_leaves_nothing()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        using var _ = house.Enter();
        var refused = await house.Files.Upload(new MemoryStream(new byte[IFileApi.MaxFile + 1]), "application/octet-stream", "big", CancellationToken.None);
        Assert.Equal(413, refused.Refusal?.Status);
        Assert.True((await house.Files.Upload(new MemoryStream(new byte[IFileApi.MaxFile]), "application/octet-stream", "big", CancellationToken.None)).Ok);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Shared_bytes_go_with_the_last_file_that_has_them(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        await house.Queue.Start();
        using var _ = house.Enter();
        var one = (await Upload(house, "same")).OrThrow();
        var two = (await Upload(house, "same")).OrThrow();
        Assert.Equal(one.Sha256, two.Sha256);

        Assert.True((await house.Files.Delete(one.Id, CancellationToken.None)).Ok);
        Assert.Equal(404, (await house.Files.Get(one.Id, CancellationToken.None)).Refusal?.Status);
        Assert.True(await Has(house, two.Sha256));

        Assert.True((await house.Files.Delete(two.Id, CancellationToken.None)).Ok);
        for (var i = 0; i < 100 && await Has(house, two.Sha256); i++) await Task.Delay(100);
        Assert.False(await Has(house, two.Sha256));
        Assert.Equal(404, (await house.Files.Delete(two.Id, CancellationToken.None)).Refusal?.Status);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_file_that_is_there_has_its_bytes_however_uploads_and_deletions_meet(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        await house.Queue.Start();
        using var _ = house.Enter();
        var kept = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 8), async (worker, cancellation) =>
        {
            for (var i = 0; i < 25; i++)
            {
                var file = await Upload(house, "same");
                if (!file.Ok)
                {
                    Assert.Equal("file_being_removed", file.Refusal.Code);
                    continue;
                }

                Assert.True(await Has(house, file.Value.Sha256), "a stored file has no bytes");
                Interlocked.Increment(ref kept);
                Assert.True((await house.Files.Delete(file.Value.Id, cancellation)).Ok);
            }
        });
        Assert.True(kept > 0);
    }

    [Fact]
    public async Task A_message_names_only_files_that_are_there()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        var conversation = await house.Converse();
        using var _ = house.Enter();
        var file = (await Upload(house, "bytes")).OrThrow();
        var missing = Ids.New("file", DateTimeOffset.UtcNow);
        var refused = await house.Api.Send(conversation, new SendMessage { Parts = [Part(file.Id), Part(missing)] }, CancellationToken.None);
        Assert.Equal(["parts[1].file_id"], refused.Refusal!.Errors!.Keys);
        Assert.True((await house.Api.Send(conversation, new SendMessage { Parts = [Part(file.Id)] }, CancellationToken.None)).Ok);
    }

    private static MessagePart Part(string file) => new() { Type = "file", FileId = file };

    private static Task<Result<StoredFile>> Upload(House house, string text, string? type = "text/plain", string name = "a.txt") =>
        house.Files.Upload(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), type, name, CancellationToken.None);

    private static async Task<bool> Has(House house, string hash)
    {
        await using var bytes = await house.Blobs.Open(hash, CancellationToken.None);
        return bytes is not null;
    }
}
