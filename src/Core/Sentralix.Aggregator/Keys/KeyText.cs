using System.Security.Cryptography;
using System.Text;

namespace Sentralix.Aggregator.Keys;

/// <summary>The text of an API key.</summary>
internal static class KeyText
{
    /// <summary>Keys given by the operator himself may not be shorter.</summary>
    public const int MinLength = 16;

    private const string Prefix = "sx_live_";

    /// <summary>A new key of 192 random bits.</summary>
    public static string New() => Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    /// <summary>What is stored of a key.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Whether two hashes are equal, in a time that does not depend on where they differ.</summary>
    public static bool SameHash(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(left), Encoding.ASCII.GetBytes(right));
}
