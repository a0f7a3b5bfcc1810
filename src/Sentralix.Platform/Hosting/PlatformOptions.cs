using Microsoft.Extensions.Configuration;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Security;

namespace Sentralix.Platform.Hosting;

/// <summary>What the command line, the environment (<c>SENTRALIX_…</c>) and <c>{data}/sentralix.json</c> say.</summary>
public sealed record PlatformOptions
{
    private static readonly string[] Flags = ["--no-demo", "--migrate-only", "--insecure-db-role"];

    /// <summary>The folder of data.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The folder of the key ring.</summary>
    public required string KeyDirectory { get; init; }

    /// <summary>A PKCS#12 certificate that protects the key ring; needed where keys must not lie in the clear.</summary>
    public string? KeyCertificate { get; init; }

    /// <summary>Its password.</summary>
    public string? KeyCertificatePassword { get; init; }

    /// <summary>The public door.</summary>
    public required Uri PublicUrl { get; init; }

    /// <summary>The internal door.</summary>
    public required Uri InternalUrl { get; init; }

    /// <summary>A PKCS#12 certificate for doors that speak https.</summary>
    public string? TlsCertificate { get; init; }

    /// <summary>Its password.</summary>
    public string? TlsCertificatePassword { get; init; }

    /// <summary>Which services this process runs; null: all.</summary>
    public IReadOnlySet<string>? Services { get; init; }

    /// <summary>A PostgreSQL connection string; null: SQLite.</summary>
    public string? Postgres { get; init; }

    /// <summary>The address under which other processes of the cluster reach this one.</summary>
    public string? ClusterAddress { get; init; }

    /// <summary>Run although the database role bypasses row-level security.</summary>
    public bool InsecureDatabaseRole { get; init; }

    /// <summary>Migrate and end.</summary>
    public bool MigrateOnly { get; init; }

    /// <summary>Where services of other processes are.</summary>
    public required RemoteServices Remote { get; init; }

    /// <summary>The process's configuration, as modules read it.</summary>
    public required IConfiguration Configuration { get; init; }

    /// <summary>Reads the options and names everything that is wrong with them.</summary>
    public static PlatformOptions Read(string[] args)
    {
        var pairs = args.Select(a => Flags.Contains(a) ? $"{a}=true" : a).ToArray();
        var environment = OptionsOfEnvironment();
        var first = new ConfigurationBuilder().AddInMemoryCollection(environment).AddCommandLine(pairs).Build();
        var data = Path.GetFullPath(first["data"] ?? ".data");
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(data, "sentralix.json"), optional: true)
            .AddEnvironmentVariables("SENTRALIX_")
            .AddInMemoryCollection(environment)
            .AddEnvironmentVariables("OTEL_EXPORTER_")
            .AddCommandLine(pairs)
            .Build();
        var storage = configuration["storage"];
        var services = configuration["services"];
        var options = new PlatformOptions
        {
            DataDirectory = data,
            KeyDirectory = Path.GetFullPath(configuration["keys"] ?? Path.Combine(data, "keys")),
            KeyCertificate = configuration["keys-certificate"],
            KeyCertificatePassword = configuration["keys-certificate-password"],
            PublicUrl = Address(configuration["public-url"] ?? "http://127.0.0.1:8080", "public-url"),
            InternalUrl = Address(configuration["internal-url"] ?? "http://127.0.0.1:8081", "internal-url"),
            TlsCertificate = configuration["tls-certificate"],
            TlsCertificatePassword = configuration["tls-certificate-password"],
            Services = services is null or "all" ? null : services.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(),
            Postgres = storage is null or "sqlite" ? null : storage,
            ClusterAddress = configuration["cluster-address"],
            InsecureDatabaseRole = configuration["insecure-db-role"] == "true",
            MigrateOnly = configuration["migrate-only"] == "true",
            Remote = ReadRemote(configuration),
            Configuration = configuration,
        };
        if (!options.InternalUrl.IsLoopback && options.InternalUrl.Scheme != Uri.UriSchemeHttps)
            throw new PlatformStartException("The internal listener is bound beyond loopback and has no TLS: give an https --internal-url and --tls-certificate.");
        if ((options.InternalUrl.Scheme == Uri.UriSchemeHttps || options.PublicUrl.Scheme == Uri.UriSchemeHttps) && options.TlsCertificate is null)
            throw new PlatformStartException("An https address needs --tls-certificate FILE.p12.");
        return options;
    }

    // A shell's variables have no dashes in their names: SENTRALIX_PUBLIC_URL is --public-url.
    private static Dictionary<string, string?> OptionsOfEnvironment()
    {
        var options = new Dictionary<string, string?>();
        foreach (var (key, value) in new ConfigurationBuilder().AddEnvironmentVariables("SENTRALIX_").Build().AsEnumerable())
            if (value is not null && !key.Contains(':', StringComparison.Ordinal)) options[key.Replace('_', '-')] = value;
        return options;
    }

    private static Uri Address(string text, string option) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && Uri.TryCreate(text, UriKind.Absolute, out address)
            ? address
            : throw new PlatformStartException($"--{option} must be an http or https address, not '{text}'.");

    private static RemoteServices ReadRemote(IConfiguration configuration) => new(configuration.GetSection("Services").GetChildren()
        .Where(s => s["Url"] is { Length: > 0 })
        .ToDictionary(s => s.Key.ToLowerInvariant(), s => (IReadOnlyList<Uri>)[.. s["Url"]!.Split(',', StringSplitOptions.TrimEntries).Select(u => Address(u, $"Services:{s.Key}:Url"))]));
}
