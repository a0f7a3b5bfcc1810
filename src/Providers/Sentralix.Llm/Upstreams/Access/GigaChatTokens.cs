using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Access;

/// <summary>GigaChat's tokens, which live for half an hour.</summary>
/// <param name="http">The provider's way out.</param>
/// <param name="address">Where they are given.</param>
/// <param name="authorizationKey">Base64 of the client's id and secret, as Sber's cabinet shows it.</param>
/// <param name="scope">Which API the account has.</param>
internal sealed class GigaChatTokens(HttpMessageInvoker http, Uri address, string authorizationKey, string scope) : ITokenIssuer
{
    public const string DefaultAddress = "https://ngw.devices.sberbank.ru:9443/api/v2/oauth";

    /// <summary>For private persons. Companies have GIGACHAT_API_B2B (by packets) or GIGACHAT_API_CORP (by use).</summary>
    public const string DefaultScope = "GIGACHAT_API_PERS";

    public static readonly string[] Scopes = [DefaultScope, "GIGACHAT_API_B2B", "GIGACHAT_API_CORP"];

    // Later than any time in seconds, earlier than any in milliseconds that a token will have: the year 5138, and 1973.
    private const long Milliseconds = 100_000_000_000;

    public IEnumerable<string> Secrets => [authorizationKey];

    public async Task<TokenOutcome> Issue(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new FormUrlEncodedContent([new("scope", scope)]),
        };
        request.Headers.TryAddWithoutValidation("Authorization", $"Basic {authorizationKey}");
        request.Headers.TryAddWithoutValidation("RqUID", Guid.NewGuid().ToString());
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        return await TokenRequest.Send(http, request, new Secrets(Secrets), Read, cancellation);
    }

    private static AccessToken? Read(ReadOnlyMemory<byte> answer)
    {
        var json = answer.Span;
        var whole = new RawJson(json);
        // Some stands have shorter names.
        var value = TokenRequest.Text(json, "access_token"u8) ?? TokenRequest.Text(json, "tok"u8);
        var expires = whole["expires_at"u8].ProtobufInteger() ?? whole["exp"u8].ProtobufInteger();
        return value is null || expires is not (> 0 and < 100 * Milliseconds) ? null : new AccessToken(value, Time(expires.Value));
    }

    private static DateTimeOffset Time(long expires) => expires > Milliseconds
        ? DateTimeOffset.FromUnixTimeMilliseconds(expires)
        : DateTimeOffset.FromUnixTimeSeconds(expires);
}
