using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Sentralix.Contracts;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Security;
using Yarp.ReverseProxy.Forwarder;

namespace Sentralix.Platform.Http;

/// <summary>Watches both doors: opens to the public only what is listed, and lets nobody on without a call context.</summary>
internal sealed class Doors(InternalTokens tokens, RemoteServices remote, LocalServices local, IHttpForwarder forwarder) : IDisposable
{
    private const string AnyAddress = "http://service.invalid";
    private readonly ConcurrentDictionary<string, HttpMessageInvoker> clients = new();
    private readonly SocketsHttpHandler connections = new()
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    };

    public void Dispose()
    {
        foreach (var client in clients.Values) client.Dispose();
        connections.Dispose();
    }

    /// <summary>Before routing: leads a listed public path to its service.</summary>
    public async Task Lead(HttpContext http, RequestDelegate next)
    {
        if (http.CameBy() != Listener.Public || PublicRoutes.Find(http.Request.Path) is not { } route)
        {
            await next(http);
            return;
        }

        CallContext? caller = null;
        if (route.NeedsCaller)
        {
            var border = await Border(http);
            if (!border.Ok)
            {
                await Refuse(http, route, border.Refusal);
                return;
            }

            caller = border.Value;
            if (caller.Conversation is not null)
            {
                await Refuse(http, route, Refusal.Forbidden("api key"));
                return;
            }
        }

        using var entered = caller?.Enter();
        if (route.MayStay && http.RequestServices.GetService<IPublicFork>() is { } fork && await fork.Stays(http))
        {
            await next(http);
        }
        else if (local.Has(route.Service))
        {
            http.MarkForwarded();
            http.Request.Path = route.Path;
            await next(http);
        }
        else if (remote.Has(route.Service))
        {
            await Forward(http, route, caller);
        }
        else
        {
            await Problems.Write(http, local.Knows(route.Service) ? Refusal.NotInstalled(route.Service) : Refusal.NotFound("service"));
        }
    }

    /// <summary>After routing: the endpoint must be behind the door that the request came by, and the caller must be known.</summary>
    public async Task Admit(HttpContext http, RequestDelegate next)
    {
        var endpoint = http.GetEndpoint();
        var cameBy = http.CameBy();
        if (endpoint?.Metadata.GetMetadata<ListenerMetadata>() is { } door && (door.Listener & cameBy) == 0)
        {
            await Problems.Write(http, Refusal.NotFound("route"));
            return;
        }

        if (endpoint?.Metadata.GetMetadata<DialectMetadata>() is { } dialect)
        {
            await AdmitToDialect(http, dialect, next);
            return;
        }

        if (endpoint?.Metadata.GetMetadata<ContractMetadata>() is not { } contract || http.WasForwarded())
        {
            await next(http);
            return;
        }

        var caller = cameBy == Listener.Public ? await Border(http) : Internal(http, contract.Service);
        if (!caller.Ok)
        {
            await Problems.Write(http, caller.Refusal);
            return;
        }

        using var _ = caller.Value.Enter();
        await next(http);
    }

    private async Task AdmitToDialect(HttpContext http, DialectMetadata dialect, RequestDelegate next)
    {
        // What was led here is in its caller's context already.
        var isLed = http.WasForwarded();
        Result<CallContext> caller = isLed ? CallContext.Current : Internal(http, dialect.Service);
        var refusal = !caller.Ok ? caller.Refusal : caller.Value.Holds(dialect.Scope) ? null : Refusal.Forbidden(dialect.Scope);
        if (refusal is not null)
        {
            await RefuseInDialect(http, http.Request.Path, refusal);
            return;
        }

        using var _ = isLed ? default(CallContext.Entered?) : caller.Value!.Enter();
        await next(http);
    }

    private static async ValueTask<Result<CallContext>> Border(HttpContext http) =>
        http.RequestServices.GetService<IPublicBorder>() is { } border
            ? await border.Authenticate(http)
            : Refusal.NotInstalled("api");

    private Result<CallContext> Internal(HttpContext http, string audience)
    {
        if (!AuthenticationHeaderValue.TryParse(http.Request.Headers.Authorization, out var header) || header.Scheme != "Bearer" || header.Parameter is null)
            return Refusal.Unauthenticated("Send an internal token.");
        return tokens.Read(header.Parameter, audience) is { } caller ? caller : Refusal.Unauthenticated("The internal token is not valid for this service.");
    }

    private static Task Refuse(HttpContext http, PublicRoute route, Refusal refusal) =>
        PublicRoutes.IsDialect(route.Path) ? RefuseInDialect(http, route.Path, refusal) : Problems.Write(http, refusal);

    // Clients of the wire dialects are OpenAI's SDKs and Anthropic's: each reads its own error shape.
    private static Task RefuseInDialect(HttpContext http, PathString path, Refusal refusal) =>
        PublicRoutes.IsAnthropic(path) ? AnthropicErrors.Write(http, refusal) : OpenAiErrors.Write(http, refusal);

    private async Task Forward(HttpContext http, PublicRoute route, CallContext? caller)
    {
        // Each route of a dialect has a limit of its own, which the service keeps; the bytes only pass here.
        if (PublicRoutes.IsDialect(route.Path) && http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        var client = clients.GetOrAdd(route.Service, service => new HttpMessageInvoker(new TurnTaking(remote.Addresses(service), connections), disposeHandler: false));
        var token = caller is null ? null : tokens.Issue(route.Service, caller);
        var error = await forwarder.SendAsync(http, AnyAddress, client, ForwarderRequestConfig.Empty, new PathTransformer(route.Path, token));
        if (error != ForwarderError.None && !http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
            await Problems.Write(http, new Refusal("service_unavailable", 503, $"The service '{route.Service}' cannot be reached."));
    }

    /// <summary>Chooses the address where the forwarder has chosen none.</summary>
    private sealed class TurnTaking(IReadOnlyList<Uri> addresses, HttpMessageHandler connections) : DelegatingHandler(connections)
    {
        private readonly AddressTurns turns = new(addresses);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            turns.Send(request, base.SendAsync, cancellationToken);
    }

    private sealed class PathTransformer(string path, string? token) : HttpTransformer
    {
        public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);

            // The path was decoded once. What still looks encoded ("%2e%2e") is a name: unless it is encoded again, Uri climbs to another
            // route with it. (PathString leaves it as it is.)
            var encoded = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
            proxyRequest.RequestUri = new Uri(destinationPrefix.TrimEnd('/') + encoded + httpContext.Request.QueryString);
            proxyRequest.Headers.Host = null;
            // The service gets a token of ours in place of the caller's key, in whichever header that came.
            if (token is not null) proxyRequest.Headers.Remove(PublicRoutes.DialectKeyHeader);
            proxyRequest.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        }
    }
}

/// <summary>Marks a route in a foreign wire form: who may call it, in which service.</summary>
public sealed record DialectMetadata(string Service, string Scope);

/// <summary>Which services exist, and which of them run in this process.</summary>
public sealed class LocalServices(IReadOnlySet<string> here, IReadOnlySet<string> known)
{
    /// <summary>Whether a service runs in this process.</summary>
    public bool Has(string service) => here.Contains(service);

    /// <summary>Whether there is such a service at all.</summary>
    public bool Knows(string service) => known.Contains(service);

    /// <summary>The services of this process.</summary>
    public IEnumerable<string> Here => here;
}
