namespace Sentralix.Connectors.Sandbox.Clients;

/// <summary>The system's clock, moved on: timers run as they do.</summary>
internal sealed class MovableClock : TimeProvider
{
    private long moved;

    public void Move(TimeSpan time) => Interlocked.Add(ref moved, time.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref moved));
}
