namespace Sentralix.Connectors.Sandbox.Delivery;

/// <summary>How the way from a channel to a bot's address misbehaves. Which update is hit follows from its number and the seed alone, so a
/// run can be repeated.</summary>
public sealed record Disturbance
{
    /// <summary>Nothing misbehaves.</summary>
    public static readonly Disturbance None = new();

    /// <summary>The share of updates, 0 to 1, that arrive twice.</summary>
    public double DuplicateShare { get; init; }

    /// <summary>The share of updates, 0 to 1, whose first delivery is cut, so that the channel takes it for not delivered: half of them as
    /// soon as the request is written, which the receiver may see or not; the other half when its answer comes, unread.</summary>
    public double CutShare { get; init; }

    /// <summary>How many updates are shuffled among each other, across and within conversations; below 2: none.</summary>
    public int ReorderWindow { get; init; }

    /// <summary>How long each update waits before its delivery.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Chooses another run.</summary>
    public int Seed { get; init; } = 1;

    internal bool Duplicates(long number) => Share(number, 0x9E37) < DuplicateShare;

    internal Cut Cuts(long number) => Share(number, 0x79B9) >= CutShare ? Cut.None : Share(number, 0x1CE4) < 0.5 ? Cut.WhenWritten : Cut.WhenAnswered;

    /// <summary>A number in [0, 1) that only the update, the purpose and the seed decide.</summary>
    private double Share(long number, int purpose)
    {
        var mixed = ((ulong)number * 0x9E3779B97F4A7C15) + ((ulong)(uint)Seed << 32) + (uint)purpose;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return ((mixed ^ (mixed >> 31)) >> 11) / (double)(1UL << 53);
    }
}

/// <summary>When the connection of a delivery is closed too early.</summary>
internal enum Cut
{
    None,
    WhenWritten,
    WhenAnswered,
}
