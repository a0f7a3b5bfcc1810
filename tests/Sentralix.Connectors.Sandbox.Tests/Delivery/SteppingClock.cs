namespace Sentralix.Connectors.Sandbox.Delivery;

/// <summary>A clock that goes only when it is told to.</summary>
internal sealed class SteppingClock : TimeProvider
{
    private long ticks = new DateTimeOffset(2026, 1, 1, 9, 0, 0, TimeSpan.Zero).UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref ticks), TimeSpan.Zero);

    public void Step(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);
}
