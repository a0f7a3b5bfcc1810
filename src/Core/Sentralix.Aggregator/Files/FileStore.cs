using Sentralix.Aggregator.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Aggregator;
using Sentralix.Platform.Storage;

namespace Sentralix.Aggregator.Files;

/// <summary>Files for other services: the same as for everybody.</summary>
internal sealed class FileStore(FileApi files, IBlobs<AggregatorDbContext> blobs) : IFileStore
{
    public Task<Result<StoredFile>> Store(Stream content, string? contentType, string name, CancellationToken cancellation) => files.Upload(content, contentType, name, cancellation);

    public async Task<Result<FileStretch>> Read(string id, long from, CancellationToken cancellation)
    {
        if (from < 0) return Refusal.Invalid("from", "must not be negative");
        var found = await files.Get(id, cancellation);
        if (!found.Ok) return found.Refusal;
        await using var bytes = await blobs.Open(found.Value.Sha256, cancellation);
        if (bytes is null) return Refusal.NotFound("file");
        var buffer = new byte[Math.Clamp(found.Value.Bytes - from, 0, FileStretch.Most)];
        if (buffer.Length == 0) return new FileStretch(found.Value, buffer);
        bytes.Seek(from, SeekOrigin.Begin);
        await bytes.ReadExactlyAsync(buffer, cancellation);
        return new FileStretch(found.Value, buffer);
    }
}
