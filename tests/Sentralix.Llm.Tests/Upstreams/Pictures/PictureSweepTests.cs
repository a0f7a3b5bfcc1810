using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Sentralix.Llm.Upstreams;
using Sentralix.Llm.Upstreams.Access;
using Sentralix.Llm.Upstreams.GigaChat;
using Sentralix.Llm.Upstreams.Pictures;
using Sentralix.Peers.GigaChat;
using Sentralix.Peers.OpenAi;
using Sentralix.Peers.Wire;
using Sentralix.Platform.Security;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.Pictures;

/// <summary>How long pictures stay at a provider.</summary>
public sealed class PictureSweepTests : IAsyncLifetime
{
    private const string Uploads = "/api/v1/files";

    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 1];

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly PictureFetch fetch = new(new EgressGuard([]));
    private readonly GigaChatPictures store = new();
    private GigaChatPeer peer = null!;
    private Upstream upstream = null!;
    private UploadedPictures pictures = null!;
    private PictureSweep sweep = null!;

    public async ValueTask InitializeAsync()
    {
        peer = await GigaChatPeer.Start(time: time);
        var settings = new UpstreamSettings { Id = "prv_giga", Name = "giga", Kind = "gigachat", BaseUrl = peer.BaseUrl };
        upstream = new Upstream(
            settings, new HttpMessageInvoker(new SocketsHttpHandler()),
            http => [.. ((string[])["one", "two"]).Select(key => new UpstreamKey(key, new TokenAccess("giga", new GigaChatTokens(http, peer.TokenUrl, peer.Behaviour.AuthorizationKey, peer.Behaviour.Scope), time), 1))],
            time);
        pictures = new UploadedPictures(fetch, time);
        sweep = new PictureSweep(pictures, time, NullLogger<PictureSweep>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        upstream.Dispose();
        fetch.Dispose();
        await peer.DisposeAsync();
    }

    [Fact]
    public async Task An_upload_serves_for_an_hour_and_is_deleted_a_quarter_later()
    {
        var first = await Take();
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(first, await Take());
        time.Advance(TimeSpan.FromMinutes(1));
        var second = await Take();
        Assert.NotEqual(first, second);

        time.Advance(TimeSpan.FromMinutes(14));
        await sweep.Run(default);
        Assert.Equal(2, peer.Files.All.Count);
        time.Advance(TimeSpan.FromMinutes(1));
        await sweep.Run(default);

        Assert.Equal(second, Assert.Single(peer.Files.All).Id);
        time.Advance(TimeSpan.FromHours(1));
        await sweep.Run(default);
        Assert.Empty(peer.Files.All);
        Assert.NotEqual(second, await Take());
    }

    [Fact]
    public async Task Tenants_and_keys_share_no_upload()
    {
        Assert.Equal(3, new HashSet<string> { await Take(), await Take(tenant: "other"), await Take(key: 1) }.Count);
        Assert.Equal(3, peer.Asked(Uploads));
    }

    [Fact]
    public async Task What_could_not_be_deleted_is_deleted_the_next_time()
    {
        await Take();
        time.Advance(UploadedPictures.DeletedAfter);
        peer.Manners = new PeerManners { Fault = OpenAiFault.WithStatus(503), FaultAt = $"{Uploads}/{peer.Files.All[0].Id}/delete" };
        await sweep.Run(default);
        Assert.Single(peer.Files.All);

        peer.Manners = new PeerManners();
        await sweep.Run(default);

        Assert.Empty(peer.Files.All);
    }

    [Fact]
    public async Task What_cannot_be_deleted_is_not_asked_about_for_ever()
    {
        await Take();
        time.Advance(UploadedPictures.DeletedAfter);
        var path = $"{Uploads}/{peer.Files.All[0].Id}/delete";
        peer.Manners = new PeerManners { Fault = OpenAiFault.WithStatus(503), FaultAt = path };
        for (var i = 0; i < 20; i++) await sweep.Run(default);

        Assert.InRange(peer.Asked(path), 2, 10);
    }

    [Fact]
    public async Task What_a_process_that_died_has_left_is_found_by_its_name_and_nothing_else_is_touched()
    {
        peer.Files.Put(new GigaChatFile("left", "sentralix-0123456789abcdef.png", "image/png", Png) { CreatedAt = time.GetUtcNow() - TimeSpan.FromHours(4) });
        peer.Files.Put(new GigaChatFile("in-use", "sentralix-fedcba9876543210.png", "image/png", Png) { CreatedAt = time.GetUtcNow() - TimeSpan.FromHours(1) });
        peer.Files.Put(new GigaChatFile("theirs", "договор.pdf", "application/pdf", []) { CreatedAt = time.GetUtcNow() - TimeSpan.FromDays(400) });
        var own = await Take();

        await sweep.Run(default);
        await sweep.Run(default);

        Assert.Equal(new[] { "in-use", "theirs", own }.Order(StringComparer.Ordinal), peer.Files.All.Select(file => file.Id).Order(StringComparer.Ordinal));
        Assert.Equal(1, peer.Journal.Requests.Count(request => request is { Method: "GET", Path: Uploads }));
    }

    [Fact]
    public async Task One_who_hangs_up_does_not_take_the_upload_from_the_others()
    {
        var door = new TaskCompletionSource();
        peer.Manners = new PeerManners { Until = door.Task };
        using var gone = new CancellationTokenSource();
        using var clock = new CallClock(time, gone.Token);
        var hanging = pictures.Take(Account(0), "acme", [Asked], clock);
        var waiting = Take();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
        door.SetResult();

        Assert.NotEmpty(await waiting);
        Assert.Equal(1, peer.Asked(Uploads));
    }

    private static AskedPicture Asked => new("messages[0]", Picture.Of(Png), null);

    private PictureAccount Account(int key) => new(upstream, upstream.Keys[key], store);

    private async Task<string> Take(string tenant = "acme", int key = 0)
    {
        using var clock = new CallClock(time, default);
        var taken = await pictures.Take(Account(key), tenant, [Asked], clock);
        Assert.Null(taken.Fault);
        return Assert.Single(taken.Ids);
    }
}
