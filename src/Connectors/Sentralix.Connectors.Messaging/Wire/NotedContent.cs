using System.Net;

namespace Sentralix.Connectors.Messaging.Wire;

/// <summary>A body that knows whether writing it has begun. Before that nothing can have been done with the call; after it, anything.</summary>
public sealed class NotedContent : HttpContent
{
    private readonly HttpContent inner;
    private volatile bool begun;

    /// <summary>Takes over the content and its headers.</summary>
    public NotedContent(HttpContent inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        this.inner = inner;
        foreach (var header in inner.Headers) Headers.TryAddWithoutValidation(header.Key, header.Value);
    }

    /// <summary>Whether the first byte may have left.</summary>
    public bool Begun => begun;

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        begun = true;
        return inner.CopyToAsync(stream, context, cancellationToken);
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = inner.Headers.ContentLength ?? -1;
        return length >= 0;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
