using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Sentralix.Connectors.Avito.Tests;

/// <summary>Another server than Avito's, which answers as it is told.</summary>
internal sealed class Elsewhere : IAsyncDisposable
{
    private readonly WebApplication application;

    private Elsewhere(WebApplication application) => this.application = application;

    public Uri Address => new(application.Urls.First());

    public static Task<Elsewhere> Open(Action<HttpContext> see) => Open(http =>
    {
        see(http);
        return Task.CompletedTask;
    });

    public static async Task<Elsewhere> Open(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        var application = builder.Build();
        application.Run(answer);
        await application.StartAsync();
        return new Elsewhere(application);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await application.StopAsync(now.Token);
        await application.DisposeAsync();
    }
}
