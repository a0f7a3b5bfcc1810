using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sentralix.Platform.Security;
using Xunit;

namespace Sentralix.Platform.Tests.Security;

public sealed class OutsideTrustTests
{
    [Theory]
    [InlineData("http://proxy:3128", true)]
    [InlineData("https://user:password@proxy.example.com", true)]
    [InlineData("socks4://10.0.0.1:1080", true)]
    [InlineData("socks5://[::1]:1080", true)]
    [InlineData("proxy:3128", false)]
    [InlineData("ftp://proxy", false)]
    [InlineData("http://", false)]
    [InlineData("", false)]
    public void A_proxy_has_a_scheme_that_is_known_and_a_host(string address, bool fits) => Assert.Equal(fits, OutsideTrust.CheckProxy(address) is null);

    [Fact]
    public void An_own_authority_is_trusted_beside_the_systems_and_another_one_is_not()
    {
        using var own = Authority("CN=Own");
        using var foreign = Authority("CN=Foreign");
        Assert.Null(OutsideTrust.CheckAuthorities(own.ExportCertificatePem()));

        Assert.True(IsTrusted(Issue(own), own.ExportCertificatePem()));
        Assert.False(IsTrusted(Issue(foreign), own.ExportCertificatePem()));
    }

    [Fact]
    public void An_authority_between_a_root_and_a_server_is_a_step_to_the_root_and_no_root_itself()
    {
        using var root = Authority("CN=Root");
        using var between = Authority("CN=Between", root);

        Assert.True(IsTrusted(Issue(between), $"{root.ExportCertificatePem()}\n{between.ExportCertificatePem()}"));
        Assert.False(IsTrusted(Issue(between), root.ExportCertificatePem()));
        Assert.False(IsTrusted(Issue(between), between.ExportCertificatePem()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")]
    public void What_is_no_certificate_is_refused(string text) => Assert.NotNull(OutsideTrust.CheckAuthorities(text));

    private static bool IsTrusted(X509Certificate2 certificate, string authorities)
    {
        using (certificate)
        {
            using var chain = new X509Chain { ChainPolicy = OutsideTrust.Trusting(authorities) };
            return chain.Build(certificate);
        }
    }

    private static X509Certificate2 Authority(string name, X509Certificate2? signer = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        if (signer is null) return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        using var signed = request.Create(signer, DateTimeOffset.UtcNow.AddHours(-2), DateTimeOffset.UtcNow.AddDays(2), [4, 5, 6]);
        return signed.CopyWithPrivateKey(key);
    }

    private static X509Certificate2 Issue(X509Certificate2 authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Server", key, HashAlgorithmName.SHA256);
        return request.Create(authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1), [1, 2, 3]);
    }
}
