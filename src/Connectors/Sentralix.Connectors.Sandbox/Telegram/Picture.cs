using System.Buffers.Binary;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>Looks into a file's first bytes, as Telegram does where a kind promises a form.</summary>
internal static class Picture
{
    /// <summary>Width and height of a PNG, GIF or JPEG; null: it is none of them.</summary>
    public static (int Width, int Height)? Size(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= 24 && bytes[0] == 0x89 && bytes[1..4].SequenceEqual("PNG"u8))
        {
            return (BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadInt32BigEndian(bytes[20..]));
        }

        if (bytes.Length >= 10 && bytes.StartsWith("GIF8"u8)) return (BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]));
        return bytes.Length >= 4 && bytes[0] == 0xFF && bytes[1] == 0xD8 ? Jpeg(bytes) : null;
    }

    /// <summary>Whether it is OGG, MP3 or M4A: anything else sent as a voice message becomes a document.</summary>
    public static bool IsVoice(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("OggS"u8) || bytes.StartsWith("ID3"u8)
        || (bytes.Length > 2 && bytes[0] == 0xFF && (bytes[1] & 0xE0) == 0xE0)
        || (bytes.Length > 8 && bytes[4..8].SequenceEqual("ftyp"u8));

    private static (int Width, int Height)? Jpeg(ReadOnlySpan<byte> bytes)
    {
        for (var i = 2; i + 9 < bytes.Length && bytes[i] == 0xFF;)
        {
            // The start of a frame carries the size; the other segments say how long they are.
            if (bytes[i + 1] is >= 0xC0 and <= 0xCF and not 0xC4 and not 0xC8 and not 0xCC)
            {
                return (BinaryPrimitives.ReadUInt16BigEndian(bytes[(i + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(i + 5)..]));
            }

            i += 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(i + 2)..]);
        }

        return null;
    }
}
