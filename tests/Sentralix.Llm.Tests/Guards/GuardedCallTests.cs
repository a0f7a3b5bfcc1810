using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Caching;
using Sentralix.Llm.Tests.Calls;
using Sentralix.Peers.OpenAi;
using Sentralix.Platform.Storage;
using Xunit;

namespace Sentralix.Llm.Tests.Guards;

/// <summary>Calls of a route with guards, as their clients and their providers see them.</summary>
public sealed class GuardedCallTests
{
    private const string Phone = "+7 916 123-45-67";

    private static readonly ModelGuard Mask = new() { Kind = "mask_pii" };

    [Theory]
    [InlineData("chat/completions", """{"model":"smart","messages":[{"role":"user","content":"Я +7 916 123-45-67"}]}""")]
    [InlineData("chat/completions", """{"model":"smart","stream":true,"messages":[{"role":"user","content":"Я +7 916 123-45-67"}]}""")]
    [InlineData("messages", """{"model":"smart","max_tokens":99,"messages":[{"role":"user","content":"Я +7 916 123-45-67"}]}""")]
    [InlineData("messages", """{"model":"smart","max_tokens":99,"stream":true,"messages":[{"role":"user","content":"Я +7 916 123-45-67"}]}""")]
    [InlineData("responses", """{"model":"smart","input":"Я +7 916 123-45-67"}""")]
    public async Task A_provider_never_sees_what_is_masked_and_the_client_never_sees_the_mask(string path, string question)
    {
        await using var gateway = await Guarded(Echo(), null, Mask);
        var (status, text) = await Ask(gateway, path, question);

        Assert.True(status == HttpStatusCode.OK, text);
        var seen = Assert.Single(gateway.Upstream.Journal.Requests).BodyText;
        Assert.Contains("Я [PHONE_1]", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("916", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("PHONE_1]", text, StringComparison.Ordinal);
        Assert.Contains(Phone, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_process_the_same_holds()
    {
        await using var gateway = await Guarded(Echo(), null, Mask);
        var steps = await Generated(gateway, $"Я {Phone}");

        Assert.Contains($"Я {Phone}", string.Concat(steps.Select(s => s.Text)), StringComparison.Ordinal);
        Assert.Equal("completed", steps[^1].Type);
        Assert.Equal(Enumerable.Range(1, steps.Count), steps.Select(s => s.Seq));
        Assert.DoesNotContain("916", Assert.Single(gateway.Upstream.Journal.Requests).BodyText, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Two_people_with_the_same_question_share_an_answer_and_nothing_else(StoreKind kind)
    {
        await using var gateway = await Guarded(Echo(), null, kind, 60_000, Mask);
        var (_, first) = await Ask(gateway, "chat/completions", Question("Я +79161234567"));
        await gateway.Services.GetRequiredService<CacheWriter>().Written(default);
        var (_, second) = await Ask(gateway, "chat/completions", Question("Я +79031112233"));

        Assert.Contains("+79161234567", first, StringComparison.Ordinal);
        Assert.Contains("+79031112233", second, StringComparison.Ordinal);
        Assert.Equal(1, gateway.Upstream.Journal.Count);
        var kept = await gateway.Kit.Store.Read(SystemScope.Retention, (db, c) => db.CachedAnswers.Select(a => a.Body).SingleAsync(c), default);
        Assert.DoesNotContain("9161234567", System.Text.Encoding.UTF8.GetString(kept), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_blocked_request_is_refused_and_costs_nothing_and_the_log_does_not_say_the_word()
    {
        await using var gateway = await Guarded(null, null, new ModelGuard { Kind = "block", Words = ["казино"] });
        var (status, text) = await Ask(gateway, "chat/completions", Question("Где тут КАЗИНО?"));
        var steps = await Generated(gateway, "казино");

        Assert.Equal((HttpStatusCode.BadRequest, "content_blocked"), (status, Code(text)));
        Assert.Equal(("failed", "content_blocked"), (Assert.Single(steps).Type, steps[0].ErrorCode));
        Assert.Equal(0, gateway.Upstream.Journal.Count);
        Assert.DoesNotContain("казино", gateway.Log.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("казино", text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, (await Ask(gateway, "chat/completions", Question("Где тут казиношник?"))).Status);
    }

    [Theory]
    [InlineData("chat/completions", """{"model":"smart","stream":true,"messages":[{"role":"user","content":"?"}]}""")]
    [InlineData("messages", """{"model":"smart","max_tokens":99,"stream":true,"messages":[{"role":"user","content":"?"}]}""")]
    public async Task A_blocked_answer_ends_its_stream_with_an_error_and_is_paid_for(string path, string question)
    {
        var behaviour = new OpenAiBehaviour { Answer = _ => new ChatAnswer("Лучшее казино города") { Pieces = ["Лучшее ", "ка", "зино", " города"] } };
        await using var gateway = await Guarded(behaviour, null, new ModelGuard { Kind = "block", Words = ["казино"], Settings = new Dictionary<string, string> { ["on"] = "output" } });
        var (_, text) = await Ask(gateway, path, question);

        Assert.Contains("Лучшее", text, StringComparison.Ordinal);
        Assert.Contains("content rule", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ка\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("зино", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
        await gateway.Settled();
        var row = await gateway.Kit.Store.Read(SystemScope.Ledger, (db, c) => db.Attempts.SingleAsync(c), default);
        Assert.Equal(("cut", "content_filter"), (row.Outcome, row.ErrorCode));
        Assert.True(row.Output > 0);
    }

    [Fact]
    public async Task A_whole_answer_that_is_blocked_is_refused()
    {
        await using var gateway = await Guarded(new OpenAiBehaviour { Answer = _ => new ChatAnswer("Лучшее казино") }, null, new ModelGuard { Kind = "block", Words = ["казино"] });
        var (status, text) = await Ask(gateway, "chat/completions", Question("?"));

        Assert.Equal((HttpStatusCode.BadRequest, "content_blocked"), (status, Code(text)));
        Assert.Equal("content_blocked", (await Generated(gateway, "?"))[^1].ErrorCode);
    }

    [Fact]
    public async Task An_answer_that_should_be_json_is_mended_or_asked_for_elsewhere()
    {
        await using var second = await OpenAiUpstream.Start(new OpenAiBehaviour { Answer = _ => new ChatAnswer("```json\n{\"город\":\"Орёл\",\"дома\":[1,2\n```") });
        await using var gateway = await Guarded(new OpenAiBehaviour { Answer = _ => new ChatAnswer("Не знаю.") }, second, new ModelGuard { Kind = "repair_json" });
        var (status, text) = await Ask(gateway, "chat/completions", """{"model":"smart","response_format":{"type":"json_object"},"messages":[{"role":"user","content":"json"}]}""");

        Assert.True(status == HttpStatusCode.OK, text);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"город":"Орёл","дома":[1,2]}"""), JsonNode.Parse((string)JsonNode.Parse(text)!["choices"]![0]!["message"]!["content"]!)), text);
        Assert.Contains("Не знаю", (await Ask(gateway, "chat/completions", Question("?"))).Text, StringComparison.Ordinal);
        await gateway.Settled();
        var failed = await gateway.Kit.Store.Read(SystemScope.Ledger, (db, c) => db.Attempts.SingleAsync(a => a.Outcome == "failed", c), default);
        Assert.Equal(("bad_answer", "provider"), (failed.ErrorCode, failed.Source));
        Assert.True(failed.Cost > 0);
    }

    [Theory]
    [InlineData("chat/completions", """{"model":"smart","stream":true,"response_format":{"type":"json_object"},"messages":[{"role":"user","content":"json"}]}""")]
    [InlineData("messages", """{"model":"smart","stream":true,"max_tokens":99,"output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}},"messages":[{"role":"user","content":"json"}]}""")]
    [InlineData("responses", """{"model":"smart","stream":true,"text":{"format":{"type":"json_schema","name":"n","schema":{"type":"object"}}},"input":"json"}""")]
    public async Task A_streamed_answer_that_should_be_json_is_mended_on_its_way(string path, string question)
    {
        const string Broken = "Вот:\n```json\n{\"город\": \"Орёл\nи\", \"дома\": [1, 2,],\n```";
        await using var gateway = await Guarded(Pieces(Broken), null, new ModelGuard { Kind = "repair_json" });
        var (status, text) = await Ask(gateway, path, question);

        Assert.True(status == HttpStatusCode.OK, text);
        Assert.Equal("{\"город\": \"Орёл\\nи\", \"дома\": [1, 2]}", Said(path, text));
        Assert.DoesNotContain("\"error\":{", text, StringComparison.Ordinal);
        var (_, plain) = await Ask(gateway, "chat/completions", """{"model":"smart","stream":true,"messages":[{"role":"user","content":"json"}]}""");
        Assert.Equal(Broken, Said("chat/completions", plain));
    }

    [Fact]
    public async Task A_stream_that_is_json_travels_byte_for_byte_and_what_cannot_be_mended_as_it_is()
    {
        const string Question = """{"model":"smart","stream":true,"response_format":{"type":"json_object"},"messages":[{"role":"user","content":"json"}]}""";
        foreach (var said in (string[])["{\"a\": [1, {\"b\": \"ё, \\\"\"}],\n \"c\":null}\n", "Не знаю.", "{'a':1}"])
        {
            await using var gateway = await Guarded(Pieces(said), null, new ModelGuard { Kind = "repair_json" });
            Assert.Equal(said, Said("chat/completions", (await Ask(gateway, "chat/completions", Question)).Text));
        }
    }

    [Fact]
    public async Task Masked_values_are_put_back_into_json_that_was_mended()
    {
        var behaviour = new OpenAiBehaviour { Answer = _ => new ChatAnswer("") { Pieces = ["```json\n{\"phone\": \"[PHO", "NE_1]\",", "}\n```"] } };
        await using var gateway = await Guarded(behaviour, null, Mask, new ModelGuard { Kind = "repair_json" });
        var (_, text) = await Ask(gateway, "chat/completions", $$"""{"model":"smart","stream":true,"response_format":{"type":"json_object"},"messages":[{"role":"user","content":"{{Phone}}"}]}""");

        Assert.Equal($$"""{"phone": "{{Phone}}"}""", Said("chat/completions", text));
    }

    [Theory]
    [InlineData("```json\n{\"a\":1,}\n```", "{\"a\":1}", 1)]
    [InlineData("Не знаю.", null, 2)]
    public async Task What_was_streamed_is_remembered_mended_or_not_at_all(string said, string? remembered, int asked)
    {
        const string Question = """{"model":"smart","stream":STREAM,"response_format":{"type":"json_object"},"messages":[{"role":"user","content":"json"}]}""";
        await using var gateway = await Guarded(Pieces(said), null, StoreKind.Sqlite, 60_000, new ModelGuard { Kind = "repair_json" });
        await Ask(gateway, "chat/completions", Question.Replace("STREAM", "true", StringComparison.Ordinal));
        await gateway.Services.GetRequiredService<CacheWriter>().Written(default);
        var (status, whole) = await Ask(gateway, "chat/completions", Question.Replace("STREAM", "false", StringComparison.Ordinal));

        Assert.Equal(asked, gateway.Upstream.Journal.Count);
        if (remembered is null)
        {
            Assert.Equal((HttpStatusCode.BadGateway, "bad_answer"), (status, Code(whole)));
            return;
        }

        Assert.Equal(remembered, (string?)JsonNode.Parse(whole)!["choices"]![0]!["message"]!["content"]);
        Assert.Equal(remembered, Said("chat/completions", (await Ask(gateway, "chat/completions", Question.Replace("STREAM", "true", StringComparison.Ordinal))).Text));
    }

    private static OpenAiBehaviour Pieces(string text) => new() { Answer = _ => new ChatAnswer(text) { Pieces = [.. text.Chunk(3).Select(c => new string(c))] } };

    /// <summary>The text that a stream tells piece by piece.</summary>
    private static string Said(string path, string stream)
    {
        var said = new System.Text.StringBuilder();
        foreach (var line in stream.Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal)))
        {
            var data = JsonNode.Parse(line["data: ".Length..])!;
            said.Append(path switch
            {
                "messages" => (string?)data["delta"]?["text"],
                "responses" => (string?)data["type"] == "response.output_text.delta" ? (string?)data["delta"] : null,
                _ => data["choices"]!.AsArray() is [{ } choice, ..] ? (string?)choice["delta"]?["content"] : null,
            });
        }

        return said.ToString();
    }

    private static OpenAiBehaviour Echo() => new()
    {
        Answer = asked => new ChatAnswer($"Вы сказали: {asked.LastUserText}") { Pieces = [.. $"Вы сказали: {asked.LastUserText}".Chunk(4).Select(c => new string(c))] },
    };

    private static string Question(string text) => new JsonObject
    {
        ["model"] = "smart",
        ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text }),
    }.ToJsonString();

    private static string? Code(string body) => (string?)JsonNode.Parse(body)!["error"]!["code"];

    private static async Task<(HttpStatusCode Status, string Text)> Ask(Gateway gateway, string path, string question)
    {
        using var response = await gateway.Post(path, question);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task<List<GenerationEvent>> Generated(Gateway gateway, string text)
    {
        List<GenerationEvent> steps = [];
        await foreach (var step in gateway.Generation.Generate(new GenerationRequest { CallKey = "c1", Model = "smart", Messages = [new("user", text)] }, default)) steps.Add(step);
        return steps;
    }

    private static Task<Gateway> Guarded(OpenAiBehaviour? behaviour, OpenAiUpstream? second, params ModelGuard[] guards) => Guarded(behaviour, second, StoreKind.Sqlite, null, guards);

    private static Task<Gateway> Guarded(OpenAiBehaviour? behaviour, OpenAiUpstream? second, StoreKind kind, long? cacheMs, params ModelGuard[] guards) => Gateway.Start(kind, behaviour, (db, upstream, box) =>
    {
        upstream.Behaviour = upstream.Behaviour with { RequiredKey = null };
        Configured.Provider(db, box, "first", upstream);
        Configured.Price(db, "first");
        List<ModelTarget> targets = [new ModelTarget { Provider = "first", Model = "a" }];
        if (second is not null)
        {
            Configured.Provider(db, box, "second", second);
            targets.Add(new ModelTarget { Provider = "second", Model = "b", Tier = 1 });
        }

        Configured.Route(db, new WriteModelRoute { Model = "smart", Targets = targets, Guards = guards, CacheMs = cacheMs });
    });
}
