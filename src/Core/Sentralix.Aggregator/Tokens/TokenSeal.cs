using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Sentralix.Contracts;
using Sentralix.Contracts.Aggregator;
using Sentralix.Platform.Security;

namespace Sentralix.Aggregator.Tokens;

/// <summary>Makes and reads session tokens: sealed by the key ring and kept nowhere, so every process of the platform reads them.</summary>
internal sealed class TokenSeal(KeyRing ring, TimeProvider clock)
{
    public const string Prefix = "sxs_";

    /// <summary>What a contact may do in its conversation.</summary>
    public static readonly IReadOnlyList<string> Scopes = ["conversations:read", "messages:send", "runs:execute"];

    private readonly IDataProtector protector = ring.For("session-token");

    /// <summary>A token for one conversation.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="conversation">The one conversation.</param>
    /// <param name="lifetime">How long.</param>
    /// <param name="renewable">Whether its holder may exchange it for a new one: the visitors of our own page, who have nobody else to ask.</param>
    public SessionToken Issue(string tenant, string conversation, TimeSpan lifetime, bool renewable)
    {
        var expires = clock.GetUtcNow() + lifetime;
        var claims = new TokenClaims(tenant, conversation, expires, renewable);
        var sealedClaims = protector.Protect(JsonSerializer.SerializeToUtf8Bytes(claims, SentralixJson.Options));
        return new SessionToken(Prefix + Base64Url.EncodeToString(sealedClaims), conversation, expires);
    }

    /// <summary>What a token says, also when its time is over; null when it is not one of ours.</summary>
    public TokenClaims? Read(string token)
    {
        if (!token.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        try
        {
            return JsonSerializer.Deserialize<TokenClaims>(protector.Unprotect(Base64Url.DecodeFromChars(token.AsSpan(Prefix.Length))), SentralixJson.Options);
        }
        catch (Exception fault) when (fault is FormatException or CryptographicException or JsonException)
        {
            return null; // Not a token of ours: the caller is told 401.
        }
    }
}

/// <summary>What a session token says.</summary>
internal sealed record TokenClaims(string Tenant, string Conversation, DateTimeOffset ExpiresAt, bool Renewable);
