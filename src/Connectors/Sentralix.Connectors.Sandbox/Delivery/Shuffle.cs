namespace Sentralix.Connectors.Sandbox.Delivery;

/// <summary>Holds updates until a window of them is there, and lets them go in a random order.</summary>
internal sealed class Shuffle : IDisposable
{
    /// <summary>A window that nothing more comes into is let go after this.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(20);

    private readonly Lock gate = new();
    private readonly List<Parcel> held = [];
    private readonly Action<Parcel> release;
    private readonly Timer quiet;
    private Random? random;

    public Shuffle(Action<Parcel> release)
    {
        this.release = release;
        quiet = new Timer(_ => LetGo());
    }

    public void Add(Parcel parcel, int window, int seed)
    {
        lock (gate)
        {
            random ??= new Random(seed);
            held.Add(parcel);
            if (held.Count < window)
            {
                quiet.Change(Quiet, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        LetGo();
    }

    public void Dispose() => quiet.Dispose();

    private void LetGo()
    {
        // Released under the lock: two windows let go at once would reorder by more than the window.
        lock (gate)
        {
            if (held.Count == 0) return;
            var parcels = held.ToArray();
            held.Clear();
            random!.Shuffle(parcels);
            foreach (var parcel in parcels) release(parcel);
        }
    }
}
