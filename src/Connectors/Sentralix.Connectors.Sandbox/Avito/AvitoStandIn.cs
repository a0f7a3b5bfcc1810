using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sentralix.Connectors.Sandbox.Delivery;

namespace Sentralix.Connectors.Sandbox.Avito;

/// <summary>Avito: its token endpoint, messenger and listings as a connector calls them, its webhooks, and the people who write there.</summary>
public sealed partial class AvitoStandIn : StandIn
{
    private readonly ConcurrentDictionary<long, AvitoAccount> accounts = new();
    private readonly ConcurrentDictionary<string, AvitoApplication> applications = new();
    private readonly AvitoFiles files;
    private readonly AvitoTokens tokens;
    private readonly AvitoWebhooks webhooks;
    private long lastAccount = 100_000_000;
    private long lastItem = 2_500_000_000;
    private long lastBuyer = 700_000_000;

    /// <summary>Avito with one account.</summary>
    /// <param name="clock">Its clock; null: the machine's.</param>
    /// <param name="home">How much it keeps; null: everything.</param>
    /// <param name="key">The account's id, key and secret; null: made here.</param>
    public AvitoStandIn(TimeProvider? clock = null, StandInHome? home = null, (long Id, string ClientId, string ClientSecret)? key = null)
        : base(clock, home)
    {
        tokens = new AvitoTokens(Clock, Home);
        files = new AvitoFiles(Clock, Home);
        webhooks = new AvitoWebhooks(Clock, Home);
        Refused = new RefusalLog(Home.Records);
        Account = key is { } known ? Add(new AvitoAccount(known.Id, known.ClientId, known.ClientSecret)) : AddAccount();
        SignedIn = Account;
    }

    /// <summary>The first account.</summary>
    public AvitoAccount Account { get; }

    /// <summary>Who answers at the consent page; null: consent is denied.</summary>
    public AvitoAccount? SignedIn { get; set; }

    /// <summary>What is limited.</summary>
    public AvitoLimits Limits { get; set; } = new();

    /// <summary>How long an access token works.</summary>
    public TimeSpan TokenLife
    {
        get => tokens.Life;
        set => tokens.Life = value;
    }

    /// <summary>True: refusals of the token endpoint come with status 200, as has been met.</summary>
    public bool TokenErrorsSayOk { get; set; }

    /// <summary>True: messages come in an object with <c>messages</c>, as is met; false: as an array, as described.</summary>
    public bool WrapsMessages { get; set; }

    /// <summary>True: a send is answered only after its echo was delivered to the webhook.</summary>
    public bool EchoesFirst { get; set; }

    /// <summary>False: what the bot sends by the API does not come back as a webhook.</summary>
    public bool Echoes { get; set; } = true;

    /// <summary>True: a subscription of an address that is subscribed answers 409, as has been met; false: it succeeds.</summary>
    public bool RefusesRepeatedSubscription { get; set; }

    /// <summary>What asked against the rules.</summary>
    public RefusalLog Refused { get; }

    /// <summary>Every message that webhooks tell of. The key is the message's id, the kind one of <see cref="AvitoUpdates"/>.</summary>
    public UpdateLog Updates => webhooks.Updates;

    /// <summary>How webhooks are delivered.</summary>
    public AvitoDelivery Delivery => webhooks.Delivery;

    /// <summary>Webhooks on their way.</summary>
    public int Pending => webhooks.Courier.Pending;

    /// <summary>Completes when no webhook is on its way.</summary>
    /// <exception cref="TimeoutException">One still is.</exception>
    public Task WhenDelivered(TimeSpan timeout) => webhooks.Courier.WhenDelivered(timeout);

    /// <summary>Adds a seller's account with a key of its own.</summary>
    public AvitoAccount AddAccount() => Add(new AvitoAccount(Interlocked.Increment(ref lastAccount), Random(12), Random(24)));

    /// <summary>Registers an application that acts for accounts which consent.</summary>
    public AvitoApplication AddApplication(Uri redirectUri)
    {
        var application = new AvitoApplication(Random(12), Random(24), redirectUri);
        applications[application.ClientId] = application;
        return application;
    }

