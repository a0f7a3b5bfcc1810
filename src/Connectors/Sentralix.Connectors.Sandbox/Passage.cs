using System.Diagnostics;

namespace Sentralix.Connectors.Sandbox;

/// <summary>When an update was on its way. Of two updates the order is only decided where one was taken before the other was sent at all:
/// then whoever took them must know them in this order.</summary>
public sealed class Passage
{
    private long triedAt;
    private long takenAt;

    /// <summary>When it was sent first, as a <see cref="Stopwatch"/> timestamp; 0: not yet.</summary>
    public long TriedAt => Interlocked.Read(ref triedAt);

    /// <summary>When the channel first heard that it was taken; 0: not yet.</summary>
    public long TakenAt => Interlocked.Read(ref takenAt);

    internal void Tried() => Interlocked.CompareExchange(ref triedAt, Stopwatch.GetTimestamp(), 0);

    internal void Taken() => Interlocked.CompareExchange(ref takenAt, Stopwatch.GetTimestamp(), 0);
}
