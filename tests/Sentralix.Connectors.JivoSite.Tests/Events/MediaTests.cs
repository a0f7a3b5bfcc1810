using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sentralix.Connectors.Messaging.Channels;
using Xunit;

namespace Sentralix.Connectors.JivoSite.Tests.Events;

public sealed class MediaTests : IAsyncLifetime
{
    private readonly JivoSiteChannel channel = new(TimeProvider.System);
    private readonly Access access = Connections.To("http://127.0.0.1:1", "prov", "K7pQ2vX9mT4cR8wZ1nB6yD");
    private WebApplication files = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        files = builder.Build();
        files.MapGet("/here.png", () => Results.Bytes("picture"u8.ToArray(), "image/png"));
        files.MapGet("/broken.png", () => Results.StatusCode(503));
        await files.StartAsync();
    }

    public ValueTask DisposeAsync() => files.DisposeAsync();

    [Fact]
    public async Task The_bytes_of_a_clients_file_are_fetched_from_where_it_lies()
    {
        await using var bytes = await channel.OpenMedia(access, $"{files.Urls.First()}/here.png", default);
        using var reader = new StreamReader(bytes);
        Assert.Equal("picture", await reader.ReadToEndAsync());
    }

    [Theory]
    [InlineData("/gone.png?sign=secret", "media_expired")]
    [InlineData("/broken.png", ChannelErrors.Network)]
    public async Task A_file_that_is_gone_is_told_from_a_server_that_is_ill(string path, string code)
    {
        var refused = await Assert.ThrowsAsync<ChannelException>(() => channel.OpenMedia(access, files.Urls.First() + path, default));

        Assert.Equal(code, refused.Error.Code);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }
}
