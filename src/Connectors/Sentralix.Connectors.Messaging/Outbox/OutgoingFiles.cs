using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Aggregator;
using Sentralix.Platform.Security;

namespace Sentralix.Connectors.Messaging.Outbox;

/// <summary>The bytes of files that messages name, for channels that upload them. A file is at most <see cref="IFileApi.MaxFile"/> bytes, so
/// it is read whole before the first byte leaves: what breaks off in the middle of an upload is then never our own store.</summary>
internal sealed class OutgoingFiles(string service, IFileStore files)
{
    public async Task<OutgoingFile?> Open(string fileId, CancellationToken cancellation)
    {
        using var _ = CallContext.Current.As(service).Enter();
        var content = new MemoryStream();
        while (true)
        {
            var read = await files.Read(fileId, content.Length, cancellation);
            if (!read.Ok && read.Refusal.Status == 404) return null;
            var (file, bytes) = read.OrThrow();
            content.Write(bytes.Span);
            if (content.Length < file.Bytes && bytes.Length > 0) continue;
            content.Position = 0;
            return new OutgoingFile(content, content.Length, file.Name, file.ContentType);
        }
    }
}
