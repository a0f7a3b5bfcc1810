using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace Sentralix.Platform.Security;

/// <summary>The one ring of encryption keys, in a folder that all processes share. A backup is data and keys.</summary>
public sealed class KeyRing
{
    private const string Canary = "sentralix key ring";
    private readonly IDataProtectionProvider provider;

    private KeyRing(IDataProtectionProvider provider) => this.provider = provider;

    /// <summary>Opens the ring and proves with a canary that it decrypts what it once encrypted.</summary>
    /// <exception cref="PlatformStartException">The canary cannot be decrypted: this is another ring, or its certificate is missing.</exception>
    public static KeyRing Open(string directory, string? certificatePath, string? certificatePassword)
    {
        CreatePrivate(directory);
        var services = new ServiceCollection();
        var builder = services.AddDataProtection().SetApplicationName("sentralix").PersistKeysToFileSystem(new DirectoryInfo(directory));
        if (certificatePath is not null)
            builder.ProtectKeysWithCertificate(X509CertificateLoader.LoadPkcs12FromFile(certificatePath, certificatePassword));

        var ring = new KeyRing(services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>());
        ring.CheckCanary(Path.Combine(directory, "canary"), directory);
        return ring;
    }

    /// <summary>A protector for one purpose.</summary>
    public IDataProtector For(string purpose, params string[] subPurposes) => provider.CreateProtector(purpose, subPurposes);

    /// <summary>A canary to lie with what this ring encrypts.</summary>
    internal string SealCanary(string text) => For("canary").Protect(text);

    /// <summary>Whether a canary was sealed by this ring, with this text.</summary>
    internal bool Opens(string canary, string text)
    {
        try
        {
            return For("canary").Unprotect(canary) == text;
        }
        catch (CryptographicException)
        {
            return false; // The answer, not a fault: the caller says which ring and which data.
        }
    }

    private static void CreatePrivate(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
            return;
        }

        // A folder that is there already keeps its mode, and it may be everybody's.
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(directory, Owner);
        if (File.GetUnixFileMode(directory) != Owner) File.SetUnixFileMode(directory, Owner);
    }

    private void CheckCanary(string file, string directory)
    {
        var protector = For("canary");
        if (!File.Exists(file))
        {
            // Two processes may start at once on an empty ring: the first file wins, the second is checked against it.
            var own = $"{file}.{Environment.ProcessId}";
            File.WriteAllText(own, protector.Protect(Canary));
            File.Move(own, file, overwrite: true);
        }

        try
        {
            if (protector.Unprotect(File.ReadAllText(file)) == Canary) return;
        }
        catch (CryptographicException fault)
        {
            throw new PlatformStartException($"The key ring in '{directory}' cannot decrypt its canary: {fault.Message} Restore the keys that belong to this data.");
        }

        throw new PlatformStartException($"The key ring in '{directory}' holds another installation's canary.");
    }
}

/// <summary>The platform refuses to start, for a reason that its operator can mend.</summary>
public sealed class PlatformStartException(string message) : Exception(message);
