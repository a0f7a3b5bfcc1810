using System.Collections;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Sentralix.Contracts;
using Sentralix.Llm.Calls;
using Sentralix.Llm.Files;
using Sentralix.Llm.Ingress;
using Sentralix.Llm.Storage;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Batches;

/// <summary>Asks the lines of a batch that have no result yet, a few at once, as the key that made the batch.</summary>
internal sealed class BatchLines(
    IStore<LlmDbContext> store, KeptFiles files, LineCall call, BatchStore batches, KeyStanding keys, BatchSettings settings, RunningBatches running,
    TimeProvider time, ILogger<BatchLines> logger)
{
    /// <returns>Why lines were left out; null: none were.</returns>
    /// <exception cref="DeferException">The batch goes on later.</exception>
    public async Task<string?> Ask(Work work, BatchRow batch, CancellationToken cancellation)
    {
        using var _ = running.Enter();
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(cancellation, running.Cut);
        try
        {
            return await Ask(work, batch, cut);
        }
        catch (OperationCanceledException) when (running.Cut.IsCancellationRequested)
        {
            throw new DeferException(TimeSpan.FromSeconds(1), "The process stops.");
        }
    }

    private async Task<string?> Ask(Work work, BatchRow batch, CancellationTokenSource cut)
    {
        var cancellation = cut.Token;
        await using var watch = new BatchWatch(batch, batches, keys, time, logger, running.Stopping);
        await watch.Begin();
        using var results = new LineResults(store, work, batch.Id);
        var run = new Run(batch, BatchEndpoints.FormOf(batch.Endpoint), watch, new BatchPause(watch, time), results, cancellation);
        var known = await LineResults.Known(store, batch.Id, cancellation);
        await using var input = await files.Open(batch.InputFileId, cancellation);
        var options = new ParallelOptions { MaxDegreeOfParallelism = settings.Concurrency, CancellationToken = cancellation };

        // A line that fails to be written down ends the run, but not the calls of the others, which are paid for.
        await Parallel.ForEachAsync(Left(input, batch, known, watch, cancellation), options, async (line, _) => await Ask(run, line));
        if (watch.StopCode is { } code) return code;
        return watch.Yielded is { } later ? throw new DeferException(later.Wait, later.Why) : null;
    }

    /// <summary>The lines without a result, until no more are to be asked.</summary>
    private async IAsyncEnumerable<BatchLine> Left(Stream input, BatchRow batch, BitArray known, BatchWatch watch, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var line in JsonLines.Read(input, settings.MaxLineBytes, cancellation))
        {
            if (watch.Stopped.IsCancellationRequested) yield break;
            if (line.Number < known.Length && known[line.Number]) continue;
            yield return BatchLine.Read(line, batch.Endpoint, out var fault) ?? throw new InvalidOperationException($"Line {line.Number} was checked and is wrong: {fault!.Code}.");
        }
    }

    private async Task Ask(Run run, BatchLine line)
    {
        using var _ = new CallContext { Tenant = CallContext.Current.Tenant, Actor = run.Batch.Actor, Scopes = ["llm:generate"] }.Enter();
        for (var tries = 1; await run.Pause.Wait(); )
        {
            var asked = new BatchedCall(run.Batch.Id, Ids.New("llm", time.GetUtcNow()));
            var answer = await call.Ask(run.Form, line.Body, asked, LineRecord.IdOf(run.Batch.Id, line.Number), run.Cancellation);
            switch (answer.Verdict)
            {
                case LineVerdict.Wait:
                case LineVerdict.WaitForMoney when time.GetUtcNow() + answer.RetryAfter < run.Batch.ExpiresAt:
                    run.Pause.ForLimit(answer.RetryAfter);
                    break;
                case LineVerdict.TryAgain when tries < settings.MaxTries:
                    tries++;
                    run.Pause.ForTrouble(answer.RetryAfter);
                    break;
                default:
                    if (answer.IsGood) run.Pause.Over();
                    await run.Results.Keep(line.Number, !answer.IsGood, RecordOf(run.Batch.Id, line, answer, asked.CallId));
                    return;
            }
        }
    }

    private static byte[] RecordOf(string batch, BatchLine line, LineAnswer answer, string call)
    {
        if (answer.Status != 0) return LineRecord.Answered(batch, line, answer, call);
        return answer.IsTooLong
            ? LineRecord.Unanswered(batch, line, "answer_too_long", "The answer is longer than may be kept.")
            : LineRecord.Unanswered(batch, line, "bad_answer", "The provider's answer broke off, or was no JSON.");
    }

    /// <summary>What the lines of one run have in common.</summary>
    private sealed record Run(BatchRow Batch, WireForm Form, BatchWatch Watch, BatchPause Pause, LineResults Results, CancellationToken Cancellation);
}
