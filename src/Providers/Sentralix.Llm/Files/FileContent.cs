using Sentralix.Llm.Dialect;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Files;

/// <summary>A file's bytes, read part after part.</summary>
/// <param name="blobs">Where they are.</param>
/// <param name="file">The file.</param>
/// <param name="parts">Its parts' blobs, in order.</param>
internal sealed class FileContent(IBlobs<LlmDbContext> blobs, string file, IReadOnlyList<string> parts) : ReadingStream(Null)
{
    private Stream? part;
    private int next;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (part is null)
            {
                if (next == parts.Count) return 0;
                part = await Open(cancellationToken);
                next++;
            }

            if (await part.ReadAsync(buffer, cancellationToken) is var read && read > 0) return read;
            await part.DisposeAsync();
            part = null;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) part?.Dispose();
        base.Dispose(disposing);
    }

    private async Task<Stream> Open(CancellationToken cancellation)
    {
        var opened = await blobs.Open(parts[next], cancellation) ?? throw new IOException($"A part of the file {file} is missing.");
        try
        {
            await opened.ReadExactlyAsync(new byte[FilePart.Head(file, next).Length], cancellation);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }
}
