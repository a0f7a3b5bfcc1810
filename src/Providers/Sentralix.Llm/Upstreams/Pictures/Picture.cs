using System.Security.Cryptography;

namespace Sentralix.Llm.Upstreams.Pictures;

/// <summary>A picture's bytes.</summary>
/// <param name="mediaType">What the bytes are, whatever was said about them.</param>
/// <param name="bytes">They.</param>
internal sealed class Picture(string mediaType, byte[] bytes)
{
    private string? hash;

    public string MediaType => mediaType;

    public byte[] Bytes => bytes;

    public string Hash => hash ??= Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Reads from the bytes themselves what they are.</summary>
    /// <returns>Null: none of the kinds that are known here.</returns>
    public static Picture? Of(byte[] bytes)
    {
        ReadOnlySpan<byte> head = bytes;
        var type = head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) ? "image/png"
            : head.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]) ? "image/jpeg"
            : head.StartsWith("BM"u8) ? "image/bmp"
            : head.StartsWith((ReadOnlySpan<byte>)[(byte)'I', (byte)'I', 42, 0]) || head.StartsWith((ReadOnlySpan<byte>)[(byte)'M', (byte)'M', 0, 42]) ? "image/tiff"
            : null;
        return type is null ? null : new Picture(type, bytes);
    }
}

/// <summary>A picture in a request: one of the two.</summary>
/// <param name="Param">Where in the request it stands.</param>
/// <param name="Picture">Its bytes.</param>
/// <param name="Address">Where its bytes are.</param>
internal sealed record AskedPicture(string Param, Picture? Picture, Uri? Address);
