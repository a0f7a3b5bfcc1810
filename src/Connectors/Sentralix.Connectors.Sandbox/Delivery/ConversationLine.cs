namespace Sentralix.Connectors.Sandbox.Delivery;

/// <summary>The updates of one conversation, one after the other.</summary>
internal sealed class ConversationLine(Func<Parcel, Task> deliver)
{
    private readonly Lock gate = new();
    private readonly Queue<Parcel> waiting = new();
    private bool busy;

    /// <summary>The work that goes on; completed where there is none.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    public void Put(Parcel parcel)
    {
        lock (gate)
        {
            waiting.Enqueue(parcel);
            if (busy) return;
            busy = true;
            Running = Task.Run(Work);
        }
    }

    private async Task Work()
    {
        while (true)
        {
            Parcel next;
            lock (gate)
            {
                if (!waiting.TryDequeue(out next!))
                {
                    busy = false;
                    return;
                }
            }

            await deliver(next);
        }
    }
}
