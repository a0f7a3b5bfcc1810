using System.Security.Cryptography;
using Sentralix.Platform.Security;

namespace Sentralix.Platform.Storage;

/// <summary>Blobs in a folder, for one process: <c>{data}/files/{tenant}/{service}/{hash}</c>.</summary>
internal sealed class FolderBlobs<TContext>(string root, string service) : IBlobs<TContext>
    where TContext : ServiceDbContext
{
    public async Task<BlobReference?> Put(Stream content, long maxBytes, CancellationToken cancellation)
    {
        var folder = Folder();
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".{Guid.NewGuid():N}");
        try
        {
            long size = 0;
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous))
            {
                var buffer = new byte[1 << 16];
                for (int read; (read = await content.ReadAsync(buffer, cancellation)) > 0;)
                {
                    size += read;
                    if (size > maxBytes) return null;
                    hash.AppendData(buffer, 0, read);
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
                }

                file.Flush(flushToDisk: true);
            }

            var name = Convert.ToHexStringLower(hash.GetHashAndReset());
            File.Move(temporary, Path.Combine(folder, name), overwrite: true);
            return new BlobReference(name, size);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    public Task<Stream?> Open(string hash, CancellationToken cancellation)
    {
        try
        {
            return Task.FromResult<Stream?>(FileOf(hash) is { } file ? File.OpenRead(file) : null);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            // It was never there, or is being deleted just now: asking first whether it is there would only make the moment between longer.
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task Delete(string hash, CancellationToken cancellation)
    {
        if (FileOf(hash) is { } file && File.Exists(file)) File.Delete(file);
        return Task.CompletedTask;
    }

    private string? FileOf(string hash) => hash.Length == 64 && hash.All(char.IsAsciiHexDigitLower) ? Path.Combine(Folder(), hash) : null;

    // Tenant ids are made by us from letters, digits and an underscore.
    private string Folder() => Path.Combine(root, CallContext.Current.Tenant, service);
}
