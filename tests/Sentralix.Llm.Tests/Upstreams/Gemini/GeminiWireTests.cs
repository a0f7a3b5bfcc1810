using System.Text.Json;
using System.Text.Json.Nodes;
using Sentralix.Llm.Tests.Upstreams.Translation;
using Sentralix.Llm.Upstreams;
using Sentralix.Llm.Upstreams.Gemini;
using Sentralix.Peers.Gemini;
using Sentralix.Peers.OpenAi;
using Sentralix.Peers.Serving;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.Gemini;

/// <summary>The dialect before a server that keeps the provider's rules.</summary>
public sealed class GeminiWireTests
{
    private const string Key = "AIza-stand-in";
    private const string Old = "gemini-2.5-flash";
    private const string New = "gemini-3-pro-preview";
    private const string Hello = """{"messages":[{"role":"system","content":"Будь краток."},{"role":"user","content":"Привет"}],"temperature":0.5,"max_tokens":50,"stop":["x"],"seed":1}""";

    [Fact]
    public async Task A_chat_is_answered()
    {
        await using var upstream = await Start();
        using var exchange = Exchange(upstream);

        var answer = await exchange.Ask(Hello, Old);

        Assert.Equal(GeminiBehaviour.DefaultText, answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal(40, answer.GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(7)]
    public async Task A_streamed_chat_is_the_same_however_it_is_torn(int? writeSize)
    {
        await using var upstream = await Start(new GeminiBehaviour
        {
            Answer = _ => new ContentSaid([new ContentCandidate([ContentPart.OfText("Ёж"), ContentPart.OfText("ик "), ContentPart.OfText("в тумане 😀")])]) { Usage = new GeminiTokens { Thoughts = 8, Cached = 20 } },
            Manner = new PeerManner { WriteSize = writeSize },
        });
        using var exchange = Exchange(upstream);

        var stream = await exchange.Stream(Hello, Old);

        Assert.True(stream is { IsWhole: true, Understood: true });
        Assert.Equal("Ёжик в тумане 😀", stream.Content);
        Assert.Equal(["stop"], stream.Finishes);
        Assert.Equal((25, 23), (stream.Usage!.Value.GetProperty("prompt_tokens").GetInt32(), stream.Usage!.Value.GetProperty("completion_tokens").GetInt32()));
        Assert.Equal("/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse", upstream.Journal.Last.Path);
    }

    [Theory]
    [InlineData(Old, true)]
    [InlineData(Old, false)]
    [InlineData(New, true)]
    [InlineData(New, false)]
    public async Task Signatures_come_back_unchanged_while_tools_run(string model, bool streamed)
    {
        await using var upstream = await Start(new GeminiBehaviour { Answer = Think });
        using var exchange = Exchange(upstream);
        var chat = JsonNode.Parse("""
            {"messages":[{"role":"user","content":"Где заказ ё-7 и сколько времени?"}],"reasoning_effort":"low",
             "tools":[{"type":"function","function":{"name":"order","strict":true,"parameters":{"type":"object","properties":{"id":{"type":"string"}}}}},{"type":"function","function":{"name":"now"}}]}
            """)!;

        var said = await Ask(exchange, chat.ToJsonString(), model, streamed);
        chat["messages"]!.AsArray().Add(said);
        foreach (var call in said["tool_calls"]!.AsArray())
            chat["messages"]!.AsArray().Add(new JsonObject { ["role"] = "tool", ["tool_call_id"] = call!["id"]!.GetValue<string>(), ["content"] = """["итог"]""" });
        var end = await exchange.Ask(chat.ToJsonString(), model);

        Assert.Equal("В пути.", end.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("Хм…", said["reasoning_content"]!.GetValue<string>());
        using var second = JsonDocument.Parse(upstream.Journal.Last.Body);
        var parts = second.RootElement.GetProperty("contents")[1].GetProperty("parts");
        Assert.Equal(ContentPart.Sign("order"), parts[0].GetProperty("thoughtSignature").GetString());
        Assert.False(parts[1].TryGetProperty("thoughtSignature", out _));
    }

    [Fact]
    public async Task A_conversation_that_another_provider_began_goes_on()
    {
        await using var upstream = await Start();
        using var exchange = Exchange(upstream);

        var answer = await exchange.Ask("""
            {"tools":[{"type":"function","function":{"name":"f"}}],"messages":[{"role":"user","content":"a"},
             {"role":"assistant","content":null,"reasoning_details":[{"type":"reasoning.text","text":"x","signature":"s","format":"anthropic-claude-v1"}],"tool_calls":[{"id":"toolu_1","type":"function","function":{"name":"f","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"toolu_1","content":"b"},{"role":"user","content":"c"}]}
            """, New);

        Assert.Equal(GeminiBehaviour.DefaultText, answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
    }

    [Fact]
    public async Task Several_answers_a_schema_an_image_and_sound_pass_the_providers_rules()
    {
        await using var upstream = await Start(new GeminiBehaviour
        {
            Answer = _ => new ContentSaid([new ContentCandidate([ContentPart.OfText("а"), ContentPart.OfText("б")]), new ContentCandidate([ContentPart.OfText("в")]) { FinishReason = "MAX_TOKENS" }]),
        });
        using var exchange = Exchange(upstream);
        const string chat = """
            {"n":2,"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}},
             "messages":[{"role":"user","content":[{"type":"text","text":"Что это?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}},
              {"type":"image_url","image_url":{"url":"https://example.com/a.webp"}},{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}]}]}
            """;

        var answer = await exchange.Ask(chat, Old);
        var stream = await exchange.Stream(chat, Old);

        Assert.Equal([("аб", "stop"), ("в", "length")], answer.GetProperty("choices").EnumerateArray().Select(choice => (choice.GetProperty("message").GetProperty("content").GetString()!, choice.GetProperty("finish_reason").GetString()!)));
        Assert.True(stream.IsWhole);
        Assert.Equal(["length", "stop"], stream.Finishes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_blocked_prompt_is_an_answer_without_content(bool streamed)
    {
        await using var upstream = await Start(new GeminiBehaviour { Answer = _ => new ContentSaid([]) { BlockReason = "SAFETY" } });
        using var exchange = Exchange(upstream);

        if (streamed) Assert.Equal(["content_filter"], (await exchange.Stream(Hello, Old)).Finishes);
        else Assert.Equal("content_filter", (await exchange.Ask(Hello, Old)).GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    [Theory]
    [InlineData(OpenAiFaultKind.CutStream)]
    [InlineData(OpenAiFaultKind.HalfStream)]
    public async Task A_stream_that_breaks_off_is_not_whole(OpenAiFaultKind kind)
    {
        await using var upstream = await Start(new GeminiBehaviour
        {
            Answer = _ => new ContentSaid([new ContentCandidate([ContentPart.OfText("раз "), ContentPart.OfText("два "), ContentPart.OfText("три")])]),
            Fault = new OpenAiFault(kind),
        });
        using var exchange = Exchange(upstream);

        var stream = await exchange.Stream(Hello, Old);

        Assert.Equal("раз два ", stream.Content);
        Assert.False(stream.IsWhole);
        Assert.Empty(stream.Finishes);
    }

    [Fact]
    public async Task An_error_in_the_middle_of_a_stream_is_told()
    {
        await using var upstream = await Start(new GeminiBehaviour
        {
            Answer = _ => new ContentSaid([new ContentCandidate([ContentPart.OfText("раз "), ContentPart.OfText("два")])]),
            Fault = new OpenAiFault(OpenAiFaultKind.ErrorInStream) { AfterPieces = 1 },
        });
        using var exchange = Exchange(upstream);

        var stream = await exchange.Stream(Hello, Old);

        Assert.Equal("раз ", stream.Content);
        Assert.Equal("overloaded", stream.Chunks[^1].GetProperty("error").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(400, "bad_request")]
    [InlineData(401, "auth")]
    [InlineData(404, "model_not_found")]
    [InlineData(429, "rate_limited")]
    [InlineData(500, "overloaded")]
    [InlineData(503, "overloaded")]
    public async Task Refusals_are_known_for_what_they_are(int status, string code)
    {
        // Google answers a wrong key with 400, and so does its stand-in with its words for 401.
        await using var upstream = await Start(new GeminiBehaviour { Fault = status == 401 ? null : OpenAiFault.WithStatus(status), RequiredKey = Key });
        using var exchange = status == 401 ? new ForeignExchange(new GeminiDialect(), upstream.BaseUrl, "x-goog-api-key", "AIza-wrong") : Exchange(upstream);

        Assert.Equal(code, (await exchange.Refused(Hello, Old)).Name());
    }

    /// <summary>Thinks and calls two tools, then answers.</summary>
    private static ContentSaid Think(JsonElement request) => new(
    [
        request.GetProperty("contents").GetArrayLength() > 1
            ? new ContentCandidate([ContentPart.OfText("В пути.")])
            : new ContentCandidate([
                ContentPart.Thought("Хм…"), ContentPart.Call("order", """{"id":"ё-7"}""") with { Signature = ContentPart.Sign("order") }, ContentPart.Call("now", "{}")]),
    ]);

    private static async Task<JsonNode> Ask(ForeignExchange exchange, string chat, string model, bool streamed)
    {
        if (!streamed) return JsonNode.Parse((await exchange.Ask(chat, model)).GetProperty("choices")[0].GetProperty("message").GetRawText())!;
        var stream = await exchange.Stream(chat, model);
        Assert.True(stream.IsWhole);
        var calls = new JsonArray();
        foreach (var delta in stream.Deltas.Where(delta => delta.TryGetProperty("tool_calls", out _)))
        {
            var call = JsonNode.Parse(delta.GetProperty("tool_calls")[0].GetRawText())!.AsObject();
            call.Remove("index");
            calls.Add(call);
        }

        return new JsonObject { ["role"] = "assistant", ["content"] = stream.Content, ["reasoning_content"] = stream.Reasoning, ["tool_calls"] = calls };
    }

    private static Task<GeminiUpstream> Start(GeminiBehaviour? behaviour = null) => GeminiUpstream.Start((behaviour ?? new GeminiBehaviour()) with { RequiredKey = Key });

    private static ForeignExchange Exchange(GeminiUpstream upstream) => new(new GeminiDialect(), upstream.BaseUrl, "x-goog-api-key", Key);
}
