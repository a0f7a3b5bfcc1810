using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Sentralix.Contracts;

namespace Sentralix.Platform.Security;

/// <summary>Signed tokens between the platform's processes: caller, audience, tenant, actor and scopes, for at most 60 seconds.
/// A tenant in a header or a body is never believed.</summary>
public sealed class InternalTokens(KeyRing ring, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    // Clocks of two machines may differ a little.
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);

    private readonly IDataProtector protector = ring.For("internal-token");

    /// <summary>A token for one call (or a stream's start) to one service.</summary>
    public string Issue(string audience, CallContext context)
    {
        var claims = new Claims(audience, context.Tenant, context.Actor, context.Scopes, context.Conversation, clock.GetUtcNow() + Lifetime);
        return Convert.ToBase64String(protector.Protect(JsonSerializer.SerializeToUtf8Bytes(claims, SentralixJson.Options)));
    }

    /// <summary>The caller's context, or null when the token is not ours, is too old, or is for another service.</summary>
    public CallContext? Read(string token, string audience)
    {
        Claims? claims;
        try
        {
            claims = JsonSerializer.Deserialize<Claims>(protector.Unprotect(Convert.FromBase64String(token)), SentralixJson.Options);
        }
        catch (Exception fault) when (fault is FormatException or CryptographicException or JsonException)
        {
            return null; // Not a token of ours: the caller is told 401.
        }

        var now = clock.GetUtcNow();
        if (claims is null || claims.Audience != audience || claims.Expires + Skew < now || claims.Expires > now + Lifetime + Skew) return null;
        return new CallContext { Tenant = claims.Tenant, Actor = claims.Actor, Scopes = claims.Scopes, Conversation = claims.Conversation };
    }

    private sealed record Claims(string Audience, string Tenant, string Actor, IReadOnlyList<string> Scopes, string? Conversation, DateTimeOffset Expires);
}
