using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Llm.Files;
using Sentralix.Platform.Storage;
using Xunit;
using static Sentralix.Llm.Tests.Batches.BatchHouse;

namespace Sentralix.Llm.Tests.Batches;

/// <summary>Files of tenants.</summary>
public sealed class FileTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task Bytes_come_back_as_they_went_in_however_many_parts_they_make(StoreKind kind)
    {
        await using var house = await Open(kind);
        foreach (var size in new[] { 1, FilePart.Size - FilePart.Head("file_00000000000000000000000000", 0).Length, FilePart.Size, (3 * FilePart.Size) + 12_345 })
        {
            var bytes = RandomNumberGenerator.GetBytes(size);
            var file = await Ok(await house.Http.PostAsync("files", Form(bytes, "ночь.jsonl")));

            Assert.Equal(("file", "batch", "processed", "ночь.jsonl", (long)size), (Text(file, "object"), Text(file, "purpose"), Text(file, "status"), Text(file, "filename"), file.GetProperty("bytes").GetInt64()));
            Assert.Equal(30 * 86_400, file.GetProperty("expires_at").GetInt64() - file.GetProperty("created_at").GetInt64());
            Assert.Equal(Convert.ToHexString(SHA256.HashData(bytes)), Convert.ToHexString(SHA256.HashData(await house.Http.GetByteArrayAsync($"files/{IdOf(file)}/content"))));
            Assert.Equal(file.GetRawText(), (await house.Get($"files/{IdOf(file)}")).GetRawText());
        }
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_deleted_file_is_gone_with_its_bytes_and_takes_nothing_from_one_with_the_same(StoreKind kind)
    {
        await using var house = await Open(kind);
        var (first, second) = (IdOf(await house.Upload(Questions(100))), IdOf(await house.Upload(Questions(100))));
        var blob = await PartOf(house, first);

        using var deleted = await house.Http.DeleteAsync($"files/{first}");

        var said = await Ok(deleted);
        Assert.Equal((first, "file", true), (IdOf(said), Text(said, "object"), said.GetProperty("deleted").GetBoolean()));
        await Gone(house, blob);
        Assert.Equal((HttpStatusCode.NotFound, "id", "file_not_found"), await Refusal(house.Http.GetAsync($"files/{first}")));
        Assert.Equal((HttpStatusCode.NotFound, "id", "file_not_found"), await Refusal(house.Http.GetAsync($"files/{first}/content")));
        Assert.Equal((HttpStatusCode.NotFound, "id", "file_not_found"), await Refusal(house.Http.DeleteAsync($"files/{first}")));
        Assert.Equal(Questions(100), await house.Content(second));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Files_go_when_their_time_is_over_and_those_of_a_live_batch_stay(StoreKind kind)
    {
        await using var clock = new PushedClock();
        await using var house = await Open(kind, time: clock.Time);
        using var form = Form(Encoding.UTF8.GetBytes(Questions(1)), "in.jsonl");
        form.Add(new StringContent("created_at"), "expires_after[anchor]");
        form.Add(new StringContent("3600"), "expires_after[seconds]");
        var file = await Ok(await house.Http.PostAsync("files", form));
        Assert.Equal(3600, file.GetProperty("expires_at").GetInt64() - file.GetProperty("created_at").GetInt64());
        var blob = await PartOf(house, IdOf(file));
        house.Upstream.Behaviour = house.Upstream.Behaviour with { Fault = Sentralix.Peers.OpenAi.OpenAiFault.WithStatus(429, 30) };
        var created = await house.Create(IdOf(file), more: ""","output_expires_after":{"anchor":"created_at","seconds":7200}""");
        clock.Push(TimeSpan.FromSeconds(20));
        while (clock.Time.GetUtcNow() < DateTimeOffset.FromUnixTimeSeconds(file.GetProperty("expires_at").GetInt64()).AddMinutes(10)) await Task.Delay(20);
        Assert.Equal(IdOf(file), IdOf(await house.Get($"files/{IdOf(file)}")));

        house.Upstream.Behaviour = house.Upstream.Behaviour with { Fault = null };
        var batch = await house.Ended(IdOf(created));
        var output = Text(batch, "output_file_id")!;
        Assert.Equal("completed", StatusOf(batch));

        await Gone(house, blob);
        Assert.Equal(HttpStatusCode.NotFound, (await Refusal(house.Http.GetAsync($"files/{IdOf(file)}"))).Status);
        await Gone(house, await MaybePartOf(house, output) ?? blob);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await house.Kit.Store.Read(SystemScope.Retention, (db, c) => db.Files.AnyAsync(c), default)) await Task.Delay(20, patience.Token);
    }

    [Fact]
    public async Task What_a_broken_upload_leaves_is_taken_away()
    {
        await using var clock = new PushedClock();
        await using var house = await Open(StoreKind.Sqlite, time: clock.Time);
        using var broken = new HttpRequestMessage(HttpMethod.Post, "files") { Content = new BrokenBody(3 * FilePart.Size) };
        await Assert.ThrowsAnyAsync<Exception>(() => house.Http.SendAsync(broken));

        // Another was cut by a kill: nobody gave it up.
        using (Gateway.Caller.Enter())
        {
            var files = (KeptFiles)house.Services.GetService(typeof(KeptFiles))!;
            var writer = await files.Begin(KeptFiles.Input, default);
            await writer.Write(new byte[2 * FilePart.Size], default);
        }

        Assert.Empty((await house.Get("files")).GetProperty("data").EnumerateArray());
        clock.Push(TimeSpan.FromMinutes(1));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await house.Kit.Store.Read(SystemScope.Retention, (db, c) => db.Files.AnyAsync(c), default)) await Task.Delay(20, patience.Token);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(house.Kit.Folder, "files"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_file_that_a_live_batch_reads_is_not_deleted()
    {
        await using var house = await Open(StoreKind.Sqlite);
        house.Upstream.Behaviour = house.Upstream.Behaviour with { BeforeFirst = TimeSpan.FromMinutes(5) };
        var file = IdOf(await house.Upload(Questions(1)));
        await house.Create(file);

        using var refused = await house.Http.DeleteAsync($"files/{file}");
        Assert.Equal((HttpStatusCode.Conflict, "false"), (refused.StatusCode, refused.Headers.GetValues("x-should-retry").Single()));
        Assert.Equal((HttpStatusCode.Conflict, null, "file_in_use"), await Refusal(house.Http.DeleteAsync($"files/{file}")));
        Assert.Equal(Questions(1), await house.Content(file));
    }

    [Fact]
    public async Task Lists_are_filtered_ordered_and_paged()
    {
        await using var house = await Open(StoreKind.Sqlite);
        var made = new List<string>();
        for (var i = 0; i < 3; i++) made.Add(IdOf(await house.Upload(Questions(1))));
        var output = Text(await house.Ended(IdOf(await house.Create(made[0]))), "output_file_id")!;

        Assert.Equal([output, .. Enumerable.Reverse(made)], await Ids("files"));
        Assert.Equal([.. made, output], await Ids("files?order=asc"));
        Assert.Equal([output], await Ids("files?purpose=batch_output"));
        Assert.Empty(await Ids("files?purpose=fine-tune"));
        Assert.Equal(made[1..], await Ids($"files?order=asc&purpose=batch&after={made[0]}"));
        Assert.True((await house.Get("files?limit=2")).GetProperty("has_more").GetBoolean());
        Assert.Equal((HttpStatusCode.BadRequest, "order", "invalid_value"), await Refusal(house.Http.GetAsync("files?order=up")));
        Assert.Equal((HttpStatusCode.BadRequest, "limit", "invalid_value"), await Refusal(house.Http.GetAsync("files?limit=0")));

        async Task<IEnumerable<string>> Ids(string path) => (await house.Get(path)).GetProperty("data").EnumerateArray().Select(IdOf);
    }

    [Fact]
    public async Task A_bad_upload_is_refused_by_its_field()
    {
        await using var house = await Open(StoreKind.Sqlite, settings: [("Files:MaxBytes", "1000"), ("Files:MaxBytesPerTenant", "1500")]);
        var bytes = "{}\n"u8.ToArray();
        Assert.Equal((HttpStatusCode.BadRequest, "purpose", "missing_required_parameter"), await Upload(Only(("file", bytes))));
        Assert.Equal((HttpStatusCode.BadRequest, "file", "missing_required_parameter"), await Upload(Only(("purpose", "batch"u8.ToArray()))));
        Assert.Equal((HttpStatusCode.BadRequest, "purpose", "unsupported_value"), await Upload(Only(("file", bytes), ("purpose", "fine-tune"u8.ToArray()))));
        Assert.Equal((HttpStatusCode.BadRequest, "color", "unknown_parameter"), await Upload(Only(("file", bytes), ("color", "red"u8.ToArray()))));
        Assert.Equal((HttpStatusCode.BadRequest, "file", "invalid_value"), await Upload(Only(("purpose", "batch"u8.ToArray()), ("file", []))));
        Assert.Equal((HttpStatusCode.BadRequest, "expires_after[seconds]", "invalid_value"), await Upload(Only(("file", bytes), ("purpose", "batch"u8.ToArray()), ("expires_after[seconds]", "60"u8.ToArray()))));
        Assert.Equal((HttpStatusCode.BadRequest, "expires_after[anchor]", "missing_required_parameter"), await Upload(Only(("file", bytes), ("purpose", "batch"u8.ToArray()), ("expires_after[seconds]", "7200"u8.ToArray()))));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "file", "file_too_large"), await Upload(Only(("purpose", "batch"u8.ToArray()), ("file", new byte[1001]))));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "file", "file_too_large"), await Upload(Only(("purpose", "batch"u8.ToArray()), ("file", new byte[200_000]))));
        Assert.Equal((HttpStatusCode.BadRequest, null, "invalid_content_type"), await Refusal(house.Post("files", "{}")));
        using var torn = new ByteArrayContent("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n{}"u8.ToArray());
        torn.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        Assert.Equal((HttpStatusCode.BadRequest, null, "invalid_multipart"), await Refusal(house.Http.PostAsync("files", torn)));
        Assert.Empty((await house.Get("files")).GetProperty("data").EnumerateArray());

        await house.Upload(new string('a', 900));
        await house.Upload(new string('b', 900));
        Assert.Equal((HttpStatusCode.Forbidden, null, "storage_limit_exceeded"), await Upload(Only(("purpose", "batch"u8.ToArray()), ("file", bytes))));

        Task<(HttpStatusCode, string?, string?)> Upload(HttpContent form) => Refusal(house.Http.PostAsync("files", form));
    }

    [Fact]
    public async Task A_files_name_is_only_a_name()
    {
        await using var house = await Open(StoreKind.Sqlite);

        Assert.Equal("passwd", Text(await house.Upload("{}", "../../etc/passwd"), "filename"));
        Assert.Equal(255, Text(await house.Upload("{}", new string('n', 400)), "filename")!.Length);
    }

    private static MultipartFormDataContent Form(byte[] bytes, string name) => new() { { new ByteArrayContent(bytes), "file", name }, { new StringContent("batch"), "purpose" } };

    private static MultipartFormDataContent Only(params (string Name, byte[] Bytes)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, bytes) in fields)
        {
            if (name == "file") form.Add(new ByteArrayContent(bytes), name, "in.jsonl");
            else form.Add(new ByteArrayContent(bytes), name);
        }

        return form;
    }

    private static async Task<string> PartOf(BatchHouse house, string file) => await MaybePartOf(house, file) ?? throw new InvalidOperationException("The file has no bytes.");

    private static Task<string?> MaybePartOf(BatchHouse house, string file) =>
        house.Kit.Store.Read(SystemScope.Retention, (db, c) => db.FileParts.Where(p => p.FileId == file).Select(p => p.Hash).FirstOrDefaultAsync(c), default);

    private static async Task Gone(BatchHouse house, string blob)
    {
        using var _ = Gateway.Caller.Enter();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await house.Kit.Blobs.Open(blob, default) is { } still)
        {
            await still.DisposeAsync();
            await Task.Delay(20, patience.Token);
        }
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    /// <summary>A body that breaks off.</summary>
    private sealed class BrokenBody : HttpContent
    {
        private readonly int size;

        public BrokenBody(int size)
        {
            this.size = size;
            Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n"u8.ToArray());
            await stream.WriteAsync(new byte[size]);
            await stream.FlushAsync();
            throw new IOException("The uploader is gone.");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
