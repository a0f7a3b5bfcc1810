using Sentralix.Knowledge.Chunking;
using Sentralix.Knowledge.Extraction;

namespace Sentralix.Knowledge.Ingestion;

/// <summary>Reads documents and cuts them into chunks, a few at a time and with a limit on each: the file may be an attack, and the other
/// cores answer people.</summary>
internal sealed class DocumentReading(DocumentExtraction extraction, TimeProvider clock) : IDisposable
{
    /// <summary>The code of a document that takes too long.</summary>
    public const string TooCostly = "document_too_costly";

    /// <summary>Ten megabytes of anything honest take a few seconds.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim free = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>What a document says, cut; or why it cannot be read.</summary>
    public async Task<Reading> Read(byte[] content, string? contentType, string name, string? givenTitle, CancellationToken cancellation)
    {
        await free.WaitAsync(cancellation);
        var reading = Task.Run(() => Cut(content, contentType, name, givenTitle), CancellationToken.None);

        // The place is free when the work has really ended: a parser that was given up on still runs.
        _ = reading.ContinueWith(_ => free.Release(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            return await reading.WaitAsync(Limit, clock, cancellation);
        }
        catch (TimeoutException)
        {
            return new Reading(null, new ExtractionOutcome.Unreadable(TooCostly, "The document takes too long to read."));
        }
    }

    public void Dispose() => free.Dispose();

    private Reading Cut(byte[] content, string? contentType, string name, string? givenTitle)
    {
        var outcome = extraction.Extract(content, contentType, name);
        if (outcome is not ExtractionOutcome.Readable readable) return new Reading(null, (ExtractionOutcome.Unreadable)outcome);
        var document = readable.Document;
        return new Reading(Chunker.Split(document with { Title = givenTitle ?? document.Title }), null);
    }
}

/// <summary>One of both.</summary>
internal sealed record Reading(ChunkedDocument? Document, ExtractionOutcome.Unreadable? Unreadable);
