using System.Net.Http.Headers;
using Sentralix.Aggregator.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Aggregator;
using Sentralix.Platform.Storage;

namespace Sentralix.Aggregator.Files;

/// <summary>The public face of files.</summary>
internal sealed class FileApi(StoredFiles files, IBlobs<AggregatorDbContext> blobs, TimeProvider clock) : IFileApi
{
    private const int LongestName = 255;
    private const int LongestType = 255;

    public async Task<Result<StoredFile>> Upload(Stream content, string? contentType, string name, CancellationToken cancellation)
    {
        var faults = new Faults();
        faults.Text("name", name, LongestName);
        faults.When(name is not null && name.Any(char.IsControl), "name", "must not contain control characters");
        faults.When(!MediaTypeHeaderValue.TryParse(contentType, out _) || contentType.Length > LongestType, "Content-Type", "must be a media type");
        if (faults.Refusal is { } invalid) return invalid;

        if (await blobs.Put(content, IFileApi.MaxFile, cancellation) is not { } blob) return Refusal.TooLarge($"A file may have at most {IFileApi.MaxFile} bytes.");
        if (blob.Size == 0)
        {
            // No file has no bytes, so nothing refers to them.
            await blobs.Delete(blob.Hash, cancellation);
            return Refusal.Invalid("body", "must not be empty");
        }

        var now = clock.GetUtcNow();
        var file = new StoredFileRow { Id = Ids.New("file", now), Name = name!, ContentType = contentType!, Bytes = blob.Size, Sha256 = blob.Hash, CreatedAt = now };
        if (!await files.Add(file, cancellation)) return BeingRemoved;

        // The last other file with these bytes may have been deleted between the two steps. From here on they stay.
        if (await Exists(blob.Hash)) return View(file);
        await files.Delete(file.Id, CancellationToken.None);
        return BeingRemoved;
    }

    public async Task<Result<StoredFile>> Get(string id, CancellationToken cancellation) =>
        await files.Find(id, cancellation) is { } file ? View(file) : Refusal.NotFound("file");

    public async Task<Result<Done>> Delete(string id, CancellationToken cancellation) =>
        await files.Delete(id, cancellation) ? Done.Value : Refusal.NotFound("file");

    private static readonly Refusal BeingRemoved =
        Refusal.Conflict("file_being_removed", "A file with the same bytes is just being removed. Send it again.") with { RetryAfterMs = 1000 };

    private async Task<bool> Exists(string hash)
    {
        await using var bytes = await blobs.Open(hash, CancellationToken.None);
        return bytes is not null;
    }

    private static StoredFile View(StoredFileRow file) => new(file.Id, file.Name, file.ContentType, file.Bytes, file.Sha256, file.CreatedAt);
}
