using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Tests.Subject;
using Xunit;

namespace Sentralix.Platform.Tests.Delivery;

/// <summary>A process is killed again and again in the middle of its work; what it accepted is done once, in order, and nothing else is.</summary>
public sealed class KillTests
{
    private const int Kills = 20;

    [Theory, ClassData(typeof(BothStores))]
    public async Task Work_survives_kills_at_any_moment_and_is_done_exactly_once(StoreKind kind)
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(kind);
        using var caller = Caller.Of("acme").Enter();
        await kit.Close();
        for (var kill = 0; kill < Kills; kill++) await StartAndKill(kit);

        kit.Reopen();
        var options = new DeliveryOptions { SingleProcess = kind == StoreKind.Sqlite, Poll = TimeSpan.FromMilliseconds(20) };
        await using var queue = kit.Queue(options, handlers: Victim.Handler(kit.Store));
        await queue.Start();
        await Bench.Until(async () => await kit.Store.Read((db, c) => db.WorkItems.CountAsync(c), default) == 0);

        var accepted = await kit.Store.Read((db, c) => db.Tools.OrderBy(t => t.Rev).Select(t => new { Key = t.Name, t.Rev }).ToListAsync(c), default);
        var effects = await kit.Store.Read((db, c) => db.Effects.OrderBy(e => e.Id).ToListAsync(c), default);
        Assert.True(effects.Count > Kills, "The victims did not get to work.");
        Assert.Contains(effects, e => e.Attempt > 1); // somebody was shot at work
        foreach (var key in accepted.GroupBy(t => t.Key))
            Assert.Equal(key.Select(t => (int)t.Rev), effects.Where(e => e.OrderingKey == key.Key).Select(e => e.Number));
        Assert.Equal(accepted.Count, effects.Count);
    }

    private static async Task StartAndKill(StoreKit<WorkshopDbContext> kit)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Victim.Argument, kit.Folder]) { RedirectStandardOutput = true };
        if (kit.Kind == StoreKind.Postgres) start.Environment[Victim.Connection] = kit.RoleConnection;
        using var victim = Process.Start(start)!;
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            Assert.Equal("ready", await victim.StandardOutput.ReadLineAsync(patience.Token));
            await Task.Delay(Random.Shared.Next(20, 500), patience.Token);
            Assert.False(victim.HasExited, "The victim ended by itself.");
        }
        finally
        {
            victim.Kill(); // SIGKILL
            await victim.WaitForExitAsync();
        }
    }
}
