using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Caching;
using Sentralix.Llm.Storage;
using Sentralix.Llm.Tests.Calls;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;
using Xunit;

namespace Sentralix.Llm.Tests.Caching;

/// <summary>Calls of a route that remembers, as their clients see them.</summary>
public sealed class CachedCallTests
{
    private const string Question = """{"model":"smart","messages":[{"role":"user","content":"Где мой заказ?"}]}""";
    private const string Streamed = """{"messages":[{"role":"user","content":"Где мой заказ?"}],"model":"smart","stream":true,"stream_options":{"include_usage":true}}""";
    private const string InMessages = """{"model":"smart","max_tokens":100,"messages":[{"role":"user","content":"Где мой заказ?"}]}""";

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_same_request_is_answered_again_without_asking_and_for_nothing(StoreKind kind)
    {
        await using var gateway = await Remembering(kind);
        var first = await Ask(gateway, Question);
        await Written(gateway);
        var second = await Ask(gateway, Question.Replace("{\"model\"", "{ \"user\":\"u1\", \"model\"", StringComparison.Ordinal));
        var stream = await Ask(gateway, Streamed);

        Assert.Equal(("miss", "hit", "hit"), (first.Cache, second.Cache, stream.Cache));
        Assert.Equal(first.Text, second.Text);
        Assert.EndsWith("data: [DONE]\n\n", stream.Text, StringComparison.Ordinal);
        Assert.Contains("\"usage\":{\"prompt_tokens\"", stream.Text, StringComparison.Ordinal);
        Assert.Equal(1, gateway.Upstream.Journal.Count);
        await gateway.Settled();
        var rows = await gateway.Kit.Store.Read(SystemScope.Ledger, (db, c) => db.Attempts.OrderBy(a => a.Id).ToListAsync(c), default);
        Assert.Equal(["answered", "cached", "cached"], rows.Select(r => r.Outcome).Order());
        Assert.All(rows.Where(r => r.Outcome == "cached"), r => Assert.Equal(("none", 0L, 0L, 0L), (r.Source, r.Cost, r.Input, r.Output)));
    }

    [Fact]
    public async Task A_stream_is_remembered_whole_and_answers_every_form()
    {
        await using var gateway = await Remembering(StoreKind.Sqlite);
        var live = await Ask(gateway, Streamed);
        await Written(gateway);
        var whole = await Ask(gateway, Question);
        using var messages = await gateway.Post("messages", InMessages.Replace("\"max_tokens\":100,", "\"max_tokens\":100,\"stream\":false,", StringComparison.Ordinal));
        var typed = await Generated(gateway);

        Assert.Equal(("miss", "hit"), (live.Cache, whole.Cache));
        Assert.Equal("Возврат принимается в течение 14 дней. Refunds are accepted within 14 days.", (string?)JsonNode.Parse(whole.Text)!["choices"]![0]!["message"]!["content"]);
        Assert.Equal(HttpStatusCode.OK, messages.StatusCode);
        Assert.Equal("Возврат принимается в течение 14 дней. Refunds are accepted within 14 days.", string.Concat(typed.Select(s => s.Text)));
        Assert.Equal(("completed", "cache"), (typed[^1].Type, typed[^1].Provider));
        Assert.Equal(Enumerable.Range(1, typed.Count), typed.Select(s => s.Seq));

        // Messages have a limit of tokens, which is part of what is asked.
        Assert.Equal(2, gateway.Upstream.Journal.Count);
    }

