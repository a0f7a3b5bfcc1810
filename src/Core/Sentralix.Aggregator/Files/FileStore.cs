using Sentralix.Contracts;
using Sentralix.Contracts.Aggregator;

namespace Sentralix.Aggregator.Files;

/// <summary>Files for other services: the same as for everybody.</summary>
internal sealed class FileStore(FileApi files) : IFileStore
{
    public Task<Result<StoredFile>> Store(Stream content, string? contentType, string name, CancellationToken cancellation) => files.Upload(content, contentType, name, cancellation);
}
