namespace Sentralix.Connectors.Messaging.Channels;

/// <summary>Opens the stored bytes of a file that a message names.</summary>
/// <param name="connectionId">The connection that will send it.</param>
/// <param name="fileId"><c>file_…</c>.</param>
/// <param name="cancellation">Cancels.</param>
/// <returns>The file; null: there is none, or no more.</returns>
public delegate Task<OutgoingFile?> OpenOutgoingFile(string connectionId, string fileId, CancellationToken cancellation);

/// <summary>A file to be sent. Whoever asked for it disposes it.</summary>
/// <param name="Content">The bytes.</param>
/// <param name="Length">How many; null: not known.</param>
/// <param name="Name">Its name.</param>
/// <param name="MimeType">Such as <c>image/jpeg</c>.</param>
public sealed record OutgoingFile(Stream Content, long? Length, string Name, string MimeType) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
