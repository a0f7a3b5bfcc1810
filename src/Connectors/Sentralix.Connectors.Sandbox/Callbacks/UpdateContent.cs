using System.Net;
using System.Net.Http.Headers;

namespace Sentralix.Connectors.Sandbox.Callbacks;

/// <summary>The body of a delivery, which tells when all of it was sent.</summary>
internal sealed class UpdateContent : HttpContent
{
    private readonly byte[] body;
    private readonly TaskCompletionSource sent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public UpdateContent(byte[] body)
    {
        this.body = body;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    public Task WhenSent => sent.Task;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(body);
        await stream.FlushAsync();
        sent.TrySetResult();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}
