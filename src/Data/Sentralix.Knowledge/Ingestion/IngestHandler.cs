using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Sentralix.Knowledge.Chunking;
using Sentralix.Knowledge.Ranking;
using Sentralix.Knowledge.Search;
using Sentralix.Knowledge.Storage;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Knowledge.Ingestion;

/// <summary>A version that waits to be read.</summary>
internal sealed record IngestDocument(string JobId, string CollectionId, string DocumentId, int Version);

/// <summary>The names of the steps, as a job shows them.</summary>
internal static class IngestionSteps
{
    public const string Extract = "extract";
    public const string Chunk = "chunk";
    public const string Index = "index";
    public const string Publish = "publish";
}

/// <summary>Makes a version that can be found out of an original: reads it, cuts it, indexes it batch by batch beside the version that is
/// found meanwhile, and puts it in that one's place. It goes on after a crash where the last commit left it.</summary>
internal sealed partial class IngestHandler(IngestionCommits commits, DocumentReading documents, IBlobs<KnowledgeDbContext> blobs, ILogger<IngestHandler> logger) : IWorkHandler
{
    public const string KindName = "knowledge.ingest";

    /// <summary>Chunks in a commit: other writers of a SQLite file wait for it.</summary>
    public const int Batch = 500;

    /// <summary>The code of a version that was given up for no fault of its own.</summary>
    public const string GivenUp = "ingestion_failed";

    public WorkKind Kind { get; } = new(KindName);

    [SuppressMessage("Design", "CA1031", Justification = "The last failure, whatever it is, must end the job as well as the work item.")]
    public async Task Handle(Work work, CancellationToken cancellation)
    {
        var target = work.Payload<IngestDocument>();
        try
        {
            await Ingest(work, target, cancellation);
        }
        catch (Exception fault) when (work.Attempt >= Kind.MaxAttempts && fault is not LeaseLostException && !cancellation.IsCancellationRequested)
        {
            LogGivenUp(fault, target.JobId);
            await commits.Fail(work, target, GivenUp, "The document could not be ingested; upload it again.", CancellationToken.None);
        }
    }

    private async Task Ingest(Work work, IngestDocument target, CancellationToken cancellation)
    {
        var begun = await commits.Begin(work, target, cancellation);
        if (begun is null) return;

        var reading = await documents.Read(await Original(begun.BlobHash, cancellation), begun.ContentType, begun.Name, begun.GivenTitle, cancellation);
        if (reading.Document is not { } document)
        {
            await commits.Fail(work, target, reading.Unreadable!.Code, reading.Unreadable.Reason, cancellation);
            return;
        }

        var title = document.Title ?? begun.Name;
        var next = await commits.Lay(work, target, document, cancellation);
        while (next < document.Chunks.Count)
        {
            if (next < 0) return;
            var batch = Indexed(title, document.Chunks, next);
            next = await commits.Index(work, target, batch, cancellation);
        }

        await commits.Publish(work, target, title, cancellation);
    }

    private static IndexBatch Indexed(string title, IReadOnlyList<Chunk> chunks, int first)
    {
        var batch = chunks.Skip(first).Take(Batch).Select(chunk => (Chunk: chunk, Terms: IndexedTerms.Of(title, chunk))).ToList();
        return new IndexBatch(
            first,
            batch.ConvertAll(entry => entry.Chunk),
            PackedPostings.Pack(first, batch.Select(entry => (entry.Chunk.Ordinal, entry.Terms))),
            batch.Sum(entry => (long)entry.Terms.Length));
    }

    private async Task<byte[]> Original(string hash, CancellationToken cancellation)
    {
        await using var original = await blobs.Open(hash, cancellation) ?? throw new InvalidOperationException("The original bytes of a document are missing.");
        using var whole = new MemoryStream();
        await original.CopyToAsync(whole, cancellation);
        return whole.ToArray();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The ingestion of job {Job} is given up")]
    private partial void LogGivenUp(Exception fault, string job);
}

/// <summary>Some chunks of a version and their postings by term.</summary>
internal sealed record IndexBatch(int First, IReadOnlyList<Chunk> Chunks, IReadOnlyDictionary<string, byte[]> Postings, long Terms);
