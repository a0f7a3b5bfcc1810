using System.Buffers.Binary;
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
        // A UUIDv7 (RFC 9562, 5.7): milliseconds, then lots, with the version and the variant in between.
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, now.ToUnixTimeMilliseconds() << 16);
        Lots.Draw(bytes[6..]);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
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
        var value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        Span<char> text = stackalloc char[26];
        for (var i = 25; i >= 0; i--)
        {
            text[i] = Alphabet[(int)(value & 31)];
            value >>= 5;
        }

        return string.Concat(prefix, "_", text);
    }

    /// <summary>Random bytes that nobody can foresee, fetched from the system many at a time: for the few of one id the way there is long.</summary>
    private static class Lots
    {
        private const int Size = 1024;

        [ThreadStatic]
        private static byte[]? fetched;

        [ThreadStatic]
        private static int left;

        public static void Draw(Span<byte> bytes)
        {
            var lots = fetched ??= new byte[Size];
            if (left < bytes.Length)
            {
                RandomNumberGenerator.Fill(lots);
                left = Size;
            }

            left -= bytes.Length;
            var drawn = lots.AsSpan(left, bytes.Length);
            drawn.CopyTo(bytes);
            drawn.Clear();
        }
    }
}
