using Refit;

namespace Sentralix.Contracts.Aggregator;

/// <summary>The files of a tenant, for the services that bring bytes from outside. Standard contract of Aggregator.</summary>
[Contract("api")]
public interface IFileStore
{
    /// <summary>Stores bytes as a file that message parts can name. It is durable when this answers.</summary>
    /// <param name="content">At most <see cref="IFileApi.MaxFile"/> bytes.</param>
    /// <param name="contentType">Their media type.</param>
    /// <param name="name">1–255 characters.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>The file; <c>too_large</c> (413), <c>invalid</c> for an empty one.</returns>
    [Post("/api/web/v1/files"), Scope("files:write"), Answers(201), MaxBody(IFileApi.MaxFile)]
    Task<Result<StoredFile>> Store([Body] Stream content, [Header("Content-Type")] string? contentType, string name, CancellationToken cancellation);

    /// <summary>A stretch of a file's bytes.</summary>
    /// <param name="id"><c>file_…</c>.</param>
    /// <param name="from">The first byte, from 0; at the file's end or after it the stretch is empty.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>At most <see cref="FileStretch.Most"/> bytes; <c>not_found</c>; <c>invalid</c> for a negative <paramref name="from"/>.</returns>
    [Get("/api/web/v1/files/{id}/bytes"), Scope("files:read")]
    Task<Result<FileStretch>> Read(string id, long from, CancellationToken cancellation);
}

/// <summary>A stretch of a file's bytes.</summary>
/// <param name="File">The file.</param>
/// <param name="Bytes">The bytes, base64 in JSON.</param>
public sealed record FileStretch(StoredFile File, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The longest stretch: 4 MiB.</summary>
    public const int Most = 4 << 20;
}
