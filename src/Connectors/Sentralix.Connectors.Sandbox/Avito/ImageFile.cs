using System.Buffers.Binary;

namespace Sentralix.Connectors.Sandbox.Avito;

/// <summary>Tells by its first bytes whether Avito takes a file as an image: JPEG, HEIC, GIF, BMP or PNG.</summary>
internal static class ImageFile
{
    /// <summary>What is wrong with it; null: nothing.</summary>
    public static string? Complaint(ReadOnlySpan<byte> file, AvitoLimits limits)
    {
        if (file.Length > limits.ImageBytes) return $"at most {limits.ImageBytes} bytes";
        if (Size(file) is not var (width, height)) return "JPEG, HEIC, GIF, BMP or PNG is required";
        return (long)width * height > limits.ImagePixels ? $"at most {limits.ImagePixels} pixels" : null;
    }

    private static (uint Width, uint Height)? Size(ReadOnlySpan<byte> file)
    {
        if (file.Length >= 24 && file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']))
            return (BinaryPrimitives.ReadUInt32BigEndian(file[16..]), BinaryPrimitives.ReadUInt32BigEndian(file[20..]));
        if (file.Length >= 10 && file.StartsWith("GIF8"u8))
            return (BinaryPrimitives.ReadUInt16LittleEndian(file[6..]), BinaryPrimitives.ReadUInt16LittleEndian(file[8..]));
        if (file.Length >= 26 && file.StartsWith("BM"u8))
            return (BinaryPrimitives.ReadUInt32LittleEndian(file[18..]), (uint)Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(file[22..])));
        if (file.Length >= 12 && file[4..].StartsWith("ftyp"u8)) return Heic(file);
        return file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? Jpeg(file) : null;
    }

    /// <summary>The size stands in the box <c>ispe</c>, after its version and flags.</summary>
    private static (uint, uint)? Heic(ReadOnlySpan<byte> file)
    {
        var brand = file[8..12];
        if (!brand.StartsWith("hei"u8) && !brand.SequenceEqual("mif1"u8)) return null;
        var box = file.IndexOf("ispe"u8);
        return box >= 0 && file.Length >= box + 16 ? (BinaryPrimitives.ReadUInt32BigEndian(file[(box + 8)..]), BinaryPrimitives.ReadUInt32BigEndian(file[(box + 12)..])) : null;
    }

    /// <summary>The size stands in the first frame header, one of the segments.</summary>
    private static (uint, uint)? Jpeg(ReadOnlySpan<byte> file)
    {
        var at = 2;
        while (at + 9 <= file.Length && file[at] == 0xFF)
        {
            var marker = file[at + 1];
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return (BinaryPrimitives.ReadUInt16BigEndian(file[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(file[(at + 5)..]));
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
        }

        return null;
    }
}
