namespace Sentralix.Llm.Generation;

/// <summary>An answer's bytes under watch: each read gets its time, keep-alive comments count as signs of life, and an
/// answer without end is not read for ever.</summary>
internal sealed class PacedStream(Stream inner, Action beforeRead, Action afterRead) : Stream
{
    private const int HeadSize = 4096;
    private const long MaxBytes = 64 * 1024 * 1024;

    private readonly byte[] head = new byte[HeadSize];
    private int headLength;
    private long total;

    /// <summary>How the answer begins; tells what it is when it turns out to be no event stream.</summary>
    public ReadOnlyMemory<byte> Head => head.AsMemory(0, headLength);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        beforeRead();
        var read = await inner.ReadAsync(buffer, cancellationToken);
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

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
