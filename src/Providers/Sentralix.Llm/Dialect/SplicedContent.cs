using System.Net;
using System.Net.Http.Headers;

namespace Sentralix.Llm.Dialect;

/// <summary>A request body made of stretches of a pooled buffer.</summary>
internal sealed class SplicedContent : HttpContent
{
    private readonly ReadOnlyMemory<byte>[] pieces;
    private readonly long length;
    private int writing;

    public SplicedContent(ReadOnlyMemory<byte>[] pieces)
    {
        this.pieces = pieces;
        foreach (var piece in pieces) length += piece.Length;
        Headers.ContentType = new MediaTypeHeaderValue(DialectJson.ContentType);
    }

    /// <summary>Nobody is writing these bytes just now. An upstream may answer before it has read the whole request; the
    /// buffer must not go back to its pool while the transport still sends from it.</summary>
    public bool Idle => Volatile.Read(ref writing) == 0;

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref writing);
        try
        {
            foreach (var piece in pieces) await stream.WriteAsync(piece, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref writing);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override bool TryComputeLength(out long length)
    {
        length = this.length;
        return true;
    }
}
