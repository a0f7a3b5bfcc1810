using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Files;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Delivery;

namespace Sentralix.Llm.Batches;

/// <summary>Checks the input of a batch before anything is asked: all of it is right, or nothing is done. Checks do not wait for the batches
/// that are under way.</summary>
internal sealed partial class BatchCheck(BatchStore batches, BatchCommits commits, KeptFiles files, BatchSettings settings, ILogger<BatchCheck> logger) : IWorkHandler
{
    public const string KindName = "llm.batch-check";

    // Whoever has that many wrong has one thing wrong.
    private const int MostFaults = 100;

    public WorkKind Kind { get; } = new(KindName) { MaxAtOnce = 2 };

    [SuppressMessage("Design", "CA1031", Justification = "The last failure, whatever it is, must end the batch as well as the work item.")]
    public async Task Handle(Work work, CancellationToken cancellation)
    {
        var id = work.Payload<BatchWork>().Batch;
        try
        {
            if (await batches.Find(id, cancellation) is not { IsLive: true } batch) return;
            var (lines, faults) = batch.State == BatchState.Validating ? await Check(batch, cancellation) : (0, []);
            await commits.Checked(work, id, lines, faults);
        }
        catch (Exception fault) when (work.Attempt >= Kind.MaxAttempts && fault is not LeaseLostException && !cancellation.IsCancellationRequested)
        {
            LogGivenUp(fault, id);
            await commits.GiveUp(work, id);
        }
    }

    private async Task<(int Lines, List<LineFault> Faults)> Check(BatchRow batch, CancellationToken cancellation)
    {
        var faults = new List<LineFault>();
        var lines = 0;

        // Names are remembered by their hashes: fifty thousand long ones would be as much as the file.
        var names = new HashSet<UInt128>();
        await using var input = await files.Open(batch.InputFileId, cancellation);
        await foreach (var text in JsonLines.Read(input, settings.MaxLineBytes, cancellation))
        {
            if (++lines > settings.MaxLines)
            {
                faults.Add(new LineFault("too_many_requests", $"A batch may have at most {settings.MaxLines} requests.", text.Number));
                break;
            }

            var line = BatchLine.Read(text, batch.Endpoint, out var fault);
            if (line is not null && !names.Add(HashOf(line))) fault = new LineFault("duplicate_custom_id", "Another line before this one has the same 'custom_id'.", text.Number, "custom_id");
            if (fault is null) continue;
            faults.Add(fault);
            if (faults.Count == MostFaults) break;
        }

        if (lines == 0) faults.Add(new LineFault("empty_file", "The file has no requests."));
        return (lines, faults);
    }

    private static UInt128 HashOf(BatchLine line)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(new RawJson(line.CustomId.Span).Unescaped(), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The check of the batch {Batch} is given up")]
    private partial void LogGivenUp(Exception fault, string batch);
}
