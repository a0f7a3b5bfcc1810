using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Hosting;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;
using Sentralix.Platform.Tests.Subject;
using Xunit;

namespace Sentralix.Platform.Tests.Contracts;

/// <summary>One key, one execution; everybody who asks again gets the first answer.</summary>
public sealed class IdempotencyTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task The_first_answer_is_given_again_and_another_body_is_refused(StoreKind kind)
    {
        await using var desk = await Desk.Open(kind);

        var first = await desk.Order("key", "пила");
        var again = await desk.Order("key", "пила");
        var other = await desk.Order("key", "топор");
        var otherActor = await desk.Order("key", "топор", Caller.Of("acme", "key:other"));
        var otherTenant = await desk.Order("key", "топор", Caller.Of("umbrella"));

        Assert.Equal((false, true), (first.Replayed, again.Replayed));
        Assert.Equal(first.Result.OrThrow(), again.Result.OrThrow());
        Assert.Equal(("idempotency_key_reuse", 422), (other.Result.Refusal?.Code, other.Result.Refusal?.Status));
        Assert.True(otherActor.Result.Ok && otherTenant.Result.Ok);
        Assert.Equal(3, desk.Executions);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_stored_answer_cannot_be_read_in_the_database(StoreKind kind)
    {
        await using var desk = await Desk.Open(kind);
        Assert.True((await desk.Order("key", "пила")).Result.Ok);

        var stored = await desk.Kit.Store.Read(SystemScope.Retention, (db, c) => db.IdempotencyRecords.Select(r => r.Answer).SingleAsync(c), CancellationToken.None);

        Assert.NotNull(stored);
        Assert.DoesNotContain("пила", stored, StringComparison.Ordinal);
        Assert.True((await desk.Order("key", "пила")).Replayed);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task While_the_first_call_runs_the_second_is_told_to_come_again(StoreKind kind)
    {
        await using var desk = await Desk.Open(kind);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        desk.Do = async name =>
        {
            await release.Task;
            return new Heard("", "", name);
        };
        var first = desk.Order("key", "пила");
        await Delivery.Bench.Until(() => desk.Executions == 1);

        var second = (await desk.Order("key", "пила")).Result.Refusal;
        release.SetResult();

        Assert.Equal(("idempotency_in_progress", 409, (long?)1000), (second?.Code, second?.Status, second?.RetryAfterMs));
        Assert.True((await first).Result.Ok);
        Assert.True((await desk.Order("key", "пила")).Replayed);
        Assert.Equal(1, desk.Executions);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Twenty_calls_at_once_are_executed_once(StoreKind kind)
    {
        await using var desk = await Desk.Open(kind);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => desk.Order("key", "пила"))));

        Assert.Equal(1, desk.Executions);
        Assert.Single(answers, a => a.Result.Ok && !a.Replayed);
        Assert.All(answers, a => Assert.True(a.Result.Ok || a.Result.Refusal.Code == "idempotency_in_progress"));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_fault_frees_the_key_and_a_refusal_is_kept(StoreKind kind)
    {
        await using var desk = await Desk.Open(kind);
        desk.Do = _ => throw new InvalidDataException("broken");
        await Assert.ThrowsAsync<InvalidDataException>(() => desk.Order("fault", "пила"));
        desk.Do = _ => Task.FromResult<Result<Heard>>(new Refusal("no_model", 503, "Away."));
        Assert.False((await desk.Order("fault", "пила")).Result.Ok);
        desk.Do = _ => Task.FromResult<Result<Heard>>(Refusal.NotFound("tool") with { Errors = new Dictionary<string, string[]> { ["a"] = ["b"] } });
        var refused = await desk.Order("refusal", "пила");
        desk.Do = name => Task.FromResult<Result<Heard>>(new Heard("", "", name));

        var afterFault = await desk.Order("fault", "пила");
        var afterRefusal = await desk.Order("refusal", "пила");

        Assert.Equal("пила", afterFault.Result.OrThrow().What);
        Assert.False(afterFault.Replayed);
        Assert.Equal((refused.Result.Refusal!.Code, "b"), (afterRefusal.Result.Refusal?.Code, afterRefusal.Result.Refusal?.Errors!["a"][0]));
        Assert.Equal(4, desk.Executions);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_refusal_that_says_when_to_come_again_is_not_kept(StoreKind kind)
    {
        await using var desk = await Desk.Open(kind);
        desk.Do = _ => Task.FromResult<Result<Heard>>(new Refusal("rate_limited", 429, "Slowly.") { RetryAfterMs = 500 });
        Assert.Equal(429, (await desk.Order("key", "пила")).Result.Refusal?.Status);
        desk.Do = name => Task.FromResult<Result<Heard>>(new Heard("", "", name));

        Assert.True((await desk.Order("key", "пила")).Result.Ok);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_key_is_forgotten_after_a_day_and_a_dead_process_keeps_it_for_a_minute(StoreKind kind)
    {
        await using var desk = await Desk.Open(kind);
        await desk.Order("key", "пила");
        desk.Clock.Advance(TimeSpan.FromHours(24));
        Assert.True((await desk.Order("key", "пила")).Replayed);
        desk.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False((await desk.Order("key", "пила")).Replayed);

        // A process that dies in the middle leaves a claimed key.
        using (Caller.Of("acme").Enter())
            await desk.Kit.Idempotency.Begin(new IdempotencyScope("acme", "key:test", "POST /workshop/v1/orders", "dead", desk.FingerprintOf("пила")), default);
        Assert.Equal(409, (await desk.Order("dead", "пила")).Result.Refusal?.Status);
        desk.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.True((await desk.Order("dead", "пила")).Result.Ok);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Over_http_a_replay_says_so_in_a_header(StoreKind kind)
    {
        await using var kit = await StoreKit<WorkshopDbContext>.Open(kind);
        using var folder = new Folder();
        await using var host = await House.Start(folder.Path, [new WorkshopModule(), new RememberingModule(kit)]);
        using var client = new HttpClient { BaseAddress = host.InternalUrl };
        var tokens = host.Services.GetRequiredService<InternalTokens>();

        async Task<HttpResponseMessage> Order(string name)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/workshop/v1/orders") { Content = JsonContent.Create(new { name }) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Issue("workshop", Caller.Of("acme")));
            request.Headers.Add("Idempotency-Key", "key-1");
            return await client.SendAsync(request);
        }

        using var first = await Order("x");
        using var again = await Order("x");
        using var other = await Order("y");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created, HttpStatusCode.UnprocessableEntity), (first.StatusCode, again.StatusCode, other.StatusCode));
        Assert.False(first.Headers.Contains("Idempotent-Replayed"));
        Assert.Equal("true", again.Headers.GetValues("Idempotent-Replayed").Single());
        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
    }

    /// <summary>Gives the workshop, which has no store of its own in these tests, the memory of a kit.</summary>
    private sealed class RememberingModule(StoreKit<WorkshopDbContext> kit) : IServiceModule
    {
        public string Name => "remembering";

        public void Configure(ServiceSetup setup) => setup.Services.AddKeyedSingleton("workshop", kit.Idempotency);
    }

    /// <summary>A contract behind its gate that counts its executions.</summary>
    private sealed class Desk : IAsyncDisposable
    {
        private readonly Counting counting;
        private readonly IOrders gate;

        private Desk(StoreKit<WorkshopDbContext> kit, FakeTimeProvider clock)
        {
            (Kit, Clock) = (kit, clock);
            counting = new Counting(this);
            gate = kit.Gate<IOrders>(counting);
        }

        public StoreKit<WorkshopDbContext> Kit { get; }

        public FakeTimeProvider Clock { get; }

        public int Executions => counting.Executions;

        public Func<string, Task<Result<Heard>>> Do { get; set; } = name => Task.FromResult<Result<Heard>>(new Heard("", "", name));

        public static async Task<Desk> Open(StoreKind kind)
        {
            var clock = new FakeTimeProvider(Delivery.Bench.Start);
            return new Desk(await StoreKit<WorkshopDbContext>.Open(kind, clock), clock);
        }

        public async Task<(Result<Heard> Result, bool Replayed)> Order(string key, string name, CallContext? caller = null)
        {
            var marker = new ReplayMarker();
            using var _ = ((caller ?? Caller.Of("acme")) with { IdempotencyKey = key, Replayed = marker }).Enter();
            return (await gate.Order(new NewTool(name), default), marker.Set);
        }

        public string FingerprintOf(string name) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(
            System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new NewTool(name), SentralixJson.Options)));

        public ValueTask DisposeAsync() => Kit.DisposeAsync();

        private sealed class Counting(Desk desk) : IOrders
        {
            private int executions;

            public int Executions => Volatile.Read(ref executions);

            public Task<Result<Heard>> Order(NewTool body, CancellationToken cancellation)
            {
                Interlocked.Increment(ref executions);
                Assert.Null(CallContext.Current.IdempotencyKey); // it is not for the calls made on behalf of this one
                Assert.NotNull(CallContext.Current.DomainKey);
                return desk.Do(body.Name);
            }
        }
    }
}

/// <summary>Just what a key is for.</summary>
[Contract("workshop")]
public interface IOrders
{
    [Refit.Post("/workshop/v1/orders"), Scope("tools:write"), Answers(201)]
    Task<Result<Heard>> Order([Refit.Body] NewTool body, CancellationToken cancellation);
}
