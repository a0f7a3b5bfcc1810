using System.Security.Cryptography;
using System.Text;

namespace Sentralix.Connectors.Sandbox.Worlds;

/// <summary>What a sandbox is known by. A stand-in forgets all with its process, so whatever it must have again is derived from the secret that
/// the connection keeps.</summary>
internal static class SandboxKeys
{
    public static string New(int bytes = 24) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));

    /// <summary>A number that belongs to a secret.</summary>
    public static long Number(string secret, long from, int span) => from + (BitConverter.ToUInt32(Hash(secret)) % (uint)span);

    /// <summary>A short code that belongs to a secret.</summary>
    public static string Code(string secret) => Convert.ToHexStringLower(Hash(secret).AsSpan(8, 4));

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes($"sandbox {secret}"));
}
