using Microsoft.EntityFrameworkCore;
using Sentralix.Llm.Files;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Batches;

/// <summary>Writes what came of a batch's lines into its files. One that a crash interrupts is begun anew; what it had written goes by itself.</summary>
internal sealed class BatchOutput(IStore<LlmDbContext> store, KeptFiles files, BatchSettings settings)
{
    // Lines whose sizes are looked at together, and how much of them is in memory at once.
    private const int Looked = 500;
    private const int Page = 1 << 20;

    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    public async Task<BatchFiles> Write(BatchRow batch, CancellationToken cancellation)
    {
        var written = new BatchFiles(files);
        try
        {
            await WriteResults(batch.Id, written, cancellation);
            if (batch.StopCode is { } code) await WriteLeftOut(batch, code, written, cancellation);
            await written.Flush(cancellation);
            return written;
        }
        catch
        {
            written.Dispose();
            throw;
        }
    }

    private async Task WriteResults(string batch, BatchFiles written, CancellationToken cancellation)
    {
        var after = 0;
        while (true)
        {
            var from = after;
            var sizes = await store.Read(
                (db, c) => db.BatchResults.Where(r => r.BatchId == batch && r.Line > from).OrderBy(r => r.Line).Take(Looked).Select(r => new { r.Line, r.Size }).ToListAsync(c), cancellation);
            if (sizes.Count == 0) return;
            long size = 0;
            var to = sizes.TakeWhile((line, i) => (size += line.Size) <= Page || i == 0).Last().Line;
            var page = await store.Read((db, c) => db.BatchResults.Where(r => r.BatchId == batch && r.Line > from && r.Line <= to).OrderBy(r => r.Line).ToListAsync(c), cancellation);
            foreach (var result in page) await Write(await written.For(result.IsError, cancellation), result.Record, cancellation);
            after = to;
        }
    }

    /// <summary>The lines that were not asked, with why not.</summary>
    private async Task WriteLeftOut(BatchRow batch, string code, BatchFiles written, CancellationToken cancellation)
    {
        var known = await LineResults.Known(store, batch.Id, cancellation);
        await using var input = await files.Open(batch.InputFileId, cancellation);
        await foreach (var text in JsonLines.Read(input, settings.MaxLineBytes, cancellation))
        {
            if (text.Number < known.Length && known[text.Number]) continue;
            if (BatchLine.Read(text, batch.Endpoint, out _) is not { } line) continue;
            await Write(await written.For(isError: true, cancellation), LineRecord.Unanswered(batch.Id, line, code, StopCodes.Message(code)), cancellation);
        }
    }

    private static async Task Write(FileWriter file, byte[] record, CancellationToken cancellation)
    {
        await file.Write(record, cancellation);
        await file.Write(LineEnd, cancellation);
    }
}

/// <summary>The files of a batch while they are written. One without lines is none.</summary>
internal sealed class BatchFiles(KeptFiles files) : IDisposable
{
    public FileWriter? Output { get; private set; }

    public FileWriter? Errors { get; private set; }

    public async Task<FileWriter> For(bool isError, CancellationToken cancellation) => isError
        ? Errors ??= await files.Begin(KeptFiles.Output, cancellation)
        : Output ??= await files.Begin(KeptFiles.Output, cancellation);

    public async Task Flush(CancellationToken cancellation)
    {
        if (Output is not null) await Output.Flush(cancellation);
        if (Errors is not null) await Errors.Flush(cancellation);
    }

    public void Dispose()
    {
        Output?.Dispose();
        Errors?.Dispose();
    }
}
