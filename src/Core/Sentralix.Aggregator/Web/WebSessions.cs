using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Sentralix.Aggregator.Bootstrap;
using Sentralix.Aggregator.Conversations;
using Sentralix.Aggregator.Keys;
using Sentralix.Aggregator.Tokens;
using Sentralix.Contracts;
using Sentralix.Contracts.Aggregator;
using Sentralix.Platform.Http;
using Sentralix.Platform.Security;

namespace Sentralix.Aggregator.Web;

/// <summary>Lets an anonymous visitor of our own page begin a conversation: a session token without a key, a few a minute for an address.</summary>
internal sealed class WebSessions : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan RenewableFor = TimeSpan.FromHours(24);
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly TokenSeal seal;
    private readonly Opening opening;
    private readonly FirstTenant first;
    private readonly TimeProvider clock;
    private readonly bool isOn;
    private readonly PartitionedRateLimiter<IPAddress> limiter;

    public WebSessions(TokenSeal seal, Opening opening, FirstTenant first, TimeProvider clock, IConfiguration configuration)
    {
        (this.seal, this.opening, this.first, this.clock) = (seal, opening, first, clock);
        isOn = configuration.GetValue("web-chat", true);
        var perMinute = configuration.GetValue("web-sessions-per-minute", 30);
        limiter = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address => RateLimitPartition.GetFixedWindowLimiter(
            Neighbourhood(address), _ => new FixedWindowRateLimiterOptions { PermitLimit = perMinute, Window = Window, QueueLimit = 0 }));
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        if (!isOn) return;
        routes.MapPost("/api/web/session", http => Limited(http, Begin)).Behind(Listener.Public);
        routes.MapPost("/api/web/session/renew", http => Limited(http, Renew)).Behind(Listener.Public);
    }

    public void Dispose() => limiter.Dispose();

    /// <summary>A token for a new conversation with the default assistant.</summary>
    public async Task<Result<SessionToken>> Begin(HttpContext http)
    {
        using var _ = CallContext.Platform(first.Tenant, AggregatorModule.ServiceName).Enter();
        var conversation = await opening.Open(null, http.RequestAborted);
        return conversation.Map(c => seal.Issue(first.Tenant, c.Id, Lifetime, renewable: true));
    }

    /// <summary>A new token for the conversation of one that was given by <see cref="Begin"/> and ended at most a day ago.</summary>
    public Task<Result<SessionToken>> Renew(HttpContext http) => Task.FromResult(Renew(PublicBorder.Bearer(http)));

    private Result<SessionToken> Renew(string? bearer)
    {
        if (bearer is null || seal.Read(bearer) is not { Renewable: true } claims) return Refusal.Unauthenticated("Send the session token that this page was given.");
        if (claims.ExpiresAt + RenewableFor <= clock.GetUtcNow()) return Refusal.Unauthenticated("The session token ended too long ago.");
        return seal.Issue(claims.Tenant, claims.Conversation, Lifetime, renewable: true);
    }

    private async Task Limited(HttpContext http, Func<HttpContext, Task<Result<SessionToken>>> answer)
    {
        using var lease = limiter.AttemptAcquire(http.Connection.RemoteIpAddress ?? IPAddress.None);
        if (!lease.IsAcquired)
        {
            var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : Window;
            await Problems.Write(http, new Refusal("rate_limited", 429, "Too many conversations were begun from this address.") { RetryAfterMs = (long)wait.TotalMilliseconds });
            return;
        }

        var token = await answer(http);
        if (!token.Ok)
        {
            await Problems.Write(http, token.Refusal);
            return;
        }

        http.Response.StatusCode = StatusCodes.Status201Created;
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.WriteAsJsonAsync(token.Value, SentralixJson.Options, http.RequestAborted);
    }

    // One subscriber holds a whole /64 of IPv6.
    private static IPAddress Neighbourhood(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
