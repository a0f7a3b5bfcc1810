using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Storage;
using Sentralix.Llm.Tests.Calls;
using Sentralix.Llm.Upstreams.Pictures;
using Sentralix.Peers.GigaChat;
using Sentralix.Peers.OpenAi;
using Sentralix.Peers.Wire;
using Sentralix.Platform.Storage;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.GigaChat;

/// <summary>Pictures on their way to GigaChat: uploaded to its files first, named in the message then.</summary>
public sealed class GigaChatPictureTests
{
    private const string Chats = "/api/v1/chat/completions";
    private const string Uploads = "/api/v1/files";

    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 1, 2, 3];
    private static readonly byte[] Jpeg = [0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4, 5];

    // How often the site of pictures was asked.
    private int asked;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_picture_inside_a_request_is_uploaded_and_named_and_the_text_stays_in_place(bool stream)
    {
        await using var peer = await Start();
        peer.Files.Put(new GigaChatFile("own-file", "договор.pdf", "application/pdf", []));
        await using var gateway = await Start(peer);

        using var response = await gateway.Post("chat/completions", Asking(
            $$"""{"role":"user","content":"Раньше"},{"role":"user","attachments":["own-file"],"content":[{"type":"text","text":"Что"},{{Part(Png)}},{"type":"text","text":"здесь?"}]},{"role":"assistant","content":"Точка."},{"role":"user","content":[{{Part(Jpeg, "image/png")}}]}""", stream));
        var body = await response.Content.ReadAsStringAsync();

        Assert.True(response.IsSuccessStatusCode, body);
        Assert.Contains("Возврат", body, StringComparison.Ordinal);
        using var sent = JsonDocument.Parse(peer.Journal.Requests.Single(request => request.Path == Chats).Body);
        var messages = sent.RootElement.GetProperty("messages");
        Assert.Equal(["Раньше", "Что\nздесь?", "Точка.", ""], messages.EnumerateArray().Select(m => m.GetProperty("content").GetString()));
        Assert.Equal("own-file", messages[1].GetProperty("attachments")[0].GetString());
        var (first, second) = (peer.Files.Find(messages[1].GetProperty("attachments")[1].GetString()!)!, peer.Files.Find(Assert.Single(messages[3].GetProperty("attachments").EnumerateArray()).GetString()!)!);
        Assert.Equal((Convert.ToHexString(Png), "image/png"), (Convert.ToHexString(first.Bytes), first.MediaType));

        // What it is said to be counts for nothing.
        Assert.Equal((Convert.ToHexString(Jpeg), "image/jpeg"), (Convert.ToHexString(second.Bytes), second.MediaType));
        Assert.Matches("^sentralix-[0-9a-f]{16}[.]png$", first.Name);
        Assert.False(messages[0].TryGetProperty("attachments", out _));
        var row = Assert.Single(await Rows(gateway));
        Assert.Equal(("answered", "provider"), (row.Outcome, row.Source));
    }

    [Fact]
    public async Task The_same_bytes_are_uploaded_once_however_many_calls_bring_them()
    {
        await using var peer = await Start();
        await using var gateway = await Start(peer);

        var statuses = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var response = await gateway.Post("chat/completions", Asking(Showing(Png)));
            return response.StatusCode;
        }));
        using var other = await gateway.Post("chat/completions", Asking(Showing(Jpeg)));

        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(2, peer.Asked(Uploads));
        Assert.Equal(9, peer.ChatsAsked);
    }

    [Fact]
    public async Task An_upload_that_is_gone_is_made_once_more()
    {
        await using var peer = await Start();
        await using var gateway = await Start(peer);
        using var first = await gateway.Post("chat/completions", Asking(Showing(Png)));
        peer.Files.Clear();

        using var second = await gateway.Post("chat/completions", Asking(Showing(Png)));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Equal((2, 3), (peer.Asked(Uploads), peer.ChatsAsked));
        Assert.Equal(["answered", "answered"], (await Rows(gateway)).Select(row => row.Outcome));
    }

    [Fact]
    public async Task A_picture_at_an_address_is_fetched_and_uploaded()
    {
        await using var peer = await Start();
        await using var site = await Site();
        await using var gateway = await Start(peer);

        using var response = await gateway.Post("chat/completions", Asking(Showing(new Uri(Address(site), "/good"))));

        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        Assert.Equal(Png, Assert.Single(peer.Files.All).Bytes);
    }

    [Theory]
    [InlineData("/missing", "invalid_value")]
    [InlineData("/elsewhere", "invalid_value")]
    [InlineData("/endless", "invalid_value")]
    [InlineData("/cut", "invalid_value")]
    [InlineData("/text", "unsupported_value")]
    public async Task A_picture_that_is_not_to_be_had_is_refused_and_nothing_is_charged(string path, string code)
    {
        await using var peer = await Start();
        await using var site = await Site();
        await using var gateway = await Start(peer);

        await AssertRefused(gateway, peer, Showing(new Uri(Address(site), path)), "messages[0].content[1].image_url.url", code);
    }

    [Fact]
    public async Task Nothing_is_fetched_out_of_the_operators_network()
    {
        await using var peer = await Start();
        await using var site = await Site();
        await using var gateway = await Start(peer);
        var inside = new UriBuilder(new Uri(Address(site), "/good")) { Host = "localhost" }.Uri;

        await AssertRefused(gateway, peer, Showing(inside), "messages[0].content[1].image_url.url", "invalid_value");
        Assert.Equal(0, Volatile.Read(ref asked));
    }

    public static TheoryData<string, string, string> NotTaken => new()
    {
        { """{"role":"user","content":[{"type":"image_url","image_url":{"url":"ftp://example.com/a.png"}}]}""", "messages[0].content[0].image_url.url", "unsupported_value" },
        { """{"role":"user","content":[{"type":"image_url","image_url":{}}]}""", "messages[0].content[0].image_url.url", "invalid_value" },
        { """{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png,AAAA"}}]}""", "messages[0].content[0].image_url.url", "invalid_value" },
        { """{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,A*"}}]}""", "messages[0].content[0].image_url.url", "invalid_value" },
        { """{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/webp;base64,UklGRgAAAABXRUJQ"}}]}""", "messages[0].content[0].image_url.url", "unsupported_value" },
        { $$"""{"role":"user","content":[{{Part([.. Png, .. new byte[15 * 1024 * 1024]])}}]}""", "messages[0].content[0].image_url.url", "unsupported_value" },
        { $$"""{"role":"user","content":[{{Part(Png)}},{{Part(Jpeg)}}]}""", "messages[0].content", "unsupported_value" },
        { string.Join(',', Enumerable.Range(0, 11).Select(i => $$"""{"role":"user","content":[{{Part([.. Png, (byte)i])}}]}""")), "messages", "unsupported_value" },
        { $$"""{"role":"system","content":[{{Part(Png)}}]},{"role":"user","content":[{{Part(Png)}}]}""", "messages[0].content", "unsupported_value" },
        { $$"""{"role":"user","role":null,"content":[{{Part(Png)}}]}""", "messages[0].content", "unsupported_value" },
        { $$"""{"role":"user","content":[{{Part(Png)}}]},{"role":"user","role":null,"content":[{{Part(Jpeg)}}]}""", "messages[1]", "invalid_value" },
    };

    [Theory, MemberData(nameof(NotTaken), DisableDiscoveryEnumeration = true)]
    public async Task What_GigaChat_does_not_take_is_refused_by_its_place(string messages, string param, string code)
    {
        await using var peer = await Start();
        await using var gateway = await Start(peer);

        await AssertRefused(gateway, peer, messages, param, code);
    }

    [Theory]
    [InlineData(402, 429, "no_money")]
    [InlineData(413, 400, "context_length")]
    [InlineData(429, 429, "rate_limited")]
    [InlineData(500, 503, "overloaded")]
    public async Task An_upload_that_fails_is_a_fault_of_the_call_and_is_tried_again_by_the_next(int status, int told, string code)
    {
        await using var peer = await Start();
        await using var gateway = await Start(peer);
        peer.Manners = new PeerManners { Fault = OpenAiFault.WithStatus(status), FaultAt = Uploads };

        using var failed = await gateway.Post("chat/completions", Asking(Showing(Png)));
        var error = JsonDocument.Parse(await failed.Content.ReadAsByteArrayAsync()).RootElement.GetProperty("error");
        peer.Manners = new PeerManners();

        Assert.Equal((told, code), ((int)failed.StatusCode, error.GetProperty("code").GetString()));
        Assert.Equal(0, peer.ChatsAsked);
        var row = Assert.Single(await Rows(gateway));
        Assert.Equal(("failed", code, "none", 0L), (row.Outcome, row.ErrorCode, row.Source, row.Cost));
        if (status is 402 or 429) return;
        using var next = await gateway.Post("chat/completions", Asking(Showing(Png)));
        Assert.True(next.IsSuccessStatusCode, await next.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_upload_that_fails_lets_the_next_target_answer()
    {
        await using var peer = await Start();
        await using var gateway = await Start(peer, withSpare: true);
        peer.Manners = new PeerManners { Fault = new OpenAiFault(OpenAiFaultKind.CutConnection), FaultAt = Uploads };

        using var response = await gateway.Post("chat/completions", Asking(Showing(Png)));

        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        Assert.Contains(Convert.ToBase64String(Png), Assert.Single(gateway.Upstream.Journal.Requests).BodyText, StringComparison.Ordinal);
        Assert.Equal(["failed unreachable", "answered "], (await Rows(gateway)).Select(row => $"{row.Outcome} {row.ErrorCode}"));
    }

    [Fact]
    public async Task A_token_that_has_run_out_is_renewed_for_an_upload_too()
    {
        await using var peer = await Start();
        await using var gateway = await Start(peer);
        using var first = await gateway.Post("chat/completions", Asking("""{"role":"user","content":"?"}"""));
        peer.ForgetTokens();

        using var second = await gateway.Post("chat/completions", Asking(Showing(Png)));

        Assert.True(second.IsSuccessStatusCode, await second.Content.ReadAsStringAsync());
        Assert.Equal(Png, Assert.Single(peer.Files.All).Bytes);
    }

    [Fact]
    public async Task What_the_process_has_uploaded_is_gone_when_it_ends()
    {
        await using var peer = await Start();
        await using (var gateway = await Start(peer))
        {
            using var response = await gateway.Post("chat/completions", Asking(Showing(Png)));
            Assert.Single(peer.Files.All);
            await gateway.Services.GetRequiredService<PictureSweep>().StopAsync(TestContext.Current.CancellationToken);
        }

        Assert.Empty(peer.Files.All);
    }

    private static async Task AssertRefused(Gateway gateway, GigaChatPeer peer, string messages, string param, string code)
    {
        using var response = await gateway.Post("chat/completions", Asking(messages));
        var error = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync()).RootElement.GetProperty("error");

        Assert.Equal((400, param, code), ((int)response.StatusCode, error.GetProperty("param").GetString(), error.GetProperty("code").GetString()));
        Assert.Equal(0, peer.ChatsAsked);
        Assert.All(await Rows(gateway), row => Assert.Equal(("failed", "none", 0L), (row.Outcome, row.Source, row.Cost)));
    }

    private static string Asking(string messages, bool stream = false) => $$"""{"model":"smart","stream":{{(stream ? "true" : "false")}},"messages":[{{messages}}]}""";

    private static string Showing(byte[] picture) => $$"""{"role":"user","content":[{"type":"text","text":"Что здесь?"},{{Part(picture)}}]}""";

    private static string Showing(Uri address) => $$$"""{"role":"user","content":[{"type":"text","text":"Что здесь?"},{"type":"image_url","image_url":{"url":"{{{address}}}"}}]}""";

    private static string Part(byte[] picture, string type = "image/png") => $$$"""{"type":"image_url","image_url":{"url":"data:{{{type}}};base64,{{{Convert.ToBase64String(picture)}}}","detail":"low"}}""";

    private static Task<GigaChatPeer> Start() => GigaChatPeer.Start(new GigaChatBehaviour { Concurrency = 20 });

    private static Task<Gateway> Start(GigaChatPeer peer, bool withSpare = false) => Gateway.Start(StoreKind.Sqlite, null, (db, upstream, box) =>
    {
        Configured.Provider(db, box, "giga", "gigachat", peer.BaseUrl, new Dictionary<string, string> { ["token_url"] = peer.TokenUrl.ToString() }, [peer.Behaviour.AuthorizationKey]);
        Configured.Price(db, "giga");
        List<ModelTarget> targets = [new() { Provider = "giga", Model = "GigaChat-2-Max" }];
        if (withSpare)
        {
            upstream.Behaviour = upstream.Behaviour with { RequiredKey = null };
            Configured.Provider(db, box, "spare", upstream);
            targets.Add(new() { Provider = "spare", Model = "b", Tier = 1 });
        }

        Configured.Route(db, new WriteModelRoute { Model = "smart", Targets = targets, MaxAttempts = withSpare ? 2 : 1 });
    });

    /// <summary>Where pictures are on the web, and things that are none.</summary>
    private async Task<WebApplication> Site()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        var site = builder.Build();
        site.Use((http, next) =>
        {
            Interlocked.Increment(ref asked);
            return next(http);
        });
        site.MapGet("/good", () => Results.Bytes(Png, "application/octet-stream"));
        site.MapGet("/text", () => Results.Text("<html>"));
        site.MapGet("/elsewhere", () => Results.Redirect("/good"));
        site.MapGet("/cut", async http =>
        {
            http.Response.ContentLength = 1000;
            await http.Response.Body.WriteAsync(Png);
            await http.Response.Body.FlushAsync();
            http.Abort();
        });
        site.MapGet("/endless", async http =>
        {
            var piece = new byte[1024 * 1024];
            for (var i = 0; i < 64; i++) await http.Response.Body.WriteAsync(piece, http.RequestAborted);
        });
        await site.StartAsync();
        return site;
    }

    private static Uri Address(WebApplication site) => new(site.Urls.First());

    private static async Task<List<AttemptRow>> Rows(Gateway gateway)
    {
        await gateway.Settled();
        return await gateway.Kit.Store.Read(SystemScope.Ledger, (db, c) => db.Attempts.OrderBy(a => a.Id).ToListAsync(c), default);
    }
}
