using System.Text;

namespace Sentralix.Knowledge.Extraction;

/// <summary>Bytes to text for files that do not tell their encoding, or tell a wrong one.</summary>
internal static class TextDecoding
{
    // More broken characters than this and a reader would see it as broken too.
    private const double MaxBrokenShare = 0.05;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private static readonly (byte[] Mark, Encoding Encoding)[] ByteOrderMarks =
    [
        ([0xEF, 0xBB, 0xBF], Utf8),
        ([0xFF, 0xFE, 0, 0], Encoding.UTF32),
        ([0, 0, 0xFE, 0xFF], new UTF32Encoding(bigEndian: true, byteOrderMark: true)),
        ([0xFF, 0xFE], Encoding.Unicode),
        ([0xFE, 0xFF], Encoding.BigEndianUnicode),
    ];

    // Formats that hold enough readable bytes to pass for text.
    private static readonly byte[][] BinaryMarks =
    [
        [.. "%PDF-"u8], [.. "PK\x03\x04"u8], [.. "{\\rtf"u8], [0xD0, 0xCF, 0x11, 0xE0], [0x89, .. "PNG"u8], [0xFF, 0xD8, 0xFF], [.. "GIF8"u8], [0x1F, 0x8B],
    ];

    /// <summary>The text, or null where the bytes are no text or too much of it is broken.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="charset">The declared character set: used where the bytes leave a choice.</param>
    public static string? Decode(ReadOnlySpan<byte> bytes, string? charset)
    {
        foreach (var mark in BinaryMarks)
            if (bytes.StartsWith(mark)) return null;

        foreach (var (mark, encoding) in ByteOrderMarks)
            if (bytes.StartsWith(mark)) return Accepted(encoding.GetString(bytes[mark.Length..]));

        if (Utf16WithoutMark(bytes) is { } utf16) return Accepted(utf16.GetString(bytes));

        var text = Utf8.GetString(bytes);
        if (LooksLikeUtf8(text)) return Accepted(text);

        if (CyrillicCodePages.Declared(charset) is { } declared) return Accepted(declared.GetString(bytes));
        return CyrillicCodePages.MostLikely(bytes) is { } codePage ? Accepted(codePage.GetString(bytes)) : null;
    }

    private static string? Accepted(string text)
    {
        var broken = 0;
        foreach (var character in text)
            if (character is '\uFFFD' || char.IsControl(character) && character is not ('\t' or '\n' or '\r' or '\f' or '\v' or '\u0085' or '\u001A')) broken++;
        return broken <= text.Length * MaxBrokenShare ? text : null;
    }

    // Valid UTF-8, or UTF-8 with a few bytes spoilt: in another encoding hardly any sequence would be valid.
    private static bool LooksLikeUtf8(string text)
    {
        int broken = 0, wide = 0;
        foreach (var character in text)
        {
            if (character == '\uFFFD') broken++;
            else if (character > '\u007F') wide++;
        }
        return broken == 0 || wide > 4 * broken;
    }

    private static UnicodeEncoding? Utf16WithoutMark(ReadOnlySpan<byte> bytes)
    {
        const int Sample = 4096;
        if (bytes.Length < 4 || bytes.Length % 2 != 0) return null;

        var sample = bytes[..Math.Min(bytes.Length, Sample)];
        int little = 0, big = 0;
        for (var i = 0; i < sample.Length; i += 2)
        {
            if (IsTextPage(sample[i + 1]) && !IsTextPage(sample[i])) little++;
            if (IsTextPage(sample[i]) && !IsTextPage(sample[i + 1])) big++;
        }
        var enough = sample.Length / 2 * 0.7;
        if (little > enough) return new UnicodeEncoding(bigEndian: false, byteOrderMark: false);
        return big > enough ? new UnicodeEncoding(bigEndian: true, byteOrderMark: false) : null;

        // The upper bytes of Latin and Cyrillic letters; neither is a character in a text of one byte a letter.
        static bool IsTextPage(byte upper) => upper is 0 or 4;
    }
}
