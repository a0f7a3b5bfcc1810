using System.Security.Cryptography;

namespace Sentralix.Contracts;

/// <summary>Opaque, prefixed, sortable ids: prefix, underscore, UUIDv7 in lower-case Crockford base32 (26 characters).</summary>
public static class Ids
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>The longest id or key the platform accepts from outside.</summary>
    public const int MaxLength = 64;

    /// <summary>A new id.</summary>
    /// <param name="prefix">Without the underscore: <c>cnv</c>.</param>
    /// <param name="now">The platform's clock.</param>
    public static string New(string prefix, DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(now).TryWriteBytes(bytes, bigEndian: true, out _);
        return Encode(prefix, bytes);
    }

    /// <summary>An id that is the same for the same name: for keys derived from something that is already unique.</summary>
    public static string Derive(string prefix, string name)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name), hash);
        return Encode(prefix, hash[..16]);
    }

    /// <summary>Whether a text has the form of an id with this prefix.</summary>
    public static bool IsValid(string prefix, string? id)
    {
        if (id is null || id.Length != prefix.Length + 27 || !id.StartsWith(prefix, StringComparison.Ordinal) || id[prefix.Length] != '_') return false;
        foreach (var c in id.AsSpan(prefix.Length + 1))
            if (!Alphabet.Contains(c, StringComparison.Ordinal)) return false;
        return true;
    }

    private static string Encode(string prefix, ReadOnlySpan<byte> bytes)
    {
        // 128 bits in 26 digits of 5 bits: the first digit holds the top 3 bits.
        var value = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        Span<char> text = stackalloc char[26];
        for (var i = 25; i >= 0; i--)
        {
            text[i] = Alphabet[(int)(value & 31)];
            value >>= 5;
        }

        return string.Concat(prefix, "_", text);
    }
}
