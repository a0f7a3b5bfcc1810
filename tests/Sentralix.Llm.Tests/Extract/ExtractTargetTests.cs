using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Storage;
using Sentralix.Llm.Tests.Calls;
using Sentralix.Llm.Tests.Quotas;
using Sentralix.Peers.OpenAi;
using Sentralix.Platform.Storage;
using Xunit;

namespace Sentralix.Llm.Tests.Extract;

/// <summary><c>builtin/extract</c> as a target among others.</summary>
public sealed class ExtractTargetTests
{
    private const string Question = "Сколько стоит доставка по Москве?";

    [Theory]
    [InlineData(false, OpenAiFaultKind.CutConnection)]
    [InlineData(true, OpenAiFaultKind.CutConnection)]
    [InlineData(false, OpenAiFaultKind.Garbage)]
    [InlineData(true, OpenAiFaultKind.Garbage)]
    public async Task When_no_model_answers_it_does_and_the_ledger_says_so(bool stream, OpenAiFaultKind fault)
    {
        await using var gateway = await WithFallback(new OpenAiBehaviour { Fault = new OpenAiFault(fault) });

        using var response = await gateway.Post("chat/completions", Body("smart", Question, stream));

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(("builtin", "2"), (response.Headers.GetValues("x-sentralix-provider").Single(), response.Headers.GetValues("x-sentralix-attempts").Single()));
        Assert.Contains("300", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var rows = await Rows(gateway);
        Assert.Equal([("first", "failed"), ("builtin", "answered")], rows.Select(r => (r.Provider, r.Outcome)));
        AssertFree(rows[1], "smart", stream);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task By_its_own_name_it_is_in_the_ledger_too(bool stream)
    {
        await using var gateway = await Gateway.Start();

        using var response = await gateway.Post("chat/completions", Body("builtin/extract", Question, stream));
        await response.Content.ReadAsStringAsync();

        AssertFree(Assert.Single(await Rows(gateway)), "builtin/extract", stream);
    }

    [Fact]
    public async Task It_shares_calls_by_weight_and_costs_nothing()
    {
        await using var gateway = await House(null, new WriteModelRoute
        {
            Model = "smart",
            Targets = [new ModelTarget { Provider = "first", Model = "a", Weight = 1 }, new ModelTarget { Provider = "builtin", Model = "extract", Weight = 1 }],
        });

        for (var i = 0; i < 40; i++)
        {
            using var response = await gateway.Post("chat/completions", Body("smart", Question, stream: false));
            Assert.Equal(200, (int)response.StatusCode);
        }

        var rows = await Rows(gateway);
        Assert.InRange(rows.Count(r => r.Provider == "builtin"), 5, 35);
        Assert.Equal(40 - gateway.Upstream.Journal.Count, rows.Count(r => r is { Provider: "builtin", Cost: 0 }));
    }

    [Fact]
    public async Task Limits_count_its_calls_and_budgets_do_not()
    {
        await using var gateway = await WithFallback(new OpenAiBehaviour { Fault = new OpenAiFault(OpenAiFaultKind.CutConnection) }, limit: new WriteModelLimit { RequestsPerMinute = 2, BudgetPerDay = new Money("5", "USD") });

        // The first target has a price in another currency than the budget's; this one needs none.
        var statuses = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            using var response = await gateway.Post("chat/completions", Body("builtin/extract", Question, stream: false));
            statuses.Add((int)response.StatusCode);
        }

        Assert.Equal([200, 200, 429], statuses);
        Assert.Equal((0, 0), await gateway.Kit.Store.Read(SystemScope.Ledger, async (db, c) => (await db.Budgets.CountAsync(c), await db.BudgetHolds.CountAsync(c)), default));
    }

    [Fact]
    public async Task What_it_cannot_do_is_not_why_the_call_failed()
    {
        await using var gateway = await WithFallback(new OpenAiBehaviour { Fault = OpenAiFault.WithStatus(503) });

        using var response = await gateway.Post("chat/completions", Body("smart", Question, stream: false, "\"response_format\":{\"type\":\"json_object\"}"));

        Assert.Equal(503, (int)response.StatusCode);
        Assert.DoesNotContain("not a language model", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal([("first", "failed"), ("builtin", "failed")], (await Rows(gateway)).Select(r => (r.Provider, r.Outcome)).Take(2));
    }

    [Fact]
    public async Task What_it_cannot_do_another_target_may()
    {
        await using var gateway = await House(null, new WriteModelRoute
        {
            Model = "smart",
            Targets = [new ModelTarget { Provider = "builtin", Model = "extract" }, new ModelTarget { Provider = "first", Model = "a", Tier = 1 }],
        });

        using var response = await gateway.Post("chat/completions", Body("smart", Question, stream: false, "\"response_format\":{\"type\":\"json_object\"}"));

        Assert.Equal((200, "first"), ((int)response.StatusCode, response.Headers.GetValues("x-sentralix-provider").Single()));
    }

    [Fact]
    public async Task What_it_says_in_others_place_is_not_remembered()
    {
        await using var gateway = await WithFallback(new OpenAiBehaviour { Fault = new OpenAiFault(OpenAiFaultKind.CutConnection) { Times = 1 } }, cacheMs: 60_000);
        var providers = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            using var response = await gateway.Post("chat/completions", Body("smart", Question, stream: false));
            await response.Content.ReadAsStringAsync();
            providers.Add(response.Headers.GetValues("x-sentralix-provider").Single());
            await gateway.Settled();
        }

        Assert.Equal(["builtin", "first"], providers[..2]);
        Assert.NotEqual("builtin", providers[2]);
    }

    [Theory]
    [InlineData("completions", "\"prompt\":\"Сколько весит слон?\"")]
    [InlineData("responses", "\"input\":\"Сколько весит слон?\"")]
    [InlineData("messages", "\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Сколько весит слон?\"}]")]
    public async Task It_answers_in_the_form_in_which_it_is_asked(string path, string fields)
    {
        await using var gateway = await Gateway.Start();

        using var response = await gateway.Post(path, $$"""{"model":"builtin/extract",{{fields}}}""");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Contains("Не нашёл ответа", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("embeddings", "\"input\":\"x\"")]
    [InlineData("rerank", "\"query\":\"x\",\"documents\":[\"y\"]")]
    [InlineData("moderations", "\"input\":\"x\"")]
    public async Task What_is_no_chat_is_refused_at_the_model(string path, string fields)
    {
        await using var gateway = await Gateway.Start();

        using var response = await gateway.Post(path, $$"""{"model":"builtin/extract",{{fields}}}""");

        using var error = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal((400, "model", "unsupported_value"), ((int)response.StatusCode, error.RootElement.GetProperty("error").GetProperty("param").GetString(), error.RootElement.GetProperty("error").GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Typed_a_stand_by_that_finds_nothing_says_so_in_the_finish()
    {
        await using var gateway = await WithFallback(new OpenAiBehaviour { Fault = new OpenAiFault(OpenAiFaultKind.CutConnection) });
        var events = new List<GenerationEvent>();

        await foreach (var step in gateway.Generation.Generate(
            new() { CallKey = "k", Model = "smart", Messages = Shop.Messages(("system", Shop.Blocks(Shop.Russian)), ("user", "Сколько весит слон?")) }, default))
            events.Add(step);

        Assert.Equal(("completed", "not_found", "smart", "builtin"), (events[^1].Type, events[^1].FinishReason, events[^1].Model, events[^1].Provider));
    }

    [Fact]
    public async Task Data_that_must_stay_in_a_country_may_go_to_it()
    {
        await using var gateway = await WithFallback(new OpenAiBehaviour { Fault = new OpenAiFault(OpenAiFaultKind.CutConnection) }, residency: "RU");

        using var response = await gateway.Post("chat/completions", Body("smart", Question, stream: false));

        Assert.Equal("builtin", response.Headers.GetValues("x-sentralix-provider").Single());
        Assert.Equal(0, gateway.Upstream.Journal.Count);
    }

    [Fact]
    public async Task Nobody_is_asked_for_a_quota_of_what_costs_nothing()
    {
        await using var house = await QuotaHouse.Open(quotas: new StandInQuotas { Limit = 0 });

        using var response = await house.Gateway.Post("chat/completions", Body("builtin/extract", Question, stream: false));

        Assert.Equal((200, 0), ((int)response.StatusCode, house.Quotas.Asked));
    }

    private static void AssertFree(AttemptRow row, string model, bool stream)
    {
        Assert.Equal(("answered", model, "builtin", "extract", stream, "none"), (row.Outcome, row.Model, row.Provider, row.UpstreamModel, row.Stream, row.Source));
        Assert.Equal((0L, 0L, 0L, 0L), (row.Cost, row.Vat, row.Input, row.Output));
    }

    private static Task<Gateway> WithFallback(OpenAiBehaviour? first, WriteModelLimit? limit = null, int? cacheMs = null, string? residency = null) => House(first, new WriteModelRoute
    {
        Model = "smart",
        CacheMs = cacheMs,
        Residency = residency,
        Targets = [new ModelTarget { Provider = "first", Model = "a" }, new ModelTarget { Provider = "builtin", Model = "extract", Tier = 1 }],
    }, limit);

    private static Task<Gateway> House(OpenAiBehaviour? first, WriteModelRoute route, WriteModelLimit? limit = null) => Gateway.Start(StoreKind.Sqlite, first, (db, upstream, box) =>
    {
        upstream.Behaviour = upstream.Behaviour with { RequiredKey = null };
        Configured.Provider(db, box, "first", upstream);
        Configured.Price(db, "first");
        Configured.Route(db, route);
        if (limit is not null) Configured.Limit(db, limit);
    });

    private static async Task<List<AttemptRow>> Rows(Gateway gateway)
    {
        await gateway.Settled();
        return await gateway.Kit.Store.Read(SystemScope.Ledger, (db, c) => db.Attempts.OrderBy(a => a.At).ToListAsync(c), default);
    }

    private static string Body(string model, string question, bool stream, string? field = null)
    {
        var body = new JsonObject
        {
            ["model"] = model,
            ["stream"] = stream,
            ["messages"] = new JsonArray(
                new JsonObject { ["role"] = "system", ["content"] = Shop.Blocks(Shop.Russian) },
                new JsonObject { ["role"] = "user", ["content"] = question }),
        }.ToJsonString();
        return field is null ? body : $"{body[..^1]},{field}}}";
    }
}
