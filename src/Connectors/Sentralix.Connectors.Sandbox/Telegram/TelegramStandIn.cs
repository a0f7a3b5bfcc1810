using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>Telegram's Bot API on the loopback, as of version 10.3. Bots call it at <c>/bot&lt;token&gt;/&lt;method&gt;</c>; tests are its
/// people.</summary>
/// <param name="limits">How fast bots may send; null: what Telegram publishes.</param>
/// <param name="clock">Its clock; null: the system's.</param>
/// <param name="home">How much it keeps; null: everything.</param>
public sealed class TelegramStandIn(Limits? limits = null, TimeProvider? clock = null, StandInHome? home = null) : StandIn(clock, home)
{
    private const string CallPrefix = "/bot";
    private const string FilePrefix = "/file/bot";

    private readonly ConcurrentDictionary<string, BotAccount> bots = new();
    private long lastBot = 7_100_000_000;

    /// <summary>How updates reach webhooks.</summary>
    public DeliverySwitches Delivery { get; } = new();

    /// <summary>Takes webhooks as the cloud does: HTTPS on four ports only. Otherwise as a server of one's own in its local mode.</summary>
    public bool CloudWebhooks { get; set; }

    /// <summary>Makes a bot, as @BotFather does.</summary>
    public BotAccount AddBot(string firstName = "Помощник", string username = "sandbox_helper_bot") => AddBot(NewToken(Interlocked.Increment(ref lastBot)), firstName, username);

    /// <summary>Makes a bot whose token is known already.</summary>
    /// <param name="token">Its id, a colon and a secret.</param>
    /// <param name="firstName">Its shown name.</param>
    /// <param name="username">The name after the @.</param>
    public BotAccount AddBot(string token, string firstName, string username)
    {
        ArgumentNullException.ThrowIfNull(token);
        var id = long.Parse(token[..token.IndexOf(':', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
        var bot = new BotAccount(this, id, token, firstName, username, limits ?? new Limits(), Clock);
        bots[bot.Token] = bot;
        return bot;
    }

    internal static string NewToken(long id)
    {
        var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(24)).Replace('+', '-').Replace('/', '_');
        return string.Create(CultureInfo.InvariantCulture, $"{id}:AAE{secret}");
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        foreach (var bot in bots.Values) await bot.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override void Map(IEndpointRouteBuilder routes) => routes.Map("/{**path}", Handle);

    /// <inheritdoc/>
    protected override Task WriteFault(HttpContext http, Fault fault) => (fault.Kind switch
    {
        FaultKind.TooMany => ApiAnswer.TooMany(fault.RetryAfter ?? TimeSpan.FromSeconds(1)),
        FaultKind.Unauthorized => Unauthorized,
        _ => ApiAnswer.Refuse(StatusCodes.Status500InternalServerError, "Internal Server Error"),
    }).Write(http);

    private static ApiAnswer Unauthorized => ApiAnswer.Refuse(StatusCodes.Status401Unauthorized, "Unauthorized");

    private static ApiAnswer NotFound => ApiAnswer.Refuse(StatusCodes.Status404NotFound, "Not Found");

    private Task Handle(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        var isFile = path.StartsWith(FilePrefix, StringComparison.Ordinal);
        if (!isFile && !path.StartsWith(CallPrefix, StringComparison.Ordinal)) return NotFound.Write(http);
        var rest = path[(isFile ? FilePrefix : CallPrefix).Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return NotFound.Write(http);
        var token = rest[..slash];
        var target = rest[(slash + 1)..];
        if (!char.IsAsciiDigit(token.FirstOrDefault()) || !token.Contains(':', StringComparison.Ordinal)) return NotFound.Write(http);
        if (!bots.TryGetValue(token, out var bot) || bot.Revoked) return Unauthorized.Write(http);
        if (isFile) return Serve(http, "file", _ => Task.FromResult(Download(http, bot, target)));

        // The test data centre has the same methods one step deeper.
        if (target.StartsWith("test/", StringComparison.Ordinal)) target = target["test/".Length..];
        if (BotApi.Find(target) is not { } method) return ApiAnswer.Refuse(StatusCodes.Status404NotFound, "Not Found: method not found").Write(http);
        return Serve(http, method, async told =>
        {
            var answer = await Arguments.Read(http.Request) is { } arguments
                ? await BotApi.Do(new Call(bot, method, arguments, told, http.RequestAborted))
                : ApiAnswer.Bad("can't parse the request's body");
            return () => answer.Write(http);
        });
    }

    private Func<Task> Download(HttpContext http, BotAccount bot, string path)
    {
        if (bot.Files.AtAddress(path, Clock.GetUtcNow()) is not { } file) return () => NotFound.Write(http);
        return async () =>
        {
            // What it was sent as is not kept.
            http.Response.ContentType = "application/octet-stream";
            http.Response.ContentLength = file.Content.Length;
            await http.Response.Body.WriteAsync(file.Content, http.RequestAborted);
        };
    }
}
