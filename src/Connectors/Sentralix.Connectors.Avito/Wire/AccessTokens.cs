using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Tokens;
using Sentralix.Connectors.Messaging.Wire;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Avito.Wire;

/// <summary>An access token.</summary>
/// <param name="Value">It.</param>
/// <param name="GivenAt">Since when we have it.</param>
/// <param name="RenewAt">When to ask for the next one.</param>
/// <param name="ExpiresAt">When it ends.</param>
internal sealed record AccessToken(string Value, DateTimeOffset GivenAt, DateTimeOffset RenewAt, DateTimeOffset ExpiresAt)
{
    public override string ToString() => "***";
}

/// <summary>The access tokens of accounts' own keys. A key's token is asked for once, however many calls and processes wait for it, and renewed
/// before it ends. It is kept in memory only: whoever has the key gets another one.</summary>
internal sealed class AccessTokens(TimeProvider clock, ISharedTokens? shared = null)
{
    private const int MostKeys = 10_000;
    private static readonly TimeSpan CallTime = TimeSpan.FromSeconds(10);

    // What Avito says today; its answer says it too.
    private static readonly TimeSpan UsualLife = TimeSpan.FromHours(24);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<string, Place> places = new();

    /// <summary>The token of a connection's key.</summary>
    /// <param name="access">The connection.</param>
    /// <param name="refused">A token that Avito does not take any more; null: any will do.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The token, or why there is none.</returns>
    public async Task<(AccessToken? Token, Answer.NotTaken? Failure)> Get(Access access, string? refused, CancellationToken cancellation)
    {
        if (places.Count >= MostKeys) places.Clear();
        var key = KeyOf(access);
        var place = places.GetOrAdd(key, _ => new Place());
        if (Fresh(place.Token, refused) is { } known) return (known, null);
        await place.Gate.WaitAsync(cancellation);
        try
        {
            if (Fresh(place.Token, refused) is { } renewed) return (renewed, null);
            var (token, failure) = shared is null ? await Ask(access, cancellation) : await AskTogether(shared, key, access, refused, cancellation);
            if (token is not null)
            {
                place.Token = token;
                return (token, null);
            }

            // Renewing begins long before the end, so that trouble with it need not be trouble with anything else.
            return place.Token is { } old && old.Value != refused && old.ExpiresAt > clock.GetUtcNow() ? (old, null) : (null, failure);
        }
        finally
        {
            place.Gate.Release();
        }
    }

    /// <summary>Asks, or waits for another process that does.</summary>
    private async Task<(AccessToken? Token, Answer.NotTaken? Failure)> AskTogether(ISharedTokens tokens, string key, Access access, string? refused, CancellationToken cancellation)
    {
        for (var waited = TimeSpan.Zero; ; waited += Step)
        {
            var turn = await tokens.Take(key, refused);
            if (turn.Token is { } known) return (new(known.Value, known.GivenAt, known.RenewAt, known.ExpiresAt), null);
            if (turn.IsYours) break;
            if (waited >= LongestWait) return (null, new(Trouble.Network("Another process asks for the token, and has not got it.")));
            await Task.Delay(Step, cancellation);
        }

        var isKept = false;
        try
        {
            var (token, failure) = await Ask(access, cancellation);
            if (token is not null)
            {
                await tokens.Keep(key, new(token.Value, token.GivenAt, token.RenewAt, token.ExpiresAt));
                isKept = true;
            }

            return (token, failure);
        }
        finally
        {
            if (!isKept) await tokens.GiveUp(key);
        }
    }

    private AccessToken? Fresh(AccessToken? token, string? refused) => token is not null && token.Value != refused && token.RenewAt > clock.GetUtcNow() ? token : null;

    private async Task<(AccessToken? Token, Answer.NotTaken? Failure)> Ask(Access access, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{AvitoAddress.Root(access)}/token")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = access.Settings.GetValueOrDefault(AvitoForm.ClientId) ?? "",
                ["client_secret"] = access.Secrets.GetValueOrDefault(AvitoForm.ClientSecret) ?? "",
            }),
        };
        var answer = AvitoApi.Read(await Exchange.Make(access.Http, request, CallTime, words => AvitoApi.Redact(access, words), cancellation), words => AvitoApi.Redact(access, words));

        // Refusals have been met with status 200: only a token is a token.
        if (answer is not Answer.Ok ok) return (null, Refusal(answer));
        if (Json.Text(ok.Result, "access_token") is not { Length: > 0 } value) return (null, new(OfWords(ok.Result)));
        var now = clock.GetUtcNow();
        var life = Json.Number(ok.Result, "expires_in") is { } seconds and > 0 and < 366 * 86_400 ? TimeSpan.FromSeconds(seconds) : UsualLife;

        // Not all at once: many connections may have been enabled in the same minute.
        return (new(value, now, now + (life * (0.75 + (Random.Shared.NextDouble() * 0.1))), now + life), null);
    }

    private static Answer.NotTaken Refusal(Answer answer) => answer switch
    {
        Answer.Failed { Status: 400 } failed => new(new(ChannelErrors.Unauthorized, "400", failed.Words)),
        Answer.Failed failed => new(Trouble.Of(failed), failed.RetryAfter),
        Answer.NotTaken turned => turned,
        _ => new(Trouble.Of(answer)),
    };

    private static ChannelError OfWords(JsonElement answer) => Json.Text(answer, "error") switch
    {
        null => Trouble.Network("Avito gave neither a token nor a reason."),
        "server_error" or "temporarily_unavailable" => Trouble.Network(Json.Text(answer, "error_description") ?? "Avito gives no tokens now."),
        var error => new(ChannelErrors.Unauthorized, error, Json.Text(answer, "error_description") ?? error),
    };

    // A changed key is another key, and the key itself is nowhere a name.
    private static string KeyOf(Access access) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{AvitoAddress.Root(access)}\n{access.Settings.GetValueOrDefault(AvitoForm.ClientId)}\n{access.Secrets.GetValueOrDefault(AvitoForm.ClientSecret)}")));

    private sealed class Place
    {
        private volatile AccessToken? token;

        public SemaphoreSlim Gate { get; } = new(1);

        public AccessToken? Token
        {
            get => token;
            set => token = value;
        }
    }
}
