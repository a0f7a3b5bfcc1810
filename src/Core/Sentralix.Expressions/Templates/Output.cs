using System.Text;

namespace Sentralix.Expressions.Templates;

/// <summary>The text of a template while it grows.</summary>
internal sealed class Output
{
    // What a rendering left behind is kept for the next, unless it was large.
    private const int MaxKept = 16 * 1024;

    private char[] buffer = new char[256];
    private int length;
    private int bytes;
    private int maxBytes;

    public void Begin(int most)
    {
        if (buffer.Length > MaxKept) buffer = new char[256];
        (length, bytes, maxBytes) = (0, 0, most);
    }

    public void Append(ReadOnlySpan<char> text) => Append(text, Encoding.UTF8.GetByteCount(text));

    /// <summary>A text whose size in UTF-8 is known.</summary>
    public void Append(ReadOnlySpan<char> text, int size)
    {
        bytes += size;
        if (bytes > maxBytes) throw new ExpressionException(FaultCodes.Budget, $"the text is longer than {maxBytes} bytes");
        if (text.Length > buffer.Length - length) Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + text.Length));
        text.CopyTo(buffer.AsSpan(length));
        length += text.Length;
    }

    public override string ToString() => new(buffer, 0, length);
}
