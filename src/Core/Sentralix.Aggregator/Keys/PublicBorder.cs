using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Sentralix.Aggregator.Tokens;
using Sentralix.Contracts;
using Sentralix.Platform.Http;
using Sentralix.Platform.Security;

namespace Sentralix.Aggregator.Keys;

/// <summary>Who a public request comes from: the holder of an API key, or a contact with a session token.</summary>
internal sealed class PublicBorder(KeyLookup keys, TokenSeal tokens, TimeProvider clock) : IPublicBorder
{
    private const int LongestBearer = 2048;

    public async ValueTask<Result<CallContext>> Authenticate(HttpContext http)
    {
        if ((Bearer(http) ?? DialectKey(http)) is not { } bearer) return Refusal.Unauthenticated("Send an API key or a session token: Authorization: Bearer ….");
        return bearer.StartsWith(TokenSeal.Prefix, StringComparison.Ordinal) ? Contact(bearer) : await Key(bearer, http.RequestAborted);
    }

    /// <summary>The bearer of a request; null where there is none that could be one of ours.</summary>
    public static string? Bearer(HttpContext http) =>
        AuthenticationHeaderValue.TryParse(http.Request.Headers.Authorization, out var header)
        && header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)
        && header.Parameter is { Length: > 0 and <= LongestBearer } bearer ? bearer : null;

    /// <summary>The key of a client of Anthropic's, which sends it in a header of its own; an Authorization header is heeded before it.</summary>
    private static string? DialectKey(HttpContext http) =>
        http.Request.Headers.Authorization.Count == 0 && PublicRoutes.IsDialect(http.Request.Path)
        && http.Request.Headers[PublicRoutes.DialectKeyHeader] is [{ Length: > 0 and <= LongestBearer } key] ? key : null;

    private Result<CallContext> Contact(string bearer)
    {
        if (tokens.Read(bearer) is not { } claims) return Refusal.Unauthenticated("The session token is not valid.");
        if (claims.ExpiresAt <= clock.GetUtcNow()) return Refusal.Unauthenticated("The session token has expired.");
        return new CallContext
        {
            Tenant = claims.Tenant,
            Actor = $"contact:{claims.Conversation}",
            Scopes = TokenSeal.Scopes,
            Conversation = claims.Conversation,
        };
    }

    private async ValueTask<Result<CallContext>> Key(string bearer, CancellationToken cancellation)
    {
        if (await keys.Find(bearer, cancellation) is not { } key) return Refusal.Unauthenticated("The API key is not known.");
        if (key.RevokedAt is not null) return Refusal.Unauthenticated("The API key was revoked.");
        if (key.ExpiresAt <= clock.GetUtcNow()) return Refusal.Unauthenticated("The API key has expired.");
        return new CallContext { Tenant = key.TenantId, Actor = $"key:{key.Id}", Scopes = key.Scopes.Split(' ') };
    }
}
