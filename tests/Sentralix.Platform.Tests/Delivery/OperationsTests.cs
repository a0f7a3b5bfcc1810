using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts.Operations;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Tests.Subject;
using Xunit;

namespace Sentralix.Platform.Tests.Delivery;

/// <summary>What an operator sees of the queue, and mends.</summary>
public sealed class OperationsTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task Work_is_listed_page_by_page_by_state_and_kind_and_only_to_its_tenant(StoreKind kind)
    {
        await using var bench = await Bench.Open(kind);
        using var tenant = Bench.Tenant();
        var operations = Gate(bench);
        var idle = bench.Idle();
        for (var number = 0; number < 5; number++) await bench.Put(idle, number % 2 == 0 ? "saw" : "drill", $"key_{number}", number);

        var first = (await operations.List(null, null, 3, null, default)).OrThrow();
        var second = (await operations.List(null, null, 3, first.Next, default)).OrThrow();
        var drills = (await operations.List(WorkItemState.Live, "drill", 50, null, default)).OrThrow();
        var dead = (await operations.List(WorkItemState.Dead, null, 50, null, default)).OrThrow();

        Assert.Equal(["key_0", "key_1", "key_2", "key_3", "key_4"], first.Items.Concat(second.Items).Select(i => i.OrderingKey));
        Assert.Null(second.Next);
        Assert.Equal(["key_1", "key_3"], drills.Items.Select(i => i.OrderingKey));
        Assert.Empty(dead.Items);
        Assert.Equal(400, (await operations.List(null, null, 3, "?", default)).Refusal?.Status);
        using (Caller.Of("umbrella").Enter())
        {
            Assert.Empty((await operations.List(null, null, 50, null, default)).OrThrow().Items);
            Assert.Equal(404, (await operations.Retry(first.Items[0].Id, default)).Refusal?.Status);
            Assert.Equal(404, (await operations.Drop(first.Items[0].Id, default)).Refusal?.Status);
        }

        using (Caller.With("acme", "key:reader", "operations:read").Enter())
        {
            Assert.True((await operations.List(null, null, 50, null, default)).Ok);
            Assert.Equal(403, (await operations.Drop(first.Items[0].Id, default)).Refusal?.Status);
        }

        Assert.Equal("still_live", (await operations.Drop(first.Items[0].Id, default)).Refusal?.Code);
        Assert.Equal(404, (await operations.Drop("nonsense", default)).Refusal?.Status);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task What_waits_is_made_due_what_was_given_up_is_begun_anew_and_what_runs_is_left_alone(StoreKind kind)
    {
        await using var bench = await Bench.Open(kind);
        using var tenant = Bench.Tenant();
        var operations = Gate(bench);
        var (release, fails) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), true);
        var queue = await bench.Run(handlers:
        [
            new Worker("saw", (_, _) => fails ? throw new InvalidDataException("broken") : Task.CompletedTask) { Kind = new WorkKind("saw") { MaxAttempts = 1 } },
            new Worker("wait", (_, _) => release.Task),
        ]);
        await bench.Put(queue, "saw", null, 0);
        await bench.Put(queue, "saw", null, 1, Bench.Start + TimeSpan.FromDays(1));
        await bench.Put(queue, "wait", null, 2);
        await Bench.Until(async () => (await bench.Items())[0].State == WorkState.Dead);
        fails = false;
        var listed = (await operations.List(null, null, 50, null, default)).OrThrow().Items;
        Assert.Equal([(WorkItemState.Dead, 1, false, "broken"), (WorkItemState.Live, 0, false, null), (WorkItemState.Live, 1, true, null)], listed.Select(i => (i.State, i.Attempts, i.Running, i.Error)));

        Assert.Equal(404, (await operations.Retry(listed[2].Id, default)).Refusal?.Status);
        Assert.True((await operations.Retry(listed[0].Id, default)).Ok);
        Assert.True((await operations.Retry(listed[1].Id, default)).Ok);

        await Bench.Until(async () => (await bench.Items()).Count == 1);
        release.SetResult();
        await bench.Empty();
    }

    private static IOperations Gate(Bench bench) => bench.Kit.Gate<IOperations>(new Operations<WorkshopDbContext>(bench.Kit.Store, bench.Clock, () => { }));
}
