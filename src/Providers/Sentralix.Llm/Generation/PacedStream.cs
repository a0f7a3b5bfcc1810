using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Generation;

/// <summary>An answer's bytes under watch: each read gets its time, keep-alive comments count as signs of life, and an
/// answer without end is not read for ever.</summary>
internal sealed class PacedStream(Stream inner, Action beforeRead, Action afterRead) : ReadingStream(inner)
{
    private const int HeadSize = 4096;
    private const long MaxBytes = 64 * 1024 * 1024;

    private readonly byte[] head = new byte[HeadSize];
    private int headLength;
    private long total;

    /// <summary>How the answer begins; tells what it is when it turns out to be no event stream.</summary>
    public ReadOnlyMemory<byte> Head => head.AsMemory(0, headLength);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        beforeRead();
        var read = await Source.ReadAsync(buffer, cancellationToken);
        total += read;
        if (total > MaxBytes) throw new InvalidDataException($"The answer is longer than {MaxBytes} bytes.");
        if (headLength < HeadSize)
        {
            var kept = Math.Min(read, HeadSize - headLength);
            buffer.Span[..kept].CopyTo(head.AsSpan(headLength));
            headLength += kept;
        }

        afterRead();
        return read;
    }
}
