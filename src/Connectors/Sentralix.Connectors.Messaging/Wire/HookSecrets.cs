using System.Security.Cryptography;
using System.Text;

namespace Sentralix.Connectors.Messaging.Wire;

/// <summary>What a hook is shown against what it accepts.</summary>
public static class HookSecrets
{
    /// <summary>Whether it is one of them. Hashes are as long as each other, so the time of comparing says nothing about the secrets.</summary>
    public static bool Accept(IReadOnlyList<string> secrets, string? shown)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(shown ?? ""));
        var found = false;
        foreach (var secret in secrets) found |= secret.Length > 0 && CryptographicOperations.FixedTimeEquals(hash, SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
        return found;
    }
}
