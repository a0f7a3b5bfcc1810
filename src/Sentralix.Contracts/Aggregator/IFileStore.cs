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
}
