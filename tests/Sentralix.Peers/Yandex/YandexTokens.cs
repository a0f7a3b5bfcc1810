using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sentralix.Peers.Wire;

namespace Sentralix.Peers.Yandex;

/// <summary>The place that exchanges signed statements and OAuth tokens for IAM tokens.</summary>
internal sealed class YandexTokens(TimeProvider time)
{
    private const string Audience = "https://iam.api.cloud.yandex.net/iam/v1/tokens";

    private readonly Dictionary<string, DateTimeOffset> given = [];
    private readonly Lock gate = new();

    public bool IsGood(string token)
    {
        lock (gate) return given.TryGetValue(token, out var until) && time.GetUtcNow() < until;
    }

    public async Task Give(PeerCall call, YandexBehaviour knows)
    {
        using var body = call.Read();
        var jwt = body is null ? null : PeerJson.Text(body.RootElement, "jwt");
        var oauth = body is null ? null : PeerJson.Text(body.RootElement, "yandexPassportOauthToken");
        if (jwt is not null && Refused(jwt, knows) is { } words) await call.Refuse(401, words);
        else if (jwt is null && (oauth is null || oauth != knows.OAuthToken)) await call.Refuse(401, "OAuth token is invalid or expired");
        else await call.Json(PeerJson.Write(New(knows.TokenLife)));
    }

    private object New(TimeSpan life)
    {
        var token = $"t1.{Guid.NewGuid():N}";
        var until = time.GetUtcNow() + life;
        lock (gate) given[token] = until;
        // Nine digits after the point, as the real one has.
        return new { iamToken = token, expiresAt = until.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", System.Globalization.CultureInfo.InvariantCulture) + "12Z" };
    }

    private string? Refused(string jwt, YandexBehaviour knows)
    {
        if (jwt.Split('.') is not [var head, var claims, var signature] || knows.Account is not { } account) return "The token is invalid";
        using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(head));
        using var said = JsonDocument.Parse(Base64Url.DecodeFromChars(claims));
        if (PeerJson.Text(header.RootElement, "alg") != "PS256" || PeerJson.Text(header.RootElement, "kid") != account.KeyId) return "The key is unknown";
        if (PeerJson.Text(said.RootElement, "aud") != Audience || PeerJson.Text(said.RootElement, "iss") != account.AccountId) return "The statement is for another place";
        var (issued, expires) = (said.RootElement.GetProperty("iat").GetInt64(), said.RootElement.GetProperty("exp").GetInt64());
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        if (issued > now + 60 || expires <= now || expires - issued > 3600) return "The statement is out of its time";
        using var rsa = RSA.Create(account.PublicKey);
        return rsa.VerifyData(Encoding.ASCII.GetBytes($"{head}.{claims}"), Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pss)
            ? null
            : "The signature is wrong";
    }
}
