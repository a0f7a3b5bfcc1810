using Sentralix.Connectors.Sandbox.Callbacks;

namespace Sentralix.Connectors.Sandbox.Max;

/// <summary>The updates that wait to be polled. A marker confirms everything before it; who comes without one gets the latest only.</summary>
internal sealed class MaxPolls(MaxLimits limits, UpdateLedger ledger, TimeProvider clock, StandInHome home)
{
    private readonly Lock gate = new();
    private readonly LinkedList<Waiting> waiting = new();
    private TaskCompletionSource news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long last = home.NumbersAfter;

    public void Add(string type, string key, byte[] body)
    {
        TaskCompletionSource told;
        lock (gate)
        {
            var now = clock.GetUtcNow();
            waiting.AddLast(new Waiting(++last, type, key, body, now));
            while (waiting.First is { } oldest && (now - oldest.Value.At > limits.UpdatesKept || waiting.Count > home.Records)) waiting.RemoveFirst();
            told = news;
            news = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        told.TrySetResult();
    }

    public async Task<MaxAnswer> Poll(long? marker, int limit, TimeSpan timeout, IReadOnlyCollection<string> types, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(timeout < limits.LongestPoll ? timeout : limits.LongestPoll);
        var from = marker;
        while (true)
        {
            Task more;
            lock (gate)
            {
                if (marker is { } confirmed)
                {
                    while (waiting.First is { } first && first.Value.Number < confirmed) waiting.RemoveFirst();
                }

                // Without a marker: the latest, and if there is none, whatever comes next.
                from ??= waiting.Last is { } latest ? latest.Value.Number : last + 1;
                var found = waiting.SkipWhile(update => update.Number < from).Where(update => types.Count == 0 || types.Contains(update.Type)).Take(Math.Clamp(limit, 1, limits.PollBatch)).ToList();
                if (found.Count > 0 || patience.IsCancellationRequested) return Answer(found, from.Value);
                more = news.Task;
            }

            await more.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private MaxAnswer Answer(List<Waiting> found, long from)
    {
        foreach (var update in found) ledger.Take(update.Key);
        return MaxAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("updates");
            foreach (var update in found) json.WriteRawValue(update.Body, skipInputValidation: true);
            json.WriteEndArray();
            json.WriteNumber("marker", found.Count > 0 ? found[^1].Number + 1 : from);
            json.WriteEndObject();
        });
    }

    private sealed record Waiting(long Number, string Type, string Key, byte[] Body, DateTimeOffset At);
}
