namespace Sentralix.Llm.Tests.Dialect;

/// <summary>A stream that gives its bytes in pieces of chosen sizes and then ends, or breaks.</summary>
internal sealed class ChoppedStream(byte[] bytes, Func<int> nextSize, Exception? breaks = null) : Stream
{
    private int position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => bytes.Length;

    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (position == bytes.Length && breaks is not null) throw breaks;
        var size = Math.Min(Math.Min(nextSize(), buffer.Length), bytes.Length - position);
        bytes.AsMemory(position, size).CopyTo(buffer);
        position += size;
        return ValueTask.FromResult(size);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
