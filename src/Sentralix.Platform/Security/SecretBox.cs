using System.Text;

namespace Sentralix.Platform.Security;

/// <summary>Encrypts a row's secrets. The purpose holds the tenant and the row, so that a secret copied to another row or tenant
/// does not decrypt.</summary>
public sealed class SecretBox(KeyRing ring)
{
    /// <summary>Encrypts.</summary>
    public byte[] Seal(string tenant, string row, string secret) =>
        ring.For("secret", tenant, row).Protect(Encoding.UTF8.GetBytes(secret));

    /// <summary>Decrypts.</summary>
    public string Open(string tenant, string row, byte[] sealedSecret) =>
        Encoding.UTF8.GetString(ring.For("secret", tenant, row).Unprotect(sealedSecret));
}
