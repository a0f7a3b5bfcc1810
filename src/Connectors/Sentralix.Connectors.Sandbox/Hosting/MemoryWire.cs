using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;

namespace Sentralix.Connectors.Sandbox.Hosting;

/// <summary>Two pipes, one each way, that can be cut like a cable: who reads then gets an error and not an end.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer and no handle, and either end may outlive the other.")]
internal sealed class MemoryWire
{
    private readonly Pipe toServer = new(new PipeOptions(useSynchronizationContext: false));
    private readonly Pipe toClient = new(new PipeOptions(useSynchronizationContext: false));
    private readonly CancellationTokenSource closed = new();
    private volatile bool isCut;

    public MemoryWire()
    {
        Server = new Ends(toServer.Reader, toClient.Writer);
        Client = new ClientStream(this);
    }

    public IDuplexPipe Server { get; }

    public Stream Client { get; }

    public CancellationToken Closed => closed.Token;

    /// <summary>What was written before may still be read by the client; then it meets the cut.</summary>
    public void Cut()
    {
        isCut = true;
        toClient.Reader.CancelPendingRead();
        toServer.Writer.CancelPendingFlush();
        Close();
    }

    // Whoever waits for the end may do much: it does so on its own time.
    private void Close() => ThreadPool.UnsafeQueueUserWorkItem(static source => source.Cancel(), closed, preferLocal: false);

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class ClientStream(MemoryWire wire) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            // A read of nothing asks whether there is something.
            var result = await wire.toClient.Reader.ReadAsync(cancellationToken);
            var there = result.Buffer;
            if (there.IsEmpty && !result.IsCompleted && wire.isCut) throw new IOException("The connection was cut.");
            var count = (int)Math.Min(there.Length, buffer.Length);
            var taken = there.Slice(0, count);
            var written = 0;
            foreach (var piece in taken)
            {
                piece.Span.CopyTo(buffer.Span[written..]);
                written += piece.Length;
            }

            wire.toClient.Reader.AdvanceTo(taken.End);
            return count;
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (wire.isCut) throw new IOException("The connection was cut.");
            var flushed = await wire.toServer.Writer.WriteAsync(buffer, cancellationToken);
            if (wire.isCut || flushed.IsCompleted) throw new IOException("The connection was cut.");
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronously.");

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronously.");

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                wire.toServer.Writer.Complete();
                wire.toClient.Reader.Complete();
                wire.Close();
            }

            base.Dispose(disposing);
        }
    }
}
