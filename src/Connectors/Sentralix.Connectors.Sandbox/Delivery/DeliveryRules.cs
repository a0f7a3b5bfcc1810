namespace Sentralix.Connectors.Sandbox.Delivery;

/// <summary>What a bot's server said to one delivery. Without an answer the status is 0.</summary>
/// <param name="Status">The HTTP status; 0: no connection, no answer in time, or cut.</param>
/// <param name="Body">The body of the answer.</param>
/// <param name="Took">How long the answer took.</param>
public sealed record DeliveryAnswer(int Status, string Body, TimeSpan Took)
{
    internal bool IsSuccess => Status is >= 200 and < 300;
}

internal enum Verdict
{
    Accepted,
    Refused,
    Again,
}

/// <summary>How a channel delivers.</summary>
/// <param name="Timeout">How long it waits for an answer.</param>
/// <param name="Judge">What an answer means to it.</param>
/// <param name="WaitAfter">How long after the start of the given try (from 1) the next one begins; null: it gives up.</param>
/// <param name="KeepsOrder">True: the next update of a conversation waits until this one is settled; false: tries after the first do not
/// hold others up.</param>
internal sealed record DeliveryRules(TimeSpan Timeout, Func<DeliveryAnswer, Verdict> Judge, Func<int, TimeSpan?> WaitAfter, bool KeepsOrder);

/// <summary>One thing to deliver.</summary>
/// <param name="Update">What is counted.</param>
/// <param name="Address">Where to.</param>
/// <param name="Body">The JSON.</param>
/// <param name="Rules">How.</param>
/// <param name="Headers">Headers beside the content type.</param>
internal sealed record Parcel(Update Update, Uri Address, ReadOnlyMemory<byte> Body, DeliveryRules Rules, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    private readonly TaskCompletionSource<DeliveryAnswer> settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The answer that settled it: the accepted one, or the last that was had.</summary>
    public Task<DeliveryAnswer> Settled => settled.Task;

    /// <summary>True for the second of two deliveries of one update: it is tried once and decides nothing.</summary>
    public bool IsCopy { get; init; }

    /// <summary>What it waits in line with: the conversation's others, unless said otherwise.</summary>
    public string Line { get; init; } = Update.Conversation;

    public string ContentType { get; init; } = "application/json";

    /// <summary>What the channel does once it is settled.</summary>
    public Action<UpdateState>? Then { get; init; }

    public void Settle(DeliveryAnswer answer, UpdateState state)
    {
        if (IsCopy) return;
        Update.State = state;
        Then?.Invoke(state);
        settled.TrySetResult(answer);
    }
}
