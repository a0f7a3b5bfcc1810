using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sentralix.Connectors.Sandbox.Hosting;

namespace Sentralix.Connectors.Sandbox;

/// <summary>A channel's server on the loopback that keeps the channel's rules: limits, errors, order, expiry. A real Kestrel; what was sent
/// to it and what it delivered is counted, and it fails as it is told.</summary>
public abstract class StandIn : IAsyncDisposable
{
    private WebApplication? application;
    private Uri? within;
    private int tooMany;

    /// <summary>Its clock, and how much it keeps.</summary>
    protected StandIn(TimeProvider? clock, StandInHome? home = null)
    {
        Clock = clock ?? TimeProvider.System;
        Home = home ?? StandInHome.OfTests;
        Sent = new SentLog(Home.Records);
    }

    /// <summary>Where it serves, without a path.</summary>
    public Uri Address => within ?? new(application?.Urls.First() ?? throw new InvalidOperationException("The stand-in has not been started."));

    /// <summary>What goes wrong.</summary>
    public FaultPlan Faults { get; } = new();

    /// <summary>What it has taken from bots.</summary>
    public SentLog Sent { get; }

    /// <summary>How much it keeps, and which way its own calls go.</summary>
    internal StandInHome Home { get; }

    /// <summary>How many requests were refused for being too many.</summary>
    public int TooMany => Volatile.Read(ref tooMany);

    /// <summary>Its clock.</summary>
    protected TimeProvider Clock { get; }

    /// <summary>Starts on a free port of the loopback, or on the given one.</summary>
    /// <param name="port">The port; 0: any.</param>
    /// <param name="certificate">Serve HTTPS with it; null: plain HTTP.</param>
    public Task Start(int port = 0, X509Certificate2? certificate = null) => Start(server => server.Listen(IPAddress.Loopback, port, listen =>
    {
        if (certificate is not null) listen.UseHttps(certificate);
    }));

    /// <summary>Starts without a port: only the returned handler reaches it.</summary>
    /// <param name="address">The address under which it names its own files and uploads.</param>
    internal async Task<HttpMessageHandler> StartWithin(Uri address)
    {
        within = address;
        var transport = new MemoryTransport();
        await Start(server => server.Listen(transport.EndPoint), transport);
        return transport.Client();
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (application is null) return;

        // Requests that never answer would hold a polite stop back.
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await application.StopAsync(now.Token);
        await application.DisposeAsync();
    }

    /// <summary>Counts a refusal for being too many; those with status 429 are counted without it.</summary>
    protected void NoteTooMany() => Interlocked.Increment(ref tooMany);

    private async Task Start(Action<KestrelServerOptions> listen, IConnectionListenerFactory? transport = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.Limits.MaxRequestBodySize = 64 * 1024 * 1024;
            server.AddServerHeader = false;
            listen(server);
        });
        if (transport is not null) builder.Services.AddSingleton(transport);
        application = builder.Build();
        application.Use(async (http, next) =>
        {
            await next(http);
            if (http.Response.StatusCode == StatusCodes.Status429TooManyRequests) NoteTooMany();
        });
        Map(application);
        await application.StartAsync();
    }

    /// <summary>Maps the channel's routes.</summary>
    protected abstract void Map(IEndpointRouteBuilder routes);

    /// <summary>The channel's own way of saying that a request went wrong.</summary>
    protected abstract Task WriteFault(HttpContext http, Fault fault);

    /// <summary>Serves one request under the fault plan.</summary>
    /// <param name="http">The request.</param>
    /// <param name="operation">The channel's name of the call.</param>
    /// <param name="act">Does it, and returns how to answer. <c>told</c> says whether the caller will hear of it.</param>
    protected async Task Serve(HttpContext http, string operation, Func<bool, Task<Func<Task>>> act)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(act);
        var fault = Faults.Take(operation);
        switch (fault.Kind)
        {
            case FaultKind.None:
                await (await act(true))();
                break;
            case FaultKind.CutBefore:
                http.Abort();
                break;
            case FaultKind.CutAfter:
                await act(false);
                http.Abort();
                break;
            case FaultKind.HangAfter:
                await act(false);
                await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
            case FaultKind.ErrorAfter:
                await act(false);
                await WriteFault(http, fault);
                break;
            case FaultKind.HtmlPage:
                http.Response.StatusCode = StatusCodes.Status502BadGateway;
                http.Response.ContentType = "text/html";
                await http.Response.WriteAsync("<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>");
                break;
            default:
                await WriteFault(http, fault);
                break;
        }
    }
}
