using System.Text.Json;
using Sentralix.Llm.Storage;
using Sentralix.Llm.Upstreams;
using Xunit;

namespace Sentralix.Llm.Tests.Compliance;

/// <summary>What every kind of provider must do: answer, in one piece and in a stream, and be paid for exactly what it has counted.</summary>
public sealed class AnswerComplianceTests
{
    // One red point.
    private const string Picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    public static IEnumerable<TheoryDataRow<string>> Kinds => ProviderHouse.Kinds;

    [Fact]
    public void Every_kind_is_here() =>
        Assert.Equal(ProviderKinds.Names.Order(StringComparer.Ordinal), Kinds.Select(row => row.Data).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Kinds))]
    public async Task Text_is_answered_whole_and_paid_for_as_counted(string kind)
    {
        await using var house = await ProviderHouse.Open(kind);

        var answer = await house.Answer(ProviderHouse.Asking());

        var choice = Assert.Single(answer.GetProperty("choices").EnumerateArray());
        Assert.Equal(("assistant", new Script().Text), (choice.GetProperty("message").GetProperty("role").GetString(), choice.GetProperty("message").GetProperty("content").GetString()));
        Assert.Equal(("stop", "chat.completion"), (choice.GetProperty("finish_reason").GetString(), answer.GetProperty("object").GetString()));
        Assert.NotEmpty(answer.GetProperty("id").GetString()!);
        AssertUsage(house, answer.GetProperty("usage"));
        AssertPaid(house, Assert.Single(await house.Ledger()));
        Assert.Single(house.Provider.Chats);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_stream_has_its_order_and_ends_with_the_usage_that_was_asked_for(string kind)
    {
        await using var house = await ProviderHouse.Open(kind);

        var stream = await house.Stream(ProviderHouse.Asking(""","stream_options":{"include_usage":true}"""));

        Assert.Equal(new Script().Text, stream.Text);
        Assert.True(stream.Pieces.Count > 1, "It came in one piece.");
        AssertOrder(stream.Chunks);
        Assert.True(stream.IsDone);
        AssertUsage(house, stream.Usage!.Value);
        AssertPaid(house, Assert.Single(await house.Ledger()));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_stream_whose_client_wants_no_usage_has_none_and_is_paid_for_all_the_same(string kind)
    {
        await using var house = await ProviderHouse.Open(kind);

        var stream = await house.Stream(ProviderHouse.Asking());

        Assert.Equal((new Script().Text, "stop", true), (stream.Text, stream.Finish, stream.IsDone));
        Assert.Null(stream.Usage);
        Assert.All(stream.Chunks, chunk => Assert.NotEmpty(chunk.GetProperty("choices").EnumerateArray()));
        AssertPaid(house, Assert.Single(await house.Ledger()));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Letters_that_are_torn_apart_on_the_way_arrive_whole(string kind)
    {
        var script = new Script { Text = "Ёж — 5 € 🦔 щёлкает, ещё и ещё.", WriteSize = 1 };
        await using var house = await ProviderHouse.Open(kind, script);

        var stream = await house.Stream(ProviderHouse.Asking());
        var answer = await house.Answer(ProviderHouse.Asking());

        Assert.Equal((script.Text, true), (stream.Text, stream.IsDone));
        Assert.Equal(script.Text, answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_schema_reaches_the_provider_and_its_answer_comes_back(string kind)
    {
        var script = new Script { Text = """{"verdict": "возврат принят"}""" };
        await using var house = await ProviderHouse.Open(kind, script);

        var answer = await house.Answer(ProviderHouse.Asking(
            ""","response_format":{"type":"json_schema","json_schema":{"name":"verdict","strict":true,"schema":{"type":"object","properties":{"verdict":{"type":"string"}},"required":["verdict"],"additionalProperties":false}}}"""));

        using var said = JsonDocument.Parse(answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!);
        Assert.Equal("возврат принят", said.RootElement.GetProperty("verdict").GetString());
        using var asked = JsonDocument.Parse(Assert.Single(house.Provider.Chats).Body);
        Assert.Contains(Objects(asked.RootElement), o => o.TryGetProperty("properties", out var properties) && properties.TryGetProperty("verdict", out _));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_picture_reaches_the_provider_or_is_refused_before_anything_is_sent_or_charged(string kind)
    {
        await using var house = await ProviderHouse.Open(kind);

        var (response, body) = await house.Ask(ProviderHouse.Asking("", $$$"""
            [{"role":"user","content":[{"type":"text","text":"Что здесь?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{Picture}}}"}}]}]
            """));

        using (response)
        {
            if (house.Provider.SeesImages)
            {
                Assert.True((int)response.StatusCode == 200, body.ToString());
                Assert.Single(house.Provider.Chats);
                Assert.True(house.Provider.Saw(Picture), "The picture did not arrive.");
                return;
            }

            Assert.Equal((400, "unsupported_value"), ((int)response.StatusCode, body.GetProperty("error").GetProperty("code").GetString()));
        }

        Assert.StartsWith("messages[0]", body.GetProperty("error").GetProperty("param").GetString());
        Assert.Empty(house.Provider.Chats);
        Assert.All(await house.Ledger(), row => Assert.Equal(("failed", "none", 0L), (row.Outcome, row.Source, row.Cost)));
    }

    /// <summary>Role first and once, then text, then the reason and nothing of the answer behind it, then the usage.</summary>
    private static void AssertOrder(IReadOnlyList<JsonElement> chunks)
    {
        var deltas = chunks.Where(chunk => chunk.GetProperty("choices").GetArrayLength() > 0).Select(chunk => chunk.GetProperty("choices")[0]).ToList();
        Assert.Equal("assistant", deltas[0].GetProperty("delta").GetProperty("role").GetString());
        Assert.All(deltas.Skip(1), choice => Assert.False(choice.GetProperty("delta").TryGetProperty("role", out _), "The role comes twice."));
        Assert.All(deltas.SkipLast(1), choice => Assert.Equal(JsonValueKind.Null, choice.TryGetProperty("finish_reason", out var reason) ? reason.ValueKind : JsonValueKind.Null));
        Assert.Equal("stop", deltas[^1].GetProperty("finish_reason").GetString());
        Assert.Equal(0, chunks[^1].GetProperty("choices").GetArrayLength());
    }

    private static void AssertUsage(ProviderHouse house, JsonElement usage)
    {
        var uses = house.Provider.Uses;
        Assert.Equal(
            (uses.PromptTokens, uses.CompletionTokens, uses.PromptTokens + uses.CompletionTokens, uses.CacheRead, uses.Reasoning),
            (usage.GetProperty("prompt_tokens").GetInt64(), usage.GetProperty("completion_tokens").GetInt64(), usage.GetProperty("total_tokens").GetInt64(),
                Inner(usage, "prompt_tokens_details", "cached_tokens"), Inner(usage, "completion_tokens_details", "reasoning_tokens")));
    }

    private static void AssertPaid(ProviderHouse house, AttemptRow row)
    {
        var uses = house.Provider.Uses;
        Assert.Equal(("answered", "provider", (string?)null), (row.Outcome, row.Source, row.ErrorCode));
        Assert.Equal(
            (uses.PromptTokens - uses.CacheRead - uses.CacheWrite, uses.CacheRead, uses.CacheWrite, uses.CompletionTokens - uses.Reasoning, uses.Reasoning),
            (row.Input, row.CacheRead, row.CacheWrite, row.Output, row.Reasoning));
        Assert.True(row.Cost > 0);
    }

    private static long Inner(JsonElement usage, string details, string name) =>
        usage.TryGetProperty(details, out var inner) && inner.ValueKind == JsonValueKind.Object && inner.TryGetProperty(name, out var count) ? count.GetInt64() : 0;

    private static IEnumerable<JsonElement> Objects(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(field => Objects(field.Value)).Prepend(element),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Objects),
        _ => [],
    };
}
