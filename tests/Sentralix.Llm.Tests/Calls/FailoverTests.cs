using System.Net;
using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Storage;
using Sentralix.Peers.OpenAi;
using Sentralix.Platform.Storage;
using Xunit;

namespace Sentralix.Llm.Tests.Calls;

/// <summary>A route with several targets.</summary>
public sealed class FailoverTests
{
    private const string Question = """{"model":"smart","messages":[{"role":"user","content":"Где мой заказ?"}]}""";
    private const string Streamed = """{"model":"smart","messages":[{"role":"user","content":"Где мой заказ?"}],"stream":true}""";

    [Theory]
    [InlineData(OpenAiFaultKind.CutConnection, Question)]
    [InlineData(OpenAiFaultKind.Garbage, Question)]
    [InlineData(OpenAiFaultKind.HalfStream, Question)]
    [InlineData(OpenAiFaultKind.CutConnection, Streamed)]
    [InlineData(OpenAiFaultKind.Garbage, Streamed)]
    [InlineData(OpenAiFaultKind.NeverAnswers, Streamed)]
    public async Task What_fails_before_its_first_byte_is_answered_by_the_next_target(OpenAiFaultKind fault, string question)
    {
        await using var second = await OpenAiUpstream.Start();
        await using var gateway = await Two(second, new OpenAiBehaviour { Fault = new OpenAiFault(fault) });

        using var response = await gateway.Post("chat/completions", question);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("Возврат", await Text(response), StringComparison.Ordinal);
        Assert.Equal(("second", "2"), (response.Headers.GetValues("x-sentralix-provider").Single(), response.Headers.GetValues("x-sentralix-attempts").Single()));
        Assert.Equal([("first", "failed"), ("second", "answered")], await Ledger(gateway));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(529)]
    public async Task A_refusal_that_is_not_the_requests_fault_is_answered_by_the_next_target(int status)
    {
        await using var second = await OpenAiUpstream.Start();
        await using var gateway = await Two(second, new OpenAiBehaviour { Fault = OpenAiFault.WithStatus(status) });

        using var response = await gateway.Post("chat/completions", Question);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, gateway.Upstream.Journal.Count);
    }

    [Fact]
    public async Task Whoever_asks_while_a_provider_wants_a_moment_waits_that_moment()
    {
        await using var gateway = await Gateway.Start(new OpenAiBehaviour { Fault = OpenAiFault.WithStatus(429, retryAfterSeconds: 1) with { Times = 1 } });
        using var refused = await gateway.Post("chat/completions", Question.Replace("smart", "large", StringComparison.Ordinal));
        using var answered = await gateway.Post("chat/completions", Question.Replace("smart", "large", StringComparison.Ordinal));

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (refused.StatusCode, answered.StatusCode));
        Assert.Equal(2, gateway.Upstream.Journal.Count);
    }

    [Fact]
    public async Task All_who_ask_in_that_moment_are_answered_after_it()
    {
        await using var gateway = await Gateway.Start(new OpenAiBehaviour { Fault = OpenAiFault.WithStatus(429, retryAfterSeconds: 1) with { Times = 1 } });
        using var refused = await gateway.Post("chat/completions", Question.Replace("smart", "large", StringComparison.Ordinal));
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var answered = await gateway.Post("chat/completions", Question.Replace("smart", "large", StringComparison.Ordinal));
            return answered.StatusCode;
        }));

        Assert.All(answers, status => Assert.Equal(HttpStatusCode.OK, status));
    }

    [Fact]
    public async Task A_bad_request_is_bad_everywhere()
    {
        await using var second = await OpenAiUpstream.Start();
        await using var gateway = await Two(second, new OpenAiBehaviour { Fault = OpenAiFault.WithStatus(400) });

        using var response = await gateway.Post("chat/completions", Question);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(0, second.Journal.Count);
    }

    [Theory]
    [InlineData(OpenAiFaultKind.HalfStream)]
    [InlineData(OpenAiFaultKind.CutStream)]
    [InlineData(OpenAiFaultKind.SilentStream)]
    [InlineData(OpenAiFaultKind.ErrorInStream)]
    public async Task What_breaks_after_its_first_byte_is_an_error_and_never_another_answer(OpenAiFaultKind fault)
    {
        await using var second = await OpenAiUpstream.Start();
        await using var gateway = await Two(second, new OpenAiBehaviour { Fault = new OpenAiFault(fault) });

        using var response = await gateway.Post("chat/completions", Streamed);
        var text = await Text(response);

        Assert.Contains("\"error\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
        Assert.Equal(0, second.Journal.Count);
        var cut = Assert.Single(await Rows(gateway));
        Assert.Equal(("cut", "estimated"), (cut.Outcome, cut.Source));
        Assert.InRange(cut.Output, 1, 20);
        Assert.True(cut.Cost > 0);
    }

    [Fact]
    public async Task When_all_fail_the_client_learns_of_the_last_failure_and_pays_nothing()
    {
        await using var second = await OpenAiUpstream.Start(new OpenAiBehaviour { Fault = OpenAiFault.WithStatus(503) });
        await using var gateway = await Two(second, new OpenAiBehaviour { Fault = OpenAiFault.WithStatus(500) });

        using var response = await gateway.Post("chat/completions", Question);

        // Both have been asked, and the first of them once more.
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal((2, 1), (gateway.Upstream.Journal.Count, second.Journal.Count));
        Assert.All(await Rows(gateway), row => Assert.Equal(("failed", "none", 0L), (row.Outcome, row.Source, row.Cost)));
    }

    [Fact]
    public async Task A_target_that_keeps_failing_is_left_out()
    {
        await using var second = await OpenAiUpstream.Start();
        await using var gateway = await Two(second, new OpenAiBehaviour { Fault = OpenAiFault.WithStatus(500) });

        for (var i = 0; i < 12; i++)
        {
            using var response = await gateway.Post("chat/completions", Question);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal((5, 12), (gateway.Upstream.Journal.Count, second.Journal.Count));
    }

    [Fact]
    public async Task Tiers_are_asked_in_their_order_and_weights_share_a_tier()
    {
        await using var second = await OpenAiUpstream.Start();
        await using var gateway = await Two(second, null, new WriteModelRoute
        {
            Model = "smart",
            Targets = [new ModelTarget { Provider = "first", Model = "a", Weight = 3 }, new ModelTarget { Provider = "second", Model = "b", Weight = 1 }],
        });

        for (var i = 0; i < 400; i++) (await gateway.Post("chat/completions", Question)).Dispose();

        // Three to one; this far from it once in some millions.
        Assert.InRange(gateway.Upstream.Journal.Count, 250, 350);
        Assert.Equal(400, gateway.Upstream.Journal.Count + second.Journal.Count);
    }

    [Fact]
    public async Task One_conversation_stays_with_one_target_and_key()
    {
        await using var second = await OpenAiUpstream.Start();
        await using var gateway = await Two(second, null, new WriteModelRoute
        {
            Model = "smart",
            Affinity = true,
            Targets = [new ModelTarget { Provider = "first", Model = "a" }, new ModelTarget { Provider = "second", Model = "b" }],
        }, keys: 3);

        for (var conversation = 0; conversation < 12; conversation++)
            for (var turn = 0; turn < 5; turn++)
                (await gateway.Post("chat/completions", Question.Replace("{\"model\"", $"{{\"prompt_cache_key\":\"c{conversation}\",\"model\"", StringComparison.Ordinal))).Dispose();

        var seen = gateway.Upstream.Journal.Requests.Concat(second.Journal.Requests).ToList();
        Assert.Equal(60, seen.Count);
        Assert.All(seen.GroupBy(r => r.BodyText[..25]), turns => Assert.Single(turns.Select(t => t.Headers["Authorization"]).Distinct()));
        Assert.InRange(seen.Select(r => r.Headers["Authorization"]).Distinct().Count(), 3, 6);
    }

    [Fact]
    public async Task Data_that_must_stay_in_a_country_never_leaves_it_whatever_fails()
    {
        await using var second = await OpenAiUpstream.Start();
        await using var gateway = await Two(second, new OpenAiBehaviour { Fault = OpenAiFault.WithStatus(500) }, new WriteModelRoute
        {
            Model = "smart",
            Residency = "RU",
            Targets = [new ModelTarget { Provider = "first", Model = "a" }, new ModelTarget { Provider = "second", Model = "b", Tier = 1 }],
        }, residency: "RU");

        using var response = await gateway.Post("chat/completions", Question);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(0, second.Journal.Count);
        Assert.InRange(gateway.Upstream.Journal.Count, 1, 2);
    }

    [Fact]
    public async Task A_stream_that_is_slow_to_begin_is_asked_for_twice_and_answered_once()
    {
        await using var second = await OpenAiUpstream.Start();
        await using var gateway = await Two(second, new OpenAiBehaviour { Fault = new OpenAiFault(OpenAiFaultKind.NeverAnswers) }, new WriteModelRoute
        {
            Model = "smart",
            HedgeAfterMs = 50,
            Targets = [new ModelTarget { Provider = "first", Model = "a" }, new ModelTarget { Provider = "second", Model = "b", Tier = 1 }],
        });

        using var response = await gateway.Post("chat/completions", Streamed);
        var text = await Text(response);

        Assert.Contains("[DONE]", text, StringComparison.Ordinal);
        Assert.Equal("second", response.Headers.GetValues("x-sentralix-provider").Single());
        Assert.Equal([("first", "cancelled"), ("second", "answered")], await Ledger(gateway));
        Assert.Equal(RequestEnd.CallerLeft, await gateway.Upstream.Journal.Last.End);
    }

    [Fact]
    public async Task A_stream_that_begins_in_time_is_asked_for_once()
    {
        await using var second = await OpenAiUpstream.Start();
        await using var gateway = await Two(second, null, new WriteModelRoute
        {
            Model = "smart",
            HedgeAfterMs = 60_000,
            Targets = [new ModelTarget { Provider = "first", Model = "a" }, new ModelTarget { Provider = "second", Model = "b", Tier = 1 }],
        });

        using var response = await gateway.Post("chat/completions", Streamed);

        Assert.Contains("[DONE]", await Text(response), StringComparison.Ordinal);
        Assert.Equal((1, 0), (gateway.Upstream.Journal.Count, second.Journal.Count));
    }

    [Fact]
    public async Task Of_two_that_race_the_one_that_fails_is_no_answer()
    {
        await using var second = await OpenAiUpstream.Start(new OpenAiBehaviour { Fault = OpenAiFault.WithStatus(500) });
        await using var gateway = await Two(second, new OpenAiBehaviour { BeforeFirst = TimeSpan.FromMilliseconds(600) }, new WriteModelRoute
        {
            Model = "smart",
            HedgeAfterMs = 50,
            Targets = [new ModelTarget { Provider = "first", Model = "a" }, new ModelTarget { Provider = "second", Model = "b", Tier = 1 }],
        });

        using var response = await gateway.Post("chat/completions", Streamed);

        Assert.Contains("[DONE]", await Text(response), StringComparison.Ordinal);
        Assert.Equal("first", response.Headers.GetValues("x-sentralix-provider").Single());
        Assert.Equal([("first", "answered"), ("second", "failed")], await Ledger(gateway));
    }

    private static Task<Gateway> Two(OpenAiUpstream second, OpenAiBehaviour? first, WriteModelRoute? route = null, int keys = 1, string? residency = null) =>
        Gateway.Start(StoreKind.Sqlite, first, (db, upstream, box) =>
        {
            upstream.Behaviour = upstream.Behaviour with { RequiredKey = null };
            Configured.Provider(db, box, "first", upstream, residency, keys);
            Configured.Provider(db, box, "second", second, keys: keys);
            Configured.Price(db, "first");
            Configured.Price(db, "second");
            Configured.Route(db, route ?? new WriteModelRoute
            {
                Model = "smart",
                FirstByteTimeoutMs = 700,
                IdleTimeoutMs = 700,
                Targets = [new ModelTarget { Provider = "first", Model = "a" }, new ModelTarget { Provider = "prv_second", Model = "b", Tier = 1 }],
            });
        });

    private static async Task<string> Text(HttpResponseMessage response) => await response.Content.ReadAsStringAsync();

    private static async Task<List<(string, string?)>> Ledger(Gateway gateway) => [.. (await Rows(gateway)).Select(r => (r.Provider, r.Outcome)).Order()];

    private static async Task<List<AttemptRow>> Rows(Gateway gateway)
    {
        await gateway.Settled();
        return await gateway.Kit.Store.Read(SystemScope.Ledger, (db, c) => db.Attempts.OrderBy(a => a.Id).ToListAsync(c), default);
    }
}
