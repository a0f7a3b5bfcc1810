using Microsoft.Extensions.Time.Testing;
using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Assistants;
using Sentralix.Platform.Security;
using Xunit;

namespace Sentralix.Assistants.Tests;

public sealed class ChangeTests(Houses houses) : IClassFixture<Houses>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_stream_says_hello_and_then_what_every_tenant_released_and_bound(StoreKind kind)
    {
        var house = await houses.On(kind);
        await using var stream = await Watch(house);
        using var _ = house.Enter();
        var assistant = await house.Create();
        (await house.Publish(assistant.Id)).OrThrow();
        (await house.Release(assistant.Id, 1)).OrThrow();
        (await house.Admin.Bind("con_1", new BindConnection { AssistantId = assistant.Id }, None)).OrThrow();
        (await house.Admin.Unbind("con_1", None)).OrThrow();
        using (Caller.Of("ten_other").Enter()) (await house.Publish((await house.Create()).Id, "dev")).OrThrow();

        var changes = await stream.Take(4);
        Assert.Equal(new ConfigurationChange("released", house.Tenant, assistant.Id), changes[0]);
        Assert.Equal(new ConfigurationChange("bound", house.Tenant, "con_1"), changes[1]);
        Assert.Equal(changes[1], changes[2]);
        Assert.Equal(("released", "ten_other"), (changes[3].Type, changes[3].Tenant));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_stream_begins_after_what_was_before_it(StoreKind kind)
    {
        var house = await houses.On(kind);
        using var _ = house.Enter();
        var assistant = await house.Create();
        (await house.Publish(assistant.Id, "prod")).OrThrow();
        await using var stream = await Watch(house);
        (await house.Admin.Bind("con_1", new BindConnection { AssistantId = assistant.Id }, None)).OrThrow();

        Assert.Equal("bound", Assert.Single(await stream.Take(1)).Type);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_change_of_another_process_is_seen_within_half_a_second(StoreKind kind)
    {
        var house = await houses.On(kind);
        var other = house.Another();
        await using var stream = await Watch(house);
        using var _ = house.Enter();
        var assistant = await other.Create();
        (await other.Publish(assistant.Id, "prod")).OrThrow();
        var committed = TimeProvider.System.GetTimestamp();

        Assert.Equal([new ConfigurationChange("released", house.Tenant, assistant.Id)], await stream.Take(1));
        Assert.InRange(TimeProvider.System.GetElapsedTime(committed), TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Equal(1, (await house.Active.Active(assistant.Id, "prod", None)).OrThrow().Version);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Of_two_hundred_changes_made_at_once_by_two_processes_none_is_missed_or_repeated(StoreKind kind)
    {
        var house = await houses.On(kind);
        var other = house.Another();
        await using var stream = await Watch(house);
        using var _ = house.Enter();
        var assistant = await house.Create();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
                (await (worker % 2 == 0 ? house : other).Admin.Bind($"con_{worker}_{i}", new BindConnection { AssistantId = assistant.Id }, None)).OrThrow();
        })));

        // One more, so that an item too many would come before it.
        (await other.Admin.Bind("con_last", new BindConnection { AssistantId = assistant.Id }, None)).OrThrow();
        var changes = await stream.Take(201);
        Assert.Equal("con_last", changes[200].Id);
        Assert.Equal(201, changes.Select(c => c.Id).Distinct().Count());
        Assert.All(changes, c => Assert.Equal(("bound", house.Tenant), (c.Type, c.Tenant)));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_change_whose_commit_is_late_is_not_overtaken_by_the_next_one(StoreKind kind)
    {
        var house = await houses.On(kind);
        var other = house.Another();
        await using var stream = await Watch(house);
        using var _ = house.Enter();
        var assistant = await house.Create();
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var late = Task.Run(() => other.Store.Write(async (db, c) =>
        {
            await other.Changes.Bound(db, "late", c);
            await db.SaveChangesAsync(c);
            written.TrySetResult();
            await go.Task;
            return true;
        }, None));
        await written.Task;
        var next = Task.Run(() => house.Admin.Bind("next", new BindConnection { AssistantId = assistant.Id }, None));

        // Long enough for the next one to commit and for the stream to read it, were nothing in their way.
        await Task.WhenAny(next, Task.Delay(TimeSpan.FromSeconds(1)));
        if (next.IsCompleted) Assert.Equal("next", Assert.Single(await stream.Take(1)).Id);
        go.SetResult();
        await late;
        (await next).OrThrow();

        Assert.Equal(["late", "next"], (await stream.Take(2)).Select(c => c.Id));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_change_that_is_refused_is_not_told(StoreKind kind)
    {
        var house = await houses.On(kind);
        await using var stream = await Watch(house);
        using var _ = house.Enter();
        var assistant = await house.Create();
        Assert.False((await house.Release(assistant.Id, 1)).Ok);
        Assert.False((await house.Admin.Unbind("con_1", None)).Ok);
        Assert.False((await house.Admin.Bind("con_1", new BindConnection { AssistantId = "asst_none" }, None)).Ok);
        (await house.Publish(assistant.Id, "prod")).OrThrow();

        Assert.Equal("released", Assert.Single(await stream.Take(1)).Type);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_stream_ends_when_its_caller_goes(StoreKind kind)
    {
        var house = await houses.On(kind);
        using var gone = new CancellationTokenSource();
        using var _ = CallContext.Platform("platform", "orchestrator").Enter();
        await using var items = house.Active.Changes(gone.Token).GetAsyncEnumerator(gone.Token);
        Assert.True(await items.MoveNextAsync());
        var waiting = items.MoveNextAsync().AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_tenants_key_does_not_see_the_stream_whatever_scopes_it_holds(StoreKind kind)
    {
        var house = await houses.On(kind);
        foreach (var caller in new[] { Caller.Of(house.Tenant, "key:admin"), Caller.With(house.Tenant, "key:admin", "assistants:changes"), Caller.With(house.Tenant, "service:x", "assistants:read") })
        {
            using var _ = caller.Enter();
            await using var items = house.Active.Changes(None).GetAsyncEnumerator(None);
            var refused = await Assert.ThrowsAsync<RefusedException>(async () => await items.MoveNextAsync());
            Assert.Equal(403, refused.Refusal.Status);
        }
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Old_changes_are_forgotten_and_a_standing_stream_goes_on(StoreKind kind)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow.AddHours(5));
        var house = await houses.On(kind, clock);
        using var _ = house.Enter();
        var assistant = await house.Create();
        await house.Sweeper.Sweep(None);
        for (var i = 0; i < 3; i++) (await house.Admin.Bind($"con_{i}", new BindConnection { AssistantId = assistant.Id }, None)).OrThrow();
        await using var stream = await Watch(house);
        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(0, await house.Sweeper.Sweep(None));
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(3, await house.Sweeper.Sweep(None));

        // The table is empty now, and the database must not begin to count anew.
        (await house.Admin.Bind("con_3", new BindConnection { AssistantId = assistant.Id }, None)).OrThrow();
        Assert.Equal("con_3", Assert.Single(await stream.Take(1)).Id);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_reader_that_slept_so_long_that_changes_may_be_forgotten_is_sent_away(StoreKind kind)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var house = await houses.On(kind, clock);
        await using var stream = await Watch(house);
        using var _ = house.Enter();
        var assistant = await house.Create();
        for (var i = 0; i < 2; i++) (await house.Admin.Bind($"con_{i}", new BindConnection { AssistantId = assistant.Id }, None)).OrThrow();

        Assert.Equal("con_0", Assert.Single(await stream.Take(1)).Id);
        clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal("con_1", Assert.Single(await stream.Take(1)).Id);
        Assert.True(await stream.Ends());
    }

    private static async Task<Watcher> Watch(House house)
    {
        using var _ = CallContext.Platform("platform", "orchestrator").Enter();
        var watcher = new Watcher(house.Active.Changes(None));
        Assert.Equal([new ConfigurationChange("hello", "", "")], await watcher.Take(1));
        return watcher;
    }

    /// <summary>Reads a stream with a patience that ends.</summary>
    private sealed class Watcher(IAsyncEnumerable<ConfigurationChange> changes) : IAsyncDisposable
    {
        private readonly CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        private IAsyncEnumerator<ConfigurationChange>? items;

        private IAsyncEnumerator<ConfigurationChange> Items => items ??= changes.GetAsyncEnumerator(patience.Token);

        public async Task<List<ConfigurationChange>> Take(int count)
        {
            var taken = new List<ConfigurationChange>();
            while (taken.Count < count && await Items.MoveNextAsync()) taken.Add(Items.Current);
            return taken;
        }

        public async Task<bool> Ends() => !await Items.MoveNextAsync();

        public async ValueTask DisposeAsync()
        {
            await Items.DisposeAsync();
            patience.Dispose();
        }
    }
}