    [Fact]
    public async Task A_client_may_ask_anew_and_may_forbid_to_remember()
    {
        await using var gateway = await Remembering(StoreKind.Sqlite);
        Assert.Null((await Ask(gateway, Question, "no-store")).Cache);
        await Written(gateway);
        Assert.Equal("miss", (await Ask(gateway, Question, "no-cache")).Cache);
        await Written(gateway);
        Assert.Equal("miss", (await Ask(gateway, Question, "no-cache")).Cache);
        Assert.Equal("hit", (await Ask(gateway, Question)).Cache);
        Assert.Equal(3, gateway.Upstream.Journal.Count);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task What_has_expired_is_not_given_and_is_swept_away(StoreKind kind)
    {
        await using var gateway = await Remembering(kind);
        await Ask(gateway, Question);
        await Written(gateway);
        await gateway.Kit.Store.Write(SystemScope.Retention, (db, c) => db.CachedAnswers.ExecuteUpdateAsync(set => set.SetProperty(a => a.ExpiresAt, DateTimeOffset.UnixEpoch), c), default);

        Assert.Equal("miss", (await Ask(gateway, Question.Replace("Где", "Куда", StringComparison.Ordinal))).Cache);
        await Written(gateway);
        Assert.Equal(1, await gateway.Services.GetRequiredService<CacheSweep>().Run(default));
        Assert.Equal(1, await Count(gateway));
        Assert.Equal("miss", (await Ask(gateway, Question)).Cache);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_tenant_keeps_its_share_and_the_oldest_goes_first(StoreKind kind)
    {
        await using var kit = await StoreKit<LlmDbContext>.Open(kind);
        var start = DateTimeOffset.UnixEpoch.AddYears(50);
        foreach (var tenant in new[] { "acme", "other" })
        {
            using var _ = CallContext.Platform(tenant, "llm").Enter();
            for (var i = 0; i < 10; i++)
            {
                var (answer, at) = (new NewAnswer($"k{i}", "chat", "m", new byte[100], TimeSpan.FromDays(1)), start.AddSeconds(i));
                await kit.Store.Write((db, c) => CachedAnswers.Put(db, [answer, answer], at, c), default);
            }
        }

        using var acme = CallContext.Platform("acme", "llm").Enter();
        await kit.Store.Write((db, c) => CachedAnswers.Trim(db, 350, c), default);

        Assert.Equal(["k7", "k8", "k9"], await kit.Store.Read((db, c) => db.CachedAnswers.Select(a => a.Key).OrderBy(k => k).ToListAsync(c), default));
        using var other = CallContext.Platform("other", "llm").Enter();
        Assert.Equal(10, (await kit.Store.Read((db, c) => CachedAnswers.Find(db, Enumerable.Range(0, 10).Select(i => $"k{i}"), start, c), default)).Count);
    }

    [Theory]
    [InlineData("""{"model":"smart","messages":[{"role":"user","content":"Где?"}],"tools":[{"type":"function","function":{"name":"f"}}]}""")]
    [InlineData("""{"model":"smart","messages":[{"role":"user","content":"Где?"}],"n":2}""")]
    public async Task What_is_never_remembered_is_asked_every_time(string question)
    {
        await using var gateway = await Remembering(StoreKind.Sqlite);
        for (var i = 0; i < 2; i++)
        {
            Assert.Null((await Ask(gateway, question)).Cache);
            await Written(gateway);
        }

        Assert.Equal((2, 0), (gateway.Upstream.Journal.Count, await Count(gateway)));
    }

    [Fact]
    public async Task A_remembered_answer_counts_for_rates_and_not_for_budgets()
    {
        await using var gateway = await Remembering(StoreKind.Sqlite, limit: new WriteModelLimit { RequestsPerMinute = 3, BudgetPerDay = new Money("100", "RUB") });
        await Ask(gateway, Question);
        await Written(gateway);
        await Ask(gateway, Question);
        await Ask(gateway, Question);

        using var refused = await gateway.Post("chat/completions", Question);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        await gateway.Settled();
        var (spent, cost) = await gateway.Kit.Store.Read(SystemScope.Ledger, async (db, c) => (
            await db.Budgets.SumAsync(b => b.Spent, c), await db.Attempts.Where(a => a.Outcome == "answered").SumAsync(a => a.Cost ?? 0, c)), default);
        Assert.Equal(cost, spent);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Texts_whose_vectors_are_all_known_are_not_asked_for_again(StoreKind kind)
    {
        await using var gateway = await Remembering(kind);
        var first = await Ask(gateway, """{"model":"smart","input":["раз","два"]}""", path: "embeddings");
        await Written(gateway);
        var turned = await Ask(gateway, """{"model":"smart","input":["два","раз","два"]}""", path: "embeddings");
        var binary = await Ask(gateway, """{"model":"smart","input":"раз","encoding_format":"base64"}""", path: "embeddings");
        var shorter = await Ask(gateway, """{"model":"smart","input":"раз","dimensions":4}""", path: "embeddings");
        var more = await Ask(gateway, """{"model":"smart","input":["раз","три"]}""", path: "embeddings");

        Assert.Equal(("miss", "hit", "hit", "miss", "miss"), (first.Cache, turned.Cache, binary.Cache, shorter.Cache, more.Cache));
        var (one, two) = (Vector(first.Text, 0), Vector(first.Text, 1));
        Assert.Equal([two, one, two], [Vector(turned.Text, 0), Vector(turned.Text, 1), Vector(turned.Text, 2)]);
        var bytes = Convert.FromBase64String((string)JsonNode.Parse(binary.Text)!["data"]![0]!["embedding"]!);
        Assert.Equal(one, Enumerable.Range(0, bytes.Length / 4).Select(i => BitConverter.ToSingle(bytes, i * 4)));
        Assert.Equal(3, gateway.Upstream.Journal.Count);
    }

    private static float[] Vector(string answer, int index) => [.. JsonNode.Parse(answer)!["data"]![index]!["embedding"]!.AsArray().Select(n => (float)n!)];

    private static async Task<(string? Cache, string Text)> Ask(Gateway gateway, string question, string? cacheControl = null, string path = "chat/completions")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(question) };
        if (cacheControl is not null) request.Headers.TryAddWithoutValidation("Cache-Control", cacheControl);
        using var response = await gateway.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        return (response.Headers.TryGetValues("x-sentralix-cache", out var said) ? said.Single() : null, text);
    }

    private static async Task<List<GenerationEvent>> Generated(Gateway gateway)
    {
        List<GenerationEvent> steps = [];
        await foreach (var step in gateway.Generation.Generate(new GenerationRequest { CallKey = "c1", Model = "smart", Messages = [new("user", "Где мой заказ?")] }, default)) steps.Add(step);
        return steps;
    }

    private static Task Written(Gateway gateway) => gateway.Services.GetRequiredService<CacheWriter>().Written(default);

    private static Task<int> Count(Gateway gateway) => gateway.Kit.Store.Read(SystemScope.Retention, (db, c) => db.CachedAnswers.CountAsync(c), default);

    private static Task<Gateway> Remembering(StoreKind kind, WriteModelLimit? limit = null) => Gateway.Start(kind, null, (db, upstream, box) =>
    {
        upstream.Behaviour = upstream.Behaviour with { RequiredKey = null };
        Configured.Provider(db, box, "first", upstream);
        Configured.Price(db, "first");
        Configured.Route(db, new WriteModelRoute { Model = "smart", CacheMs = 60_000, Targets = [new ModelTarget { Provider = "first", Model = "a" }] });
        if (limit is not null) Configured.Limit(db, limit);
    });
}
