using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Access;

/// <summary>Yandex's IAM tokens, which live for up to twelve hours: for a service account, which signs for itself, or for a person's
/// OAuth token.</summary>
internal sealed class YandexTokens : ITokenIssuer
{
    public const string DefaultAddress = "https://iam.api.cloud.yandex.net/iam/v1/tokens";

    private readonly HttpMessageInvoker http;
    private readonly Uri address;
    private readonly string field;
    private readonly Func<string> proof;

    private YandexTokens(HttpMessageInvoker http, Uri address, string field, Func<string> proof, IEnumerable<string> secrets)
    {
        this.http = http;
        this.address = address;
        this.field = field;
        this.proof = proof;
        Secrets = secrets;
    }

    public IEnumerable<string> Secrets { get; }

    /// <summary>For a service account.</summary>
    public static YandexTokens OfServiceAccount(HttpMessageInvoker http, Uri address, ServiceAccountKey key, TimeProvider time) =>
        new(http, address, "jwt", () => key.Sign(time.GetUtcNow()), []);

    /// <summary>For a person.</summary>
    public static YandexTokens OfPerson(HttpMessageInvoker http, Uri address, string oauthToken) =>
        new(http, address, "yandexPassportOauthToken", () => oauthToken, [oauthToken]);

    public async Task<TokenOutcome> Issue(CancellationToken cancellation)
    {
        var proven = proof();
        using var body = new MemoryStream();
        await using (var json = new Utf8JsonWriter(body, DialectJson.Writer))
        {
            json.WriteStartObject();
            json.WriteString(field, proven);
            json.WriteEndObject();
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body.ToArray()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(DialectJson.ContentType);
        return await TokenRequest.Send(http, request, new Secrets(proven), Read, cancellation);
    }

    private static AccessToken? Read(ReadOnlyMemory<byte> answer)
    {
        var value = TokenRequest.Text(answer.Span, "iamToken"u8);
        var expires = new RawJson(answer.Span)["expiresAt"u8];
        return value is not null && DateTimeOffset.TryParse(expires.MendedText(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? new AccessToken(value, time)
                : null;
    }
}
