using System.Net;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>A body that is sent to its last byte; then the connection is closed, so that the receiver has it all and nobody hears the
/// answer.</summary>
internal sealed class CutContent(byte[] body) : HttpContent
{
    private static readonly TimeSpan UntilRead = TimeSpan.FromMilliseconds(20);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(body);
        await stream.FlushAsync();

        // Closed at once, many receivers would throw away what they have not read yet.
        await Task.Delay(UntilRead);
        throw new IOException("Cut, as it was told to be.");
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }
}
