using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sentralix.Platform.Security;
using Sentralix.Platform.Tests.Subject;
using Xunit;

namespace Sentralix.Platform.Tests.Security;

/// <summary>Secrets open only where they were sealed, and only with the ring they were sealed with.</summary>
public sealed class SecretTests : IDisposable
{
    private readonly Folder folder = new();

    [Fact]
    public void A_secret_opens_only_for_its_tenant_and_its_row()
    {
        var box = new SecretBox(Ring("keys"));
        var sealedSecret = box.Seal("acme", "prov_1", "ключ sk-123");

        Assert.Equal("ключ sk-123", box.Open("acme", "prov_1", sealedSecret));
        Assert.ThrowsAny<CryptographicException>(() => box.Open("acme", "prov_2", sealedSecret));
        Assert.ThrowsAny<CryptographicException>(() => box.Open("umbrella", "prov_1", sealedSecret));
        sealedSecret[^1] ^= 1;
        Assert.ThrowsAny<CryptographicException>(() => box.Open("acme", "prov_1", sealedSecret));
    }

    [Fact]
    public void The_same_ring_opened_again_reads_what_it_sealed_and_another_ring_does_not()
    {
        var sealedSecret = new SecretBox(Ring("keys")).Seal("acme", "row", "secret");

        Assert.Equal("secret", new SecretBox(Ring("keys")).Open("acme", "row", sealedSecret));
        Assert.ThrowsAny<CryptographicException>(() => new SecretBox(Ring("others")).Open("acme", "row", sealedSecret));
    }

    [Fact]
    public void A_foreign_ring_is_refused_at_start_by_name()
    {
        Ring("keys");
        Ring("others");
        File.Copy(Path.Combine(folder.Path, "others", "canary"), Path.Combine(folder.Path, "keys", "canary"), overwrite: true);

        var refused = Assert.Throws<PlatformStartException>(() => Ring("keys"));

        Assert.Contains(Path.Combine(folder.Path, "keys"), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ring_whose_keys_are_lost_is_refused_instead_of_made_anew()
    {
        Ring("keys");
        foreach (var key in Directory.GetFiles(Path.Combine(folder.Path, "keys"), "key-*.xml")) File.Delete(key);

        Assert.Throws<PlatformStartException>(() => Ring("keys"));
    }

    [Fact, UnsupportedOSPlatform("windows")]
    public void The_keys_are_their_owners_alone()
    {
        Ring("keys");
        var lax = Directory.CreateDirectory(Path.Combine(folder.Path, "lax"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        Ring("lax");

        foreach (var ring in (string[])[Path.Combine(folder.Path, "keys"), lax.FullName])
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(ring));
    }

    [Fact]
    public void A_ring_under_a_certificate_needs_that_certificate()
    {
        var file = Path.Combine(folder.Path, "ring.p12");
        using var rsa = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=ring", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllBytes(file, certificate.Export(X509ContentType.Pkcs12, "password"));
        var keys = Path.Combine(folder.Path, "protected");
        var sealedSecret = new SecretBox(KeyRing.Open(keys, file, "password")).Seal("acme", "row", "secret");

        Assert.Equal("secret", new SecretBox(KeyRing.Open(keys, file, "password")).Open("acme", "row", sealedSecret));
        Assert.Throws<PlatformStartException>(() => KeyRing.Open(keys, null, null));
    }

    public void Dispose() => folder.Dispose();

    private KeyRing Ring(string name) => KeyRing.Open(Path.Combine(folder.Path, name), null, null);
}
