using System.Reflection;
using System.Security.Cryptography;

namespace Sentralix.Console.Assets;

/// <summary>The script and style of the page, as they were built into this assembly.</summary>
internal sealed class EmbeddedAssets
{
    private static readonly IReadOnlyDictionary<string, string> ContentTypes = new Dictionary<string, string>
    {
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    private readonly Dictionary<string, Asset> byName = new(StringComparer.Ordinal);

    public EmbeddedAssets()
    {
        var assembly = Assembly.GetExecutingAssembly();
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (!ContentTypes.TryGetValue(Path.GetExtension(name), out var contentType)) continue;
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            all.AppendData(bytes);
            byName.Add(name, Asset.Of(bytes, contentType));
        }

        Version = Convert.ToHexStringLower(all.GetHashAndReset())[..16];
    }

    /// <summary>Changes when any asset does. It stands in their addresses, so that modules which import each other never come from two
    /// builds.</summary>
    public string Version { get; }

    public Asset? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>The address of an asset of this build.</summary>
    public string PathOf(string name) => $"/console/{Version}/{name}";
}

/// <summary>One file of the page.</summary>
internal sealed record Asset(ReadOnlyMemory<byte> Bytes, string ContentType, string ETag)
{
    public static Asset Of(byte[] bytes, string contentType) => new(bytes, contentType, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\"");
}
