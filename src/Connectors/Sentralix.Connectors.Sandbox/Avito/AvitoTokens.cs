using System.Security.Cryptography;

namespace Sentralix.Connectors.Sandbox.Avito;

/// <summary>An application that acts for other accounts.</summary>
/// <param name="ClientId">Its key.</param>
/// <param name="ClientSecret">Its secret.</param>
/// <param name="RedirectUri">Where a seller's consent is sent to.</param>
public sealed record AvitoApplication(string ClientId, string ClientSecret, Uri RedirectUri);

/// <summary>What an access token allows.</summary>
/// <param name="Account">For whom.</param>
/// <param name="Scopes">What; null: everything, as with an account's own key.</param>
/// <param name="Expires">Until when.</param>
internal sealed record AvitoGrant(AvitoAccount Account, IReadOnlyList<string>? Scopes, DateTimeOffset Expires)
{
    public bool Allows(string? scope) => Scopes is null || scope is null || Scopes.Contains(scope);
}

/// <summary>Codes and tokens that were given out.</summary>
internal sealed class AvitoTokens(TimeProvider clock, StandInHome home)
{
    private static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(10);

    private readonly Recent<string, AvitoGrant> access = new(home.Records);
    private readonly Recent<string, (AvitoApplication Application, AvitoGrant Grant)> refresh = new(home.Records);
    private readonly Recent<string, (AvitoApplication Application, AvitoGrant Grant)> codes = new(home.Records);

    public TimeSpan Life { get; set; } = TimeSpan.FromHours(24);

    public AvitoGrant? Find(string token) => access.GetValueOrDefault(token);

    public string Consent(AvitoApplication application, AvitoAccount account, IReadOnlyList<string> scopes)
    {
        var code = Secret(16);
        codes[code] = (application, new AvitoGrant(account, scopes, clock.GetUtcNow() + CodeLife));
        return code;
    }

    public byte[] ForAccount(AvitoAccount account) => Answer(new AvitoGrant(account, null, default), null);

    /// <summary>Gives tokens for a code, which works once; null: it does not.</summary>
    public byte[]? ForCode(AvitoApplication application, string code)
    {
        if (!codes.TryGetValue(code, out var known) || known.Application != application) return null;
        return codes.TryRemove(code, out known) && known.Grant.Expires > clock.GetUtcNow() ? Answer(known.Grant, application) : null;
    }

    /// <summary>Gives new tokens for a refresh token, which works once; null: it does not.</summary>
    public byte[]? ForRefresh(AvitoApplication application, string token)
    {
        if (!refresh.TryGetValue(token, out var known) || known.Application != application) return null;
        return refresh.TryRemove(token, out known) ? Answer(known.Grant, application) : null;
    }

    public void ForgetAll()
    {
        access.Clear();
        refresh.Clear();
        codes.Clear();
    }

    private static string Secret(int bytes) => Convert.ToBase64String(RandomNumberGenerator.GetBytes(bytes)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private byte[] Answer(AvitoGrant grant, AvitoApplication? application)
    {
        var token = Secret(24);
        access[token] = grant with { Expires = clock.GetUtcNow() + Life };
        var next = application is null ? null : Secret(24);
        if (next is not null) refresh[next] = (application!, grant);
        return AvitoWire.Object(w =>
        {
            w.WriteString("access_token", token);
            w.WriteNumber("expires_in", (long)Life.TotalSeconds);
            w.WriteString("token_type", "Bearer");
            if (next is null) return;
            w.WriteString("refresh_token", next);
            w.WriteString("scope", string.Join(',', grant.Scopes!));
        });
    }
}
