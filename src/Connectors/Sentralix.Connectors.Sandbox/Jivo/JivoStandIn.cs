using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sentralix.Connectors.Sandbox.Delivery;

namespace Sentralix.Connectors.Sandbox.Jivo;

/// <summary>Jivo: its Bot API, its Chat API and its webhooks, and the clients and agents who talk there.</summary>
public sealed partial class JivoStandIn : StandIn
{
    private readonly Courier courier;
    private readonly ConcurrentDictionary<string, JivoBot> bots = new();
    private readonly ConcurrentDictionary<string, JivoChat> chats = new();
    private readonly Kept<JivoHandoff> handoffs;
    private readonly Kept<SentMessage> intrusions;
    private long lastNumber = 1000;

    /// <summary>Jivo with one bot, whose address is still to be told.</summary>
    /// <param name="clock">Its clock; null: the machine's.</param>
    /// <param name="home">How much it keeps; null: everything.</param>
    /// <param name="key">The bot's provider id and token; null: made here.</param>
    public JivoStandIn(TimeProvider? clock = null, StandInHome? home = null, (string ProviderId, string Token)? key = null)
        : base(clock, home)
    {
        courier = new Courier(Home);
        Delivery = new JivoDelivery(courier);
        handoffs = new Kept<JivoHandoff>(Home.Records);
        intrusions = new Kept<SentMessage>(Home.Records);
        Refused = new RefusalLog(Home.Records);
        Updates = new UpdateLog(Home.Records);
        clientFiles = new Recent<string, (byte[] Content, string Name)>(Home.Records, Home.FileBytes, file => file.Content.Length);
        files = new HttpClient(Home.Out(() => new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }), Home.OwnsWayOut) { Timeout = TimeSpan.FromSeconds(5) };
        var (provider, token) = key ?? (Random(8), Random(16));
        Bot = AddBot(provider, token, null, "widget");
    }

    /// <summary>The first bot.</summary>
    public JivoBot Bot { get; }

    /// <summary>What is limited.</summary>
    public JivoLimits Limits { get; set; } = new();

    /// <summary>How events, messages and webhooks are delivered.</summary>
    public JivoDelivery Delivery { get; }

    /// <summary>Whether an agent could take a chat now.</summary>
    public bool AgentsOnline { get; set; } = true;

    /// <summary>What follows an invitation.</summary>
    public JivoInviteAnswer InviteAnswer { get; set; }

    /// <summary>In which form ids and times are told.</summary>
    public JivoIdForm IdForm { get; set; }

    /// <summary>True: a press of a button tells the button's id; false: it is empty, as has been met, and only the text tells.</summary>
    public bool TellsButtonIds { get; set; }

    /// <summary>True: a bot's message with an id that was used in the chat is taken and not shown again. Jivo does not say whether it does so.</summary>
    public bool DedupesBotMessages { get; set; }

    /// <summary>How long a client waits for the bot after its server took the message; then the client goes to an agent. Jivo does not
    /// publish it; null: forever.</summary>
    public TimeSpan? AnswerDeadline { get; set; }

    /// <summary>Clients who went to an agent because the bot failed.</summary>
    public IReadOnlyList<JivoHandoff> Handoffs => handoffs.All;

    /// <summary>What the bot said while an agent held the chat: it reached the client, and should not have been said.</summary>
    public IReadOnlyList<SentMessage> Intrusions => intrusions.All;

    /// <summary>What asked against the rules.</summary>
    public RefusalLog Refused { get; }

    /// <summary>Everything that was delivered or should have been. The key is the event's id, for the Chat API the message's.</summary>
    public UpdateLog Updates { get; }

    /// <summary>Deliveries on their way.</summary>
    public int Pending => courier.Pending;

    /// <summary>Completes when nothing is on its way.</summary>
    /// <exception cref="TimeoutException">Something still is.</exception>
    public Task WhenDelivered(TimeSpan timeout) => courier.WhenDelivered(timeout);

    /// <summary>Puts a bot of another provider on a channel of another Jivo account.</summary>
    public JivoBot AddBot(Uri? address, string channelType = "widget") => AddBot(Random(8), Random(16), address, channelType);

    private JivoBot AddBot(string provider, string token, Uri? address, string channelType)
    {
        var bot = new JivoBot(provider, token, 900_000 + Next(), 55_000 + Next(), channelType) { Address = address };
        bots[bot.ProviderId] = bot;
        return bot;
    }

    /// <summary>Where a bot sends what it says.</summary>
    public Uri BotEndpoint(JivoBot? bot = null) => new(Address, $"/webhooks/{(bot ?? Bot).ProviderId}/{(bot ?? Bot).Token}");

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await courier.DisposeAsync();
        foreach (var chat in chats.Values) chat.BotActed();
        await base.DisposeAsync();
        files.Dispose();
    }

    /// <inheritdoc/>
    protected override void Map(IEndpointRouteBuilder routes)
    {
        routes.Map("/webhooks/{provider}/{token}", TakeFromBot);
        routes.MapGet("/files/{key}/{name}", ServeClientFile);
        routes.MapGet("/{random}/{channel}/status", TellStatus);
        routes.MapPost("/{random}/{channel}", TakeFromChannel);
        routes.MapFallback(http => JivoReply.Error(404, "not_found", "there is no such address").Write(http));
    }

    /// <inheritdoc/>
    protected override Task WriteFault(HttpContext http, Fault fault)
    {
        if (fault is { Kind: FaultKind.TooMany, RetryAfter: { } wait })
            http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var (status, code) = fault.Kind switch
        {
            FaultKind.TooMany => (429, "too_many_requests"),
            FaultKind.Unauthorized => (401, "unauthorized_client"),
            FaultKind.NotPaid => (403, "access_denied"),
            _ => (500, "internal_error"),
        };
        return (http.Request.Path.StartsWithSegments("/webhooks") ? JivoReply.Error(status, code, code) : JivoReply.Rejected(status, code)).Write(http);
    }

    private static string Random(int bytes) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));

    private static async Task<JsonElement?> Body(HttpContext http)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsJson(HttpContext http) => http.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true;

    private long Next() => Interlocked.Increment(ref lastNumber);

    private Task Tell(HttpContext http, string operation, JivoReply reply)
    {
        if (reply.Reason is { } reason) Refused.Add(operation, reply.Status, reason);
        return reply.Write(http);
    }
}
