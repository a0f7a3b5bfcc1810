using System.Text.Json;
using System.Text.Json.Nodes;
using Sentralix.Llm.Tests.Upstreams.Translation;
using Sentralix.Llm.Upstreams;
using Sentralix.Llm.Upstreams.Anthropic;
using Sentralix.Peers.Anthropic;
using Sentralix.Peers.OpenAi;
using Sentralix.Peers.Serving;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.Anthropic;

/// <summary>The dialect before a server that keeps the provider's rules.</summary>
public sealed class AnthropicWireTests
{
    private const string Key = "sk-ant-stand-in";
    private const string Old = "claude-sonnet-4-5";
    private const string New = "claude-opus-5-5";
    private const string Hello = """{"messages":[{"role":"system","content":"Будь краток."},{"role":"user","content":"Привет"}],"temperature":0.5}""";

    [Fact]
    public async Task A_chat_is_answered()
    {
        await using var upstream = await Start();
        using var exchange = Exchange(upstream);

        var answer = await exchange.Ask(Hello, Old);

        Assert.Equal(AnthropicBehaviour.DefaultText, answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal(40, answer.GetProperty("usage").GetProperty("total_tokens").GetInt32());
        Assert.Equal(("/v1/messages", "2023-06-01"), (upstream.Journal.Last.Path, upstream.Journal.Last.Headers["anthropic-version"]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(7)]
    public async Task A_streamed_chat_is_the_same_however_it_is_torn(int? writeSize)
    {
        await using var upstream = await Start(new AnthropicBehaviour
        {
            Answer = _ => new AnthropicMessage([MessageBlock.Text("Ёж", "ик ", "в тумане 😀")]),
            Manner = new PeerManner { WriteSize = writeSize },
        });
        using var exchange = Exchange(upstream);

        var stream = await exchange.Stream(Hello, Old);

        Assert.True(stream is { IsWhole: true, Understood: true });
        Assert.Equal("Ёжик в тумане 😀", stream.Content);
        Assert.Equal(["stop"], stream.Finishes);
        Assert.Equal((25, 15), (stream.Usage!.Value.GetProperty("prompt_tokens").GetInt32(), stream.Usage!.Value.GetProperty("completion_tokens").GetInt32()));
        Assert.Contains("\"stream\":true", upstream.Journal.Last.BodyText);
    }

    [Theory]
    [InlineData(Old, true)]
    [InlineData(Old, false)]
    [InlineData(New, true)]
    [InlineData(New, false)]
    public async Task Thinking_comes_back_unchanged_while_tools_run(string model, bool streamed)
    {
        await using var upstream = await Start(new AnthropicBehaviour { Answer = Think });
        using var exchange = Exchange(upstream);
        var chat = JsonNode.Parse("""
            {"messages":[{"role":"user","content":"Где заказ ё-7 и сколько времени?"}],"reasoning_effort":"medium",
             "tools":[{"type":"function","function":{"name":"order","parameters":{"type":"object","properties":{"id":{"type":"string"}}}}},{"type":"function","function":{"name":"now"}}]}
            """)!;

        var said = await Ask(exchange, chat.ToJsonString(), model, streamed);
        // What an assistant's message was is what it is given back as; the stand-in checks every signature.
        chat["messages"]!.AsArray().Add(said);
        foreach (var call in said["tool_calls"]!.AsArray())
            chat["messages"]!.AsArray().Add(new JsonObject { ["role"] = "tool", ["tool_call_id"] = call!["id"]!.GetValue<string>(), ["content"] = $"итог {call["function"]!["name"]}" });
        var end = await exchange.Ask(chat.ToJsonString(), model);

        Assert.Equal("Хм… «так»\nи так.", said["reasoning_content"]!.GetValue<string>());
        Assert.Equal("В пути.", end.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        using var second = JsonDocument.Parse(upstream.Journal.Last.Body);
        var blocks = second.RootElement.GetProperty("messages")[1].GetProperty("content").EnumerateArray().Select(block => block.GetProperty("type").GetString());
        Assert.Equal(["thinking", "redacted_thinking", "text", "tool_use", "tool_use"], blocks);
        Assert.Equal(["tool_result", "tool_result"], second.RootElement.GetProperty("messages")[2].GetProperty("content").EnumerateArray().Select(block => block.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task Thinking_that_a_client_returns_in_pieces_is_put_together()
    {
        await using var upstream = await Start();
        using var exchange = Exchange(upstream);
        var signature = Signature("Хм, ё.");

        await exchange.Ask($$$"""
            {"tools":[{"type":"function","function":{"name":"f"}}],"messages":[{"role":"user","content":"a"},
             {"role":"assistant","content":"","reasoning_details":[
               {"type":"reasoning.text","text":"Хм, ","index":0,"format":"anthropic-claude-v1"},{"type":"reasoning.text","text":"ё.","index":0},{"type":"reasoning.text","signature":"{{{signature}}}","index":0},
               {"type":"reasoning.text","text":"unsigned","index":1},{"type":"reasoning.encrypted","data":"eA==","format":"google-gemini-v1"},{"type":"reasoning.summary","summary":"x"}],
              "tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"t","content":"b"}]}
            """, Old);

        using var sent = JsonDocument.Parse(upstream.Journal.Last.Body);
        Translate.AssertJson(
            $$"""[{"type":"thinking","thinking":"Хм, ё.","signature":"{{signature}}"},{"type":"tool_use","id":"t","name":"f","input":{} }]""",
            sent.RootElement.GetProperty("messages")[1].GetProperty("content"));
    }

    [Fact]
    public async Task A_conversation_that_another_provider_began_goes_on()
    {
        await using var upstream = await Start();
        using var exchange = Exchange(upstream);

        await exchange.Ask("""
            {"messages":[{"role":"user","content":"a"},
             {"role":"assistant","content":null,"extra_content":{"google":{"thought_signature":"eA=="}},"tool_calls":[
               {"id":"functions.заказ:0","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"functions.заказ:0","content":"b"},{"role":"tool","tool_call_id":"call_1","content":"c"}]}
            """, Old);

        using var sent = JsonDocument.Parse(upstream.Journal.Last.Body);
        var messages = sent.RootElement.GetProperty("messages");
        Assert.Equal("functions_2e_d0_b7_d0_b0_d0_ba_d0_b0_d0_b7_3a0", messages[1].GetProperty("content")[0].GetProperty("id").GetString());
        Assert.Equal("call_1", messages[1].GetProperty("content")[1].GetProperty("id").GetString());
    }

    [Fact]
    public async Task Calls_whose_events_take_turns_keep_apart()
    {
        await using var upstream = await Start(new AnthropicBehaviour
        {
            Answer = _ => new AnthropicMessage([MessageBlock.ToolUse("toolu_1", "order", "{\"id\":", "\"ё-7\"", "}"), MessageBlock.ToolUse("toolu_2", "now"), MessageBlock.ToolUse("toolu_3", "stock", "{\"n\"", ":1}")]) { Interleaved = true },
        });
        using var exchange = Exchange(upstream);

        var stream = await exchange.Stream(Hello, Old);

        Assert.Equal([("toolu_1", "order", """{"id":"ё-7"}"""), ("toolu_2", "now", "{}"), ("toolu_3", "stock", """{"n":1}""")], stream.Calls);
        Assert.Equal(["tool_calls"], stream.Finishes);
    }

    [Fact]
    public async Task A_schema_an_image_and_marks_for_the_cache_pass_the_providers_rules()
    {
        await using var upstream = await Start(new AnthropicBehaviour { Answer = _ => new AnthropicMessage([MessageBlock.Text("""{"a":1}""")]) { Usage = new AnthropicTokens { CacheRead = 500, CacheWritten1h = 30 } } });
        using var exchange = Exchange(upstream);

        var answer = await exchange.Ask("""
            {"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object","properties":{"a":{"type":"integer"}},"additionalProperties":false}}},
             "messages":[{"role":"system","content":[{"type":"text","text":"Правила","cache_control":{"type":"ephemeral","ttl":"1h"}}]},
              {"role":"user","content":[{"type":"text","text":"Что это?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]}]}
            """, New);

        var details = answer.GetProperty("usage").GetProperty("prompt_tokens_details");
        Assert.Equal((555, 500, 30, 30), (answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32(), details.GetProperty("cached_tokens").GetInt32(), details.GetProperty("cache_write_tokens").GetInt32(), details.GetProperty("cache_write_1h_tokens").GetInt32()));
    }

    [Theory]
    [InlineData(OpenAiFaultKind.CutStream)]
    [InlineData(OpenAiFaultKind.HalfStream)]
    public async Task A_stream_that_breaks_off_is_not_whole(OpenAiFaultKind kind)
    {
        await using var upstream = await Start(new AnthropicBehaviour
        {
            Answer = _ => new AnthropicMessage([MessageBlock.Text("раз ", "два ", "три")]),
            Fault = new OpenAiFault(kind) { AfterPieces = 3 },
        });
        using var exchange = Exchange(upstream);

        var stream = await exchange.Stream(Hello, Old);

        Assert.StartsWith("раз ", stream.Content, StringComparison.Ordinal);
        Assert.False(stream.IsWhole);
        Assert.Empty(stream.Finishes);
        Assert.Null(stream.Usage);
    }

    [Fact]
    public async Task An_error_in_the_middle_of_a_stream_is_told()
    {
        await using var upstream = await Start(new AnthropicBehaviour { Answer = _ => new AnthropicMessage([MessageBlock.Text("раз ", "два ", "три")]), Fault = new OpenAiFault(OpenAiFaultKind.ErrorInStream) { AfterPieces = 3 } });
        using var exchange = Exchange(upstream);

        var stream = await exchange.Stream(Hello, Old);

        Assert.StartsWith("раз", stream.Content, StringComparison.Ordinal);
        Assert.Equal("overloaded", stream.Chunks[^1].GetProperty("error").GetProperty("code").GetString());
        Assert.False(stream.IsWhole);
    }

    [Theory]
    [InlineData(401, "auth")]
    [InlineData(402, "no_money")]
    [InlineData(404, "model_not_found")]
    [InlineData(413, "bad_request")]
    [InlineData(429, "rate_limited")]
    [InlineData(500, "overloaded")]
    [InlineData(529, "overloaded")]
    public async Task Refusals_are_known_for_what_they_are(int status, string code)
    {
        await using var upstream = await Start(new AnthropicBehaviour { Fault = OpenAiFault.WithStatus(status) });
        using var exchange = Exchange(upstream);

        Assert.Equal(code, (await exchange.Refused(Hello, Old)).Name());
    }

    [Fact]
    public async Task The_stand_in_refuses_a_wrong_key_and_an_unknown_model()
    {
        await using var upstream = await Start();
        using var stranger = new ForeignExchange(new AnthropicDialect(), upstream.BaseUrl, "x-api-key", "sk-ant-wrong");
        using var exchange = Exchange(upstream);

        Assert.Equal(FaultCode.Auth, await stranger.Refused(Hello, Old));
        Assert.Equal(FaultCode.ModelNotFound, await exchange.Refused("""{"messages":[{"role":"user","content":"a"}]}""", "claude-nobody"));
    }

    /// <summary>Thinks and calls two tools, then answers.</summary>
    private static AnthropicMessage Think(JsonElement request) => request.GetProperty("messages").GetArrayLength() > 1
        ? new AnthropicMessage([MessageBlock.Text("В пути.")])
        : new AnthropicMessage([
            MessageBlock.Thinking("Хм… ", "«так»\n", "и так."), MessageBlock.Redacted("ZGF0YQ=="), MessageBlock.Text("Смотрю."),
            MessageBlock.ToolUse("toolu_1", "order", "{\"id\":", "\"ё-7\"}"), MessageBlock.ToolUse("toolu_2", "now")]);

    private static async Task<JsonNode> Ask(ForeignExchange exchange, string chat, string model, bool streamed)
    {
        if (!streamed) return JsonNode.Parse((await exchange.Ask(chat, model)).GetProperty("choices")[0].GetProperty("message").GetRawText())!;
        var stream = await exchange.Stream(chat, model);
        Assert.True(stream.IsWhole);
        return new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = stream.Content,
            ["reasoning_content"] = stream.Reasoning,
            ["reasoning_details"] = JsonNode.Parse(stream.Deltas.Last(delta => delta.TryGetProperty("reasoning_details", out _)).GetProperty("reasoning_details").GetRawText()),
            ["tool_calls"] = new JsonArray([.. stream.Calls.Select(call => new JsonObject
            {
                ["id"] = call.Id, ["type"] = "function", ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Arguments },
            })]),
        };
    }

    private static string Signature(string thinking) =>
        Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"stand-in:{thinking}")));

    private static Task<AnthropicUpstream> Start(AnthropicBehaviour? behaviour = null) => AnthropicUpstream.Start((behaviour ?? new AnthropicBehaviour()) with { RequiredKey = Key });

    private static ForeignExchange Exchange(AnthropicUpstream upstream) => new(new AnthropicDialect(), upstream.BaseUrl, "x-api-key", Key);
}
