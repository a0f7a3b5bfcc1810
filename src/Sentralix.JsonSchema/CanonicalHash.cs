using System.Buffers;
using System.Security.Cryptography;
using Sentralix.JsonSchema.Json;

namespace Sentralix.JsonSchema;

/// <summary>A hash of a JSON value, by which a definition is pinned: the same for every way to write the same value.</summary>
public static class CanonicalHash
{
    // Far beyond any definition; whoever means to pin something larger pins its bytes.
    private const int MaxBytes = 16 * 1024 * 1024;
    private const int MaxDepth = 256;

    /// <summary>The SHA-256 of a value's canonical text, in small hexadecimal letters; null: the text is not JSON, or has a name twice.</summary>
    public static string? Of(ReadOnlySpan<byte> utf8) => TapeDocument.Read(utf8, MaxBytes, MaxDepth, out var document).Fault == TapeFault.None ? Of(document!) : null;

    /// <summary>The canonical text itself (RFC 8785; numbers that a double does not hold keep all of their digits); null as for <see cref="Of(ReadOnlySpan{byte})"/>.</summary>
    public static byte[]? Text(ReadOnlySpan<byte> utf8) => TapeDocument.Read(utf8, MaxBytes, MaxDepth, out var document).Fault == TapeFault.None ? Text(document!) : null;

    internal static string Of(TapeDocument document) => Convert.ToHexStringLower(SHA256.HashData(Text(document)));

    private static byte[] Text(TapeDocument document)
    {
        var text = new ArrayBufferWriter<byte>();
        CanonicalJson.Write(document.View, 0, text);
        return text.WrittenSpan.ToArray();
    }
}
