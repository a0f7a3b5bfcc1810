using System.Text;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>The updates of one bot: those that wait, in order, and all that were ever made. They leave by the webhook or by polls, never
/// by both.</summary>
internal sealed class UpdateLog(TimeProvider clock, DeliverySwitches switches, StandInHome home) : IAsyncDisposable
{
    /// <summary>What <c>allowed_updates</c> leaves out where it is empty.</summary>
    private static readonly HashSet<string> OptIn = ["chat_member", "message_reaction", "message_reaction_count"];

    private readonly Lock gate = new();
    private readonly LinkedList<MadeUpdate> pending = new();
    private readonly Kept<MadeUpdate> made = new(home.Records);
    private long nextId = home.NumbersAfter == 0 ? 884_512_331 : home.NumbersAfter + 1;
    private HashSet<string> allowed = [];
    private WebhookDelivery? delivery;
    private TaskCompletionSource<string?>? poller;
    private TaskCompletionSource? emptied;
    private Task stopping = Task.CompletedTask;

    public IReadOnlyList<MadeUpdate> Made => made.All;

    public IReadOnlyList<string> Allowed
    {
        get
        {
            lock (gate) return [.. allowed];
        }
    }

    public int Pending
    {
        get
        {
            lock (gate) return pending.Count;
        }
    }

    public Webhook? Webhook
    {
        get
        {
            lock (gate) return delivery?.Webhook;
        }
    }

    /// <summary>Makes an update where the bot wants this kind.</summary>
    public void Make(string kind, string key, string lane, TimeSpan lifetime, byte[] payload)
    {
        var now = clock.GetUtcNow();
        var update = new MadeUpdate(kind, key, lane, now, now + lifetime);
        lock (gate)
        {
            if (allowed.Count > 0 ? !allowed.Contains(kind) : OptIn.Contains(kind)) return;
            update.Id = nextId++;
            update.Body = [.. Encoding.UTF8.GetBytes($"{{\"update_id\":{update.Id},\"{kind}\":"), .. payload, (byte)'}'];
            update.Place = pending.AddLast(update);
            made.Add(update);

            // A bot that takes nothing does not fill the memory.
            if (pending.Count > home.Records) Remove(pending.First!.Value, UpdateState.Expired);
            delivery?.Offer(update);
            poller?.TrySetResult(null);
        }
    }

    /// <summary>An update has left, or will never.</summary>
    public void Settle(MadeUpdate update, UpdateState state)
    {
        lock (gate) Remove(update, state);
    }

    /// <summary>Null keeps what was set before.</summary>
    public void Allow(IEnumerable<string>? kinds)
    {
        if (kinds is null) return;
        lock (gate) allowed = [.. kinds];
    }

    /// <summary>Sets the webhook, or with null removes it.</summary>
    public void SetWebhook(Webhook? webhook, bool dropPending)
    {
        lock (gate)
        {
            if (delivery is not null)
            {
                stopping = Task.WhenAll(stopping, delivery.Workers);
                delivery.Dispose();
                delivery = null;
            }

            if (dropPending)
            {
                while (pending.First is { } first) Remove(first.Value, UpdateState.Dropped);
            }

            if (webhook is null) return;
            poller?.TrySetResult("Conflict: terminated by setWebhook request");
            delivery = new WebhookDelivery(this, webhook, switches, clock, home);
            foreach (var update in pending) delivery.Offer(update);
        }
    }

    /// <summary>Waits for updates from the offset on, which confirms those before it.</summary>
    public async Task<Polled> Poll(long offset, int limit, TimeSpan timeout, CancellationToken aborted)
    {
        var mine = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (delivery is not null) return Polled.Conflict("Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first");
            poller?.TrySetResult("Conflict: terminated by other getUpdates request; make sure that only one bot instance is running");
            poller = mine;
            Confirm(offset);
            if (Batch(limit) is { Count: > 0 } there || timeout == TimeSpan.Zero) return Leave(mine, limit);
        }

        try
        {
            if (await mine.Task.WaitAsync(timeout, clock, aborted) is { } conflict) return Polled.Conflict(conflict);
        }
        catch (TimeoutException)
        {
            // An answer without updates.
        }
        catch (OperationCanceledException)
        {
            // The caller has left. What came meanwhile stays for the next poll.
            lock (gate)
            {
                if (poller == mine) poller = null;
            }

            return new Polled([], null);
        }

        lock (gate) return Leave(mine, limit);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        SetWebhook(null, dropPending: false);
        await stopping;
    }

    /// <summary>Completes when nothing waits.</summary>
    public Task WhenEmpty()
    {
        lock (gate)
        {
            if (pending.Count == 0) return Task.CompletedTask;
            emptied ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return emptied.Task;
        }
    }

    private Polled Leave(TaskCompletionSource<string?> mine, int limit)
    {
        if (poller == mine) poller = null;
        var batch = Batch(limit);
        foreach (var update in batch) update.Tried();
        return new Polled([.. batch.Select(update => update.Body)], null);
    }

    private void Confirm(long offset)
    {
        // Negative: so many from the end stay.
        while (offset < 0 && pending.Count > -offset) Remove(pending.First!.Value, UpdateState.Delivered);
        while (offset > 0 && pending.First is { } first && first.Value.Id < offset) Remove(first.Value, UpdateState.Delivered);
    }

    private List<MadeUpdate> Batch(int limit)
    {
        var now = clock.GetUtcNow();
        var batch = new List<MadeUpdate>();
        for (var place = pending.First; place is not null && batch.Count < limit;)
        {
            var update = place.Value;
            place = place.Next;
            if (update.ExpiresAt <= now) Remove(update, UpdateState.Expired);
            else batch.Add(update);
        }

        return batch;
    }

    private void Remove(MadeUpdate update, UpdateState state)
    {
        if (update.Place is null) return;
        pending.Remove(update.Place);
        update.Place = null;
        if (state == UpdateState.Delivered) update.Passage.Taken();
        update.State = state;
        update.Body = [];
        if (pending.Count > 0 || emptied is null) return;
        emptied.TrySetResult();
        emptied = null;
    }
}

/// <summary>What a poll brought.</summary>
internal sealed record Polled(IReadOnlyList<byte[]> Updates, string? ConflictWords)
{
    public static Polled Conflict(string words) => new([], words);
}
