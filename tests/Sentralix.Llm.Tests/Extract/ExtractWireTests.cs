using System.Text.Json;
using System.Text.Json.Nodes;
using Sentralix.Contracts.Llm;
using Xunit;

namespace Sentralix.Llm.Tests.Extract;

/// <summary><c>builtin/extract</c> through the wire and through the typed contract.</summary>
public sealed class ExtractWireTests
{
    private const string Found = "Доставка по Москве стоит 300 рублей и занимает 1–2 дня. [1]";

    [Fact]
    public async Task A_completion_has_OpenAIs_form_and_no_invented_tokens()
    {
        await using var gateway = await Gateway.Start();

        var answer = await Ask(gateway, "Какая цена доставки по Москве на дом?", stream: false);

        var root = JsonNode.Parse(answer)!;
        Assert.Equal("chat.completion", (string?)root["object"]);
        Assert.StartsWith("chatcmpl-", (string?)root["id"], StringComparison.Ordinal);
        Assert.Equal("builtin/extract", (string?)root["model"]);
        Assert.Equal("stop", (string?)root["choices"]![0]!["finish_reason"]);
        Assert.Contains("300 рублей", (string?)root["choices"]![0]!["message"]!["content"], StringComparison.Ordinal);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}"""), root["usage"]));
        Assert.True((bool)root["sentralix"]!["found"]!);
        // Letters as they are, not as escapes.
        Assert.Contains("Доставка", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_has_OpenAIs_order_and_usage_only_where_asked_for(bool usage)
    {
        await using var gateway = await Gateway.Start();

        var answer = await Ask(gateway, "Сколько весит слон?", stream: true, $"\"stream_options\":{{\"include_usage\":{(usage ? "true" : "false")}}}");

        var events = answer.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(e => e["data: ".Length..]).ToList();
        Assert.Equal("[DONE]", events[^1]);
        var chunks = events.SkipLast(1).Select(e => JsonNode.Parse(e)!).ToList();
        Assert.Equal("assistant", (string?)chunks[0]["choices"]![0]!["delta"]!["role"]);
        Assert.Single(chunks.Select(chunk => (string?)chunk["id"]).Distinct());
        var last = usage ? chunks[^2] : chunks[^1];
        Assert.Equal("stop", (string?)last["choices"]![0]!["finish_reason"]);
        Assert.False((bool)last["sentralix"]!["found"]!);
        Assert.Equal("Не нашёл ответа в базе знаний.", string.Concat(chunks.Where(c => c["choices"]!.AsArray().Count > 0).Select(c => (string?)c["choices"]![0]!["delta"]!["content"])));
        Assert.Equal(usage, chunks[^1]["choices"]!.AsArray().Count == 0);
        if (usage) Assert.Equal(0, (int)chunks[^1]["usage"]!["total_tokens"]!);
    }

    [Fact]
    public async Task A_limit_of_tokens_is_never_exceeded()
    {
        await using var gateway = await Gateway.Start();

        var root = JsonNode.Parse(await Ask(gateway, "Сколько стоит доставка по Москве?", stream: false, "\"max_tokens\":3"))!;

        Assert.Equal("Доставка по Москве ", (string?)root["choices"]![0]!["message"]!["content"]);
        Assert.Equal("length", (string?)root["choices"]![0]!["finish_reason"]);
    }

    [Theory]
    [InlineData("\"n\":2", "n")]
    [InlineData("\"response_format\":{\"type\":\"json_object\"}", "response_format")]
    [InlineData("\"tool_choice\":\"required\"", "tool_choice")]
    [InlineData("\"max_tokens\":0", "max_completion_tokens")]
    public async Task What_it_cannot_do_is_refused_and_not_pretended(string field, string param)
    {
        await using var gateway = await Gateway.Start();

        using var error = JsonDocument.Parse(await Ask(gateway, "Сколько стоит доставка?", stream: false, field));

        Assert.Equal(param, error.RootElement.GetProperty("error").GetProperty("param").GetString());
    }

    [Theory]
    [InlineData("\"messages\":[]")]
    [InlineData("\"messages\":\"hi\"")]
    [InlineData("\"messages\":[{\"content\":\"x\"}]")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":7}]")]
    [InlineData("\"messages\":[5]")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":[7]}]")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800\"}]")]
    public async Task Messages_of_another_form_are_400(string messages)
    {
        await using var gateway = await Gateway.Start();

        using var response = await gateway.Post("chat/completions", $$"""{"model":"builtin/extract",{{messages}}}""");

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("\"error\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_makes_no_embeddings()
    {
        await using var gateway = await Gateway.Start();

        using var response = await gateway.Post("embeddings", """{"model":"builtin/extract","input":"x"}""");

        Assert.Equal(400, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("Сколько стоит доставка по Москве?", "stop")]
    [InlineData("Сколько весит слон?", "not_found")]
    public async Task Typed_it_says_in_the_finish_whether_it_found_anything(string question, string finish)
    {
        await using var gateway = await Gateway.Start();
        var events = new List<GenerationEvent>();

        await foreach (var step in gateway.Generation.Generate(
            new() { CallKey = "k", Model = "builtin/extract", Messages = Shop.Messages(("system", Shop.Blocks(Shop.Russian)), ("user", question)) },
            TestContext.Current.CancellationToken))
            events.Add(step);

        Assert.Equal(Enumerable.Range(1, events.Count), events.Select(e => e.Seq));
        Assert.Equal(("completed", finish), (events[^1].Type, events[^1].FinishReason));
        Assert.Equal(("builtin/extract", "builtin"), (events[^1].Model, events[^1].Provider));
        Assert.Equal(new GenerationUsage(0, 0), events[^1].Usage);
        Assert.True(events.Count > 3);
        if (finish == "stop") Assert.StartsWith(Found[..^4], string.Concat(events.Select(e => e.Text)), StringComparison.Ordinal);
    }

    private static async Task<string> Ask(Gateway gateway, string question, bool stream, string? field = null)
    {
        var body = new JsonObject
        {
            ["model"] = "builtin/extract",
            ["stream"] = stream,
            ["messages"] = new JsonArray(
                new JsonObject { ["role"] = "developer", ["content"] = Shop.Blocks(Shop.Russian) },
                new JsonObject
                {
                    ["role"] = "user",
                    ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = question }),
                }),
        }.ToJsonString();
        if (field is not null) body = $"{body[..^1]},{field}}}";

        using var response = await gateway.Post("chat/completions", body);
        return await response.Content.ReadAsStringAsync();
    }
}
