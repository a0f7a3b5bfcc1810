using Sentralix.Assistants.Storage;
using Sentralix.Compliance.Storage;
using Sentralix.Platform.Storage;

namespace Sentralix.Assistants.Tests;

/// <summary>The databases of one test class: made when first asked for, dropped at its end. Tests keep apart by their tenants.</summary>
public sealed class Houses : IAsyncDisposable
{
    private readonly Dictionary<StoreKind, StoreKit<AssistantsDbContext>> kits = [];

    /// <summary>The service as a process of its own would run it, for a tenant nobody else uses.</summary>
    internal async Task<House> On(StoreKind kind, TimeProvider? clock = null)
    {
        if (!kits.TryGetValue(kind, out var kit)) kits[kind] = kit = await StoreKit<AssistantsDbContext>.Open(kind);
        return new House(kit, kit.Store, clock ?? new SteppingClock());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var kit in kits.Values) await kit.DisposeAsync();
    }

    /// <summary>The machine's timers, and a time that rises with every look, so that ids sort as they were made.</summary>
    private sealed class SteppingClock : TimeProvider
    {
        private readonly DateTimeOffset start = new PlatformTime().GetUtcNow();
        private long looks;

        public override DateTimeOffset GetUtcNow() => start.AddMilliseconds(Interlocked.Increment(ref looks));
    }
}
