using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Sentralix.Llm.Tests.Upstreams.Transport;

/// <summary>A certificate authority that no system knows, and one below it that signs for servers.</summary>
internal sealed class SelfMadeAuthority : IDisposable
{
    private readonly X509Certificate2 root;
    private readonly X509Certificate2 below;

    public SelfMadeAuthority()
    {
        root = Authority("CN=Self-made Root", null);
        below = Authority("CN=Self-made Sub", root);
    }

    /// <summary>Both, as an operator is given them.</summary>
    public string BundlePem => $"{root.ExportCertificatePem()}\n{below.ExportCertificatePem()}\n";

    /// <summary>A TLS server on the loopback that shows a certificate of this authority.</summary>
    public async Task<WebApplication> Serve(string name = "localhost")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(Server(name))));
        var application = builder.Build();
        application.MapGet("/", () => "served");
        await application.StartAsync();
        return application;
    }

    public void Dispose()
    {
        root.Dispose();
        below.Dispose();
    }

    private static X509Certificate2 Authority(string name, X509Certificate2? above)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(20));
        if (above is null) return request.CreateSelfSigned(from, to);
        using var signed = request.Create(above, from, to.AddDays(-1), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }

    private X509Certificate2 Server(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(below, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(10), RandomNumberGenerator.GetBytes(8));
        using var whole = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }
}
