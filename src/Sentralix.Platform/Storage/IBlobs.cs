namespace Sentralix.Platform.Storage;

/// <summary>A service's stored bytes: walled by tenant, addressed by content, capped in size. Each service has its own: only it knows what
/// still refers to its bytes, and the same bytes may be another service's too.</summary>
public interface IBlobs<out TContext>
    where TContext : ServiceDbContext
{
    /// <summary>Stores a stream's bytes durably. The same bytes are stored once.</summary>
    /// <param name="content">Read to its end, at most <paramref name="maxBytes"/>.</param>
    /// <param name="maxBytes">Above it nothing is stored and the answer is null.</param>
    /// <param name="cancellation">Cancels.</param>
    Task<BlobReference?> Put(Stream content, long maxBytes, CancellationToken cancellation);

    /// <summary>Opens this service's stored bytes of the caller's tenant; null where there are none.</summary>
    Task<Stream?> Open(string hash, CancellationToken cancellation);

    /// <summary>Deletes stored bytes. The caller knows that nothing refers to them any more.</summary>
    Task Delete(string hash, CancellationToken cancellation);
}

/// <summary>Stored bytes.</summary>
/// <param name="Hash">SHA-256, lower-case hexadecimal.</param>
/// <param name="Size">Bytes.</param>
public sealed record BlobReference(string Hash, long Size);
