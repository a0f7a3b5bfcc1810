using System.Net;
using System.Net.Http.Headers;

namespace Sentralix.Connectors.Sandbox.Delivery;

/// <summary>A body that is written whole and then has its connection closed: the sender never learns whether the receiver got it.</summary>
internal sealed class CutContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> body;
    private readonly CancellationTokenSource cut;

    public CutContent(ReadOnlyMemory<byte> body, string contentType, CancellationTokenSource cut)
    {
        this.body = body;
        this.cut = cut;
        Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(body);
        await stream.FlushAsync();
        await cut.CancelAsync();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}