    /// <summary>All tokens stop to work.</summary>
    public void RevokeTokens() => tokens.ForgetAll();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await webhooks.Courier.DisposeAsync();
        await base.DisposeAsync();
    }

    internal static string Random(int bytes) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));

    /// <inheritdoc/>
    protected override void Map(IEndpointRouteBuilder routes)
    {
        MapAccounts(routes);
        MapMessenger(routes);
        MapWebhooks(routes);
        routes.MapGet("/image/{id}/{size}", files.ServeImage);
        routes.MapGet("/voice/{link}", files.ServeVoice);
        routes.MapFallback(http => AvitoReply.Error(404, "Not Found").Write(http));
    }

    /// <inheritdoc/>
    protected override Task WriteFault(HttpContext http, Fault fault)
    {
        if (fault is { Kind: FaultKind.TooMany, RetryAfter: { } wait })
            http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var reply = fault.Kind switch
        {
            FaultKind.TooMany => AvitoReply.Error(429, "Too Many Requests"),
            FaultKind.Unauthorized => AvitoReply.Error(401, "Unauthorized"),
            FaultKind.NotPaid => AvitoReply.Error(402, "Payment Required"),
            _ => AvitoReply.Error(500, "Internal Server Error"),
        };
        return reply.Write(http);
    }

    /// <summary>Serves a call of somebody whose token allows it.</summary>
    private Task Call(HttpContext http, string operation, string? scope, Func<AvitoCall, Task<AvitoReply>> act) => Serve(http, operation, async told =>
    {
        var reply = Guard(http, operation, scope, out var account) ?? await act(new AvitoCall(http, account!, told));
        return () => Tell(http, operation, reply);
    });

    private Task Tell(HttpContext http, string operation, AvitoReply reply)
    {
        if (reply.Reason is { } reason) Refused.Add(operation, reply.Status, reason);
        return reply.Write(http);
    }

    private AvitoReply? Guard(HttpContext http, string operation, string? scope, out AvitoAccount? account)
    {
        account = null;
        var authorization = http.Request.Headers.Authorization.ToString();
        if (!authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return AvitoReply.Error(401, "Unauthorized");
        if (tokens.Find(authorization["Bearer ".Length..].Trim()) is not { } grant) return AvitoReply.Error(401, "Unauthorized");

        // An application's token that has run out answers 403 and not 401: Avito says so, and connectors must cope.
        if (grant.Expires <= Clock.GetUtcNow()) return grant.Scopes is null ? AvitoReply.Error(401, "Unauthorized") : AvitoReply.Error(403, "access token expired");
        if (!grant.Allows(scope)) return AvitoReply.Error(403, "permission denied");
        account = grant.Account;
        if (http.GetRouteValue("user_id") is string user && user != account.Id.ToString(CultureInfo.InvariantCulture)) return AvitoReply.Error(403, "permission denied");
        if (!account.IsPaid && http.Request.Path.StartsWithSegments("/messenger")) return AvitoReply.Error(account.UnpaidStatus, "the tariff does not include the messenger API");
        if (Limits.PerMinute(operation) is not { } limit) return null;

        var remaining = account.Windows.GetOrAdd(operation, _ => new MinuteWindow()).Take(limit, Clock.GetUtcNow());
        AvitoReply.TellRate(http, limit, Math.Max(remaining, 0));
        return remaining < 0 ? AvitoReply.Error(429, "Too Many Requests") : null;
    }

    private AvitoAccount Add(AvitoAccount account)
    {
        accounts[account.Id] = account;
        return account;
    }

    private AvitoChat? ChatOf(AvitoCall call) => call.Account.Chats.GetValueOrDefault(Route(call.Http, "chat_id"));

    private static string Route(HttpContext http, string name) => (string)http.GetRouteValue(name)!;

    private sealed record AvitoCall(HttpContext Http, AvitoAccount Account, bool Told);
}
