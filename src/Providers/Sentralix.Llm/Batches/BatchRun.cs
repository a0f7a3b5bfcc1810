using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Delivery;

namespace Sentralix.Llm.Batches;

/// <summary>Takes a batch from its first line to its files. After a crash it goes on where the last commit left it.</summary>
internal sealed partial class BatchRun(BatchStore batches, BatchLines lines, BatchOutput output, BatchCommits commits, BatchSettings settings, ILogger<BatchRun> logger) : IWorkHandler
{
    public const string KindName = "llm.batch-run";

    public WorkKind Kind { get; } = new(KindName) { MaxAtOnce = settings.MaxRunning, MaxAttempts = 20 };

    [SuppressMessage("Design", "CA1031", Justification = "The last failure, whatever it is, must end the batch as well as the work item.")]
    public async Task Handle(Work work, CancellationToken cancellation)
    {
        var id = work.Payload<BatchWork>().Batch;
        try
        {
            await Run(work, id, cancellation);
        }
        catch (Exception fault) when (work.Attempt >= Kind.MaxAttempts && fault is not (LeaseLostException or DeferException) && !cancellation.IsCancellationRequested)
        {
            LogGivenUp(fault, id);
            await commits.GiveUp(work, id);
        }
    }

    private async Task Run(Work work, string id, CancellationToken cancellation)
    {
        if (await batches.Find(id, cancellation) is not { } batch) return;
        if (batch is { IsLive: true, FinalizingAt: null }) batch = await commits.Finalize(work, id, await lines.Ask(work, batch, cancellation));
        if (batch.IsLive) await Write(work, batch, cancellation);
        await commits.Clear(work, id);
    }

    private async Task Write(Work work, BatchRow batch, CancellationToken cancellation)
    {
        using var written = await output.Write(batch, cancellation);
        await commits.End(work, batch.Id, written.Output, written.Errors);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The batch {Batch} is given up")]
    private partial void LogGivenUp(Exception fault, string batch);
}
