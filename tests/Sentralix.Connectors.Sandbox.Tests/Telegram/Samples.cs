using System.Buffers.Binary;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>Files of the smallest kind.</summary>
internal static class Samples
{
    /// <summary>The head of a PNG of this size: all that is looked at.</summary>
    public static byte[] Png(int width, int height)
    {
        var png = new byte[33];
        ((ReadOnlySpan<byte>)[0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n', 0, 0, 0, 13, .. "IHDR"u8]).CopyTo(png);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        return png;
    }
}
