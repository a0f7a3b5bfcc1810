using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Storage;
using Sentralix.Peers.Anthropic;
using Sentralix.Peers.OpenAi;
using Sentralix.Platform.Storage;
using Xunit;

namespace Sentralix.Llm.Tests.Calls;

/// <summary>How many tokens a request in Anthropic's form would be: asked of a provider that counts them, estimated otherwise.</summary>
public sealed class TokenCountTests
{
    private const string Path = "messages/count_tokens";
    private const string Question = """{"model":"smart","system":"Коротко","messages":[{"role":"user","content":"Можно вернуть?"}]}""";
    private const string Message = """{"model":"smart","max_tokens":100,"messages":[{"role":"user","content":"Можно вернуть?"}]}""";

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_provider_that_counts_is_asked_with_its_own_key_and_nothing_is_charged(StoreKind kind)
    {
        await using var anthropic = await AnthropicUpstream.Start(new AnthropicBehaviour { RequiredKey = "secret-claude-1", Counts = _ => 17 });
        await using var gateway = await Start(kind, [new() { Provider = "claude", Model = "claude-sonnet-4-5" }], ("claude", anthropic));

        using var response = await gateway.Post(Path, Question);

        Assert.Equal((HttpStatusCode.OK, """{"input_tokens":17}"""), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal(("claude", false, false), (response.Headers.GetValues("x-sentralix-provider").Single(), response.Headers.Contains("x-sentralix-cost"), response.Headers.Contains("x-sentralix-count")));
        var seen = Assert.Single(anthropic.Journal.Requests);
        Assert.Equal(("/v1/messages/count_tokens", "2023-06-01"), (seen.Path, seen.Headers["anthropic-version"]));
        Assert.Equal(Question.Replace("smart", "claude-sonnet-4-5", StringComparison.Ordinal), seen.BodyText);
        var row = Assert.Single(await Rows(gateway));
        Assert.Equal(("count_tokens", "answered", "none", 0L, 0L, 0L), (row.Operation, row.Outcome, row.Source, row.Cost, row.Input, row.Output));
    }

    [Fact]
    public async Task A_provider_that_fails_is_followed_by_the_next()
    {
        await using var busy = await AnthropicUpstream.Start(new AnthropicBehaviour { Fault = OpenAiFault.WithStatus(529) });
        await using var spare = await AnthropicUpstream.Start(new AnthropicBehaviour { Counts = _ => 4 });
        await using var gateway = await Start(
            StoreKind.Sqlite, [new() { Provider = "busy", Model = "claude-sonnet-4-5" }, new() { Provider = "spare", Model = "claude-opus-5-5", Tier = 1 }], ("busy", busy), ("spare", spare));

        using var response = await gateway.Post(Path, Question);

        Assert.Equal("""{"input_tokens":4}""", await response.Content.ReadAsStringAsync());
        Assert.Equal(["failed 0", "answered 0"], (await Rows(gateway)).Select(row => $"{row.Outcome} {row.Cost}"));
    }

    [Fact]
    public async Task What_the_provider_refuses_is_told_in_its_own_words()
    {
        await using var anthropic = await AnthropicUpstream.Start();
        await using var gateway = await Start(StoreKind.Sqlite, [new() { Provider = "claude", Model = "claude-sonnet-4-5" }], ("claude", anthropic));

        using var response = await gateway.Post(Path, Message);

        var error = await Error(response);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request_error"), (response.StatusCode, error.GetProperty("type").GetString()));
        Assert.Contains("max_tokens", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_one_target_cannot_count_all_is_estimated_and_nobody_is_asked()
    {
        await using var anthropic = await AnthropicUpstream.Start();
        await using var gateway = await Start(
            StoreKind.Sqlite, [new() { Provider = "claude", Model = "claude-sonnet-4-5" }, new() { Provider = "plain", Model = "b", Tier = 1 }], ("claude", anthropic));

        var one = await Estimate(gateway, Question);
        var two = await Estimate(gateway, Question.Replace("Можно вернуть?", string.Concat(Enumerable.Repeat("Можно вернуть? ", 100)), StringComparison.Ordinal));

        // About as long as its JSON is, four bytes a token.
        Assert.InRange(one, 20, 60);
        Assert.InRange(two - one, 500, 800);
        Assert.Equal((0, 0), (anthropic.Journal.Count, gateway.Upstream.Journal.Count));
        Assert.Empty(await Rows(gateway));
    }

    [Fact]
    public async Task An_estimate_learns_from_what_calls_have_used()
    {
        await using var gateway = await Start(StoreKind.Sqlite, [new() { Provider = "plain", Model = "b" }]);
        var text = string.Concat(Enumerable.Repeat("слово ", 400));
        var question = Question.Replace("Можно вернуть?", text, StringComparison.Ordinal);
        var before = await Estimate(gateway, question);

        long used = 0;
        for (var i = 0; i < 60; i++)
        {
            using var response = await gateway.Post("messages", Message.Replace("Можно вернуть?", text, StringComparison.Ordinal));
            using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
            used = answer.RootElement.GetProperty("usage").GetProperty("input_tokens").GetInt64();
        }

        var after = await Estimate(gateway, question);
        Assert.True(Math.Abs(after - used) < Math.Abs(before - used) / 4, $"{before} became {after}, and {used} was meant");
    }

    [Fact]
    public async Task The_bytes_of_pictures_and_files_are_no_tokens()
    {
        await using var gateway = await Start(StoreKind.Sqlite, [new() { Provider = "plain", Model = "b" }]);
        var picture = Convert.ToBase64String(new byte[300_000]);

        var tokens = await Estimate(gateway, $$$"""
            {"model":"smart","messages":[{"role":"user","content":[
              {"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{{picture}}}"}},
              {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"{{{picture}}}"}},
              {"type":"text","text":"Что здесь?"}]}],
             "tools":[{"name":"see","input_schema":{"type":"object","properties":{"image_url":{"type":"string"} } } }]}
            """);

        Assert.InRange(tokens, 3200, 3400);
    }

    [Fact]
    public async Task What_guards_must_see_goes_to_nobody()
    {
        await using var anthropic = await AnthropicUpstream.Start();
        await using var gateway = await Start(
            StoreKind.Sqlite, [new() { Provider = "claude", Model = "claude-sonnet-4-5" }], [new ModelGuard { Kind = "mask_pii" }], null, ("claude", anthropic));

        await Estimate(gateway, Question);

        Assert.Equal(0, anthropic.Journal.Count);
    }

    [Fact]
    public async Task A_server_that_takes_messages_and_does_not_count_them_is_estimated_for()
    {
        await using var gateway = await Gateway.Start(StoreKind.Sqlite, null, (db, upstream, box) =>
        {
            upstream.Behaviour = upstream.Behaviour with { RequiredKey = null };
            Configured.Provider(db, box, "own", "openai", upstream.BaseUrl, settings: """{"forms":"messages"}""");
            Configured.Route(db, new WriteModelRoute { Model = "smart", Targets = [new() { Provider = "own", Model = "llama" }] });
        });

        var tokens = await Estimate(gateway, Question);

        Assert.InRange(tokens, 20, 60);
        Assert.Equal(["failed bad_request none 0"], (await Rows(gateway)).Select(row => $"{row.Outcome} {row.ErrorCode} {row.Source} {row.Cost}"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_a_request_to_rates_and_nothing_to_tokens_and_budgets(bool isTheirs)
    {
        await using var anthropic = await AnthropicUpstream.Start();
        var limit = new WriteModelLimit { RequestsPerMinute = 3, TokensPerMinute = 20, BudgetPerDay = new Money("0.000001", "RUB") };
        await using var gateway = await Start(StoreKind.Sqlite, [new() { Provider = isTheirs ? "claude" : "plain", Model = "claude-sonnet-4-5" }], [], limit, ("claude", anthropic));

        // The budget pays for no message any more.
        using var message = await gateway.Post("messages", Message);
        Assert.Equal(HttpStatusCode.PaymentRequired, message.StatusCode);
        for (var left = 1; left >= 0; left--)
        {
            using var counted = await gateway.Post(Path, Question);
            Assert.Equal((HttpStatusCode.OK, $"{left}"), (counted.StatusCode, counted.Headers.GetValues("x-ratelimit-remaining-requests").Single()));
        }

        using var refused = await gateway.Post(Path, Question);
        Assert.Equal((HttpStatusCode.TooManyRequests, "rate_limit_error"), (refused.StatusCode, (await Error(refused)).GetProperty("type").GetString()));
    }

    [Theory]
    [InlineData("""{"model":"nobody","messages":[{"role":"user","content":"?"}]}""", 404, "not_found_error")]
    [InlineData("""{"model":"smart"}""", 400, "invalid_request_error")]
    [InlineData("""{"model":"smart","messages":[{"role":"user","content":[{"type":"container_upload","file_id":"f"}]}]}""", 400, "invalid_request_error")]
    [InlineData("""{"model":"smart","messages":[{"role":"user","content":"?"}],"tools":[{"name":"a b","input_schema":{"type":"object"}}]}""", 400, "invalid_request_error")]
    [InlineData("""{"model":"smart","messages":[""", 400, "invalid_request_error")]
    public async Task What_could_not_be_asked_is_not_counted(string question, int status, string type)
    {
        await using var gateway = await Start(StoreKind.Sqlite, [new() { Provider = "plain", Model = "b" }]);

        using var response = await gateway.Post(Path, question);

        Assert.Equal((status, type), ((int)response.StatusCode, (await Error(response)).GetProperty("type").GetString()));
        Assert.Equal(0, gateway.Upstream.Journal.Count);
    }

    [Fact]
    public async Task The_embedded_models_requests_are_estimated()
    {
        await using var gateway = await Start(StoreKind.Sqlite, [new() { Provider = "plain", Model = "b" }]);

        Assert.InRange(await Estimate(gateway, """{"model":"builtin/extract","messages":[{"role":"user","content":"?"}]}"""), 1, 100);
        Assert.Equal(0, gateway.Upstream.Journal.Count);
    }

    private static async Task<long> Estimate(Gateway gateway, string question)
    {
        using var response = await gateway.Post(Path, question);
        var body = await response.Content.ReadAsByteArrayAsync();
        Assert.True(response.IsSuccessStatusCode, Encoding.UTF8.GetString(body));
        Assert.Equal("estimated", response.Headers.GetValues("x-sentralix-count").Single());
        using var answer = JsonDocument.Parse(body);
        return Assert.Single(answer.RootElement.EnumerateObject()).Value.GetInt64();
    }

    private static async Task<JsonElement> Error(HttpResponseMessage response)
    {
        var body = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync()).RootElement;
        Assert.Equal("error", body.GetProperty("type").GetString());
        return body.GetProperty("error");
    }

    private static Task<Gateway> Start(StoreKind kind, IReadOnlyList<ModelTarget> targets, params (string Name, AnthropicUpstream Upstream)[] providers) => Start(kind, targets, [], null, providers);

    private static Task<Gateway> Start(
        StoreKind kind, IReadOnlyList<ModelTarget> targets, IReadOnlyList<ModelGuard> guards, WriteModelLimit? limit, params (string Name, AnthropicUpstream Upstream)[] providers) =>
        Gateway.Start(kind, null, (db, upstream, box) =>
        {
            upstream.Behaviour = upstream.Behaviour with { RequiredKey = null };
            Configured.Provider(db, box, "plain", upstream);
            Configured.Price(db, "plain");
            foreach (var (name, provider) in providers)
            {
                Configured.Provider(db, box, name, "anthropic", provider.BaseUrl);
                Configured.Price(db, name);
            }

            Configured.Route(db, new WriteModelRoute { Model = "smart", Targets = targets, Guards = guards });
            if (limit is not null) Configured.Limit(db, limit);
        });

    private static async Task<List<AttemptRow>> Rows(Gateway gateway)
    {
        await gateway.Settled();
        return await gateway.Kit.Store.Read(SystemScope.Ledger, (db, c) => db.Attempts.OrderBy(a => a.Id).ToListAsync(c), default);
    }
}
