using System.Buffers;
using System.Runtime.CompilerServices;

namespace Sentralix.Llm.Batches;

/// <summary>One line of a file.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Text">Without its end; null: it is longer than allowed, and its text is not kept.</param>
internal readonly record struct FileLine(int Number, byte[]? Text);

/// <summary>Cuts a file into lines, with no more of it in memory than a line. Empty lines are counted and left out.</summary>
internal static class JsonLines
{
    private const int FirstSize = 64 * 1024;

    public static async IAsyncEnumerable<FileLine> Read(Stream file, int longest, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
        try
        {
            var (start, end, number, tooLong) = (0, 0, 1, false);
            while (true)
            {
                if (start > 0)
                {
                    buffer.AsSpan(start, end - start).CopyTo(buffer);
                    (start, end) = (0, end - start);
                }

                if (end == buffer.Length) buffer = Grow(buffer);
                var read = await file.ReadAsync(buffer.AsMemory(end), cancellation);
                if (read == 0) break;

                // What was looked through before holds no end of a line.
                var looked = end;
                end += read;
                while (buffer.AsSpan(looked, end - looked).IndexOf((byte)'\n') is var at && at >= 0)
                {
                    var line = Cut(number++, buffer.AsSpan(start, looked + at - start), longest, tooLong);
                    if (line.Text is not []) yield return line;
                    (start, looked, tooLong) = (looked + at + 1, looked + at + 1, false);
                }

                if (end - start <= longest + 1) continue;
                (start, end, tooLong) = (0, 0, true);
            }

            var last = Cut(number, buffer.AsSpan(start, end - start), longest, tooLong);
            if (last.Text is not []) yield return last;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static FileLine Cut(int number, ReadOnlySpan<byte> text, int longest, bool tooLong)
    {
        // Some editors begin a file with a byte order mark.
        if (number == 1 && text.StartsWith("\uFEFF"u8)) text = text[3..];
        text = text.Trim(" \t\r"u8);
        return new FileLine(number, tooLong || text.Length > longest ? null : text.ToArray());
    }

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
