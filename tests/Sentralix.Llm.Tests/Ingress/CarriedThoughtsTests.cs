using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Tests.Calls;
using Sentralix.Llm.Tests.Ingress.Messages;
using Sentralix.Peers.Anthropic;
using Sentralix.Peers.Gemini;
using Xunit;

namespace Sentralix.Llm.Tests.Ingress;

/// <summary>Conversations with tools whose providers sign what they think and refuse the next turn without it, in each form that a client may
/// speak. Clients return what they got, and know nothing of signatures.</summary>
public sealed class CarriedThoughtsTests
{
    // As long as the real ones, with every letter that base64 has.
    private static readonly string OfText = Convert.ToBase64String([.. Enumerable.Range(0, 3000).Select(i => (byte)(i * 7))]);

    public static TheoryData<string, bool> Forms => new()
    {
        { "messages", false }, { "messages", true }, { "responses", false }, { "responses", true }, { "chat/completions", false },
    };

    [Theory, MemberData(nameof(Forms))]
    public async Task Gemini_gets_the_signatures_of_its_calls_and_texts_back_as_they_were(string form, bool stream)
    {
        await using var gemini = await GeminiUpstream.Start(new GeminiBehaviour { Answer = Google, TakesUnsigned = false });
        await using var gateway = await Start(box => box("google", "gemini", gemini.BaseUrl, "gemini-3-pro-preview"));
        var client = Client(gateway, form, stream, "Где заказ ё-7?");

        Assert.Equal(["order", "now"], (await client.Ask()).Names);
        client.Answer();
        Assert.Equal(["now"], (await client.Ask()).Names);
        client.Answer();
        Assert.Equal("В пути.", (await client.Ask()).Text);
        client.Say("А когда?");
        Assert.Equal("Завтра.", (await client.Ask()).Text);

        using var sent = JsonDocument.Parse(gemini.Journal.Last.Body);
        var parts = sent.RootElement.GetProperty("contents").EnumerateArray().Where(c => c.GetProperty("role").GetString() == "model").SelectMany(c => c.GetProperty("parts").EnumerateArray()).ToList();
        Assert.Equal(
            [$"order {ContentPart.Sign("order")}", "now ", "Ещё раз.  ", $"now {ContentPart.Sign("now")}", $"В пути. {OfText}"],
            parts.Select(part => $"{(part.TryGetProperty("functionCall", out var call) ? call.GetProperty("name") : part.GetProperty("text"))} {(part.TryGetProperty("thoughtSignature", out var signature) ? signature.GetString() : "")}"));
    }

    [Fact]
    public async Task A_client_that_leaves_the_signatures_out_is_refused_where_they_are_wanted()
    {
        await using var gemini = await GeminiUpstream.Start(new GeminiBehaviour { Answer = Google, TakesUnsigned = false });
        await using var gateway = await Start(box => box("google", "gemini", gemini.BaseUrl, "gemini-3-pro-preview"));
        var client = Client(gateway, "messages", false, "Где заказ ё-7?");

        await client.Ask();
        client.Forget("redacted_thinking");
        client.Answer();

        Assert.Contains("thought signature", (await client.Ask(status: 400)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("responses", false)]
    [InlineData("responses", true)]
    [InlineData("messages", false)]
    [InlineData("messages", true)]
    public async Task Claude_gets_its_signed_and_its_encrypted_thoughts_back_as_they_were(string form, bool stream)
    {
        await using var claude = await AnthropicUpstream.Start(new AnthropicBehaviour { Answer = Anthropic });

        // The guard has messages translated that would pass through without it.
        await using var gateway = await Start(box => box("claude", "anthropic", claude.BaseUrl, "claude-sonnet-4-5"), new ModelGuard { Kind = "block", Words = ["казино"] });
        var client = Client(gateway, form, stream, "Где заказ ё-7?");

        Assert.Equal(["order"], (await client.Ask()).Names);
        client.Answer();
        Assert.Equal("В пути.", (await client.Ask()).Text);

        using var sent = JsonDocument.Parse(claude.Journal.Last.Body);
        var blocks = sent.RootElement.GetProperty("messages")[1].GetProperty("content").EnumerateArray().ToList();
        Assert.Equal(["thinking", "redacted_thinking", "tool_use"], blocks.Select(block => block.GetProperty("type").GetString()));
        Assert.Equal(("Надо \"посмотреть\"…", "0JHQtdC70LjQsdC10YDQtNCw"), (blocks[0].GetProperty("thinking").GetString(), blocks[1].GetProperty("data").GetString()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_conversation_may_go_on_at_another_provider(bool googleFirst)
    {
        await using var gemini = await GeminiUpstream.Start(new GeminiBehaviour { Answer = Google });
        await using var claude = await AnthropicUpstream.Start(new AnthropicBehaviour { Answer = Anthropic });
        await using var first = await Start(box => box("first", googleFirst ? "gemini" : "anthropic", googleFirst ? gemini.BaseUrl : claude.BaseUrl, googleFirst ? "gemini-3-pro-preview" : "claude-sonnet-4-5"));
        await using var second = await Start(box => box("second", googleFirst ? "anthropic" : "gemini", googleFirst ? claude.BaseUrl : gemini.BaseUrl, googleFirst ? "claude-sonnet-4-5" : "gemini-3-pro-preview"));
        var client = Client(first, "responses", false, "Где заказ ё-7?", thinks: false);

        await client.Ask();
        client.Answer();
        client.Gateway = second;

        await client.Ask();
    }

    private static ContentSaid Google(JsonElement request)
    {
        var contents = request.GetProperty("contents");
        var said = contents.EnumerateArray().Count(c => c.GetProperty("role").GetString() == "model");
        return new([new(said switch
        {
            0 => [ContentPart.Thought("Хм…"), ContentPart.Call("order", """{"id":"ё-7"}""") with { Signature = ContentPart.Sign("order") }, ContentPart.Call("now", "{}", "id-of-google")],
            1 => [ContentPart.OfText("Ещё раз. "), ContentPart.Call("now", "{}") with { Signature = ContentPart.Sign("now") }],
            2 => [ContentPart.OfText("В "), ContentPart.OfText("пути."), ContentPart.OfText("") with { Signature = OfText }],
            _ => [ContentPart.OfText("Завтра.")],
        })]);
    }

    private static AnthropicMessage Anthropic(JsonElement request) => new(request.GetProperty("messages").GetArrayLength() == 1
        ? [MessageBlock.Thinking("Надо ", "\"посмотреть\"…"), MessageBlock.Redacted("0JHQtdC70LjQsdC10YDQtNCw"), MessageBlock.ToolUse("toolu_1", "order", "{\"id\"", ":\"ё-7\"}")]
        : [MessageBlock.Text("В ", "пути.")]);

    private static Task<Gateway> Start(Action<Action<string, string, Uri, string>> provide, params ModelGuard[] guards) => Gateway.Start(StoreKind.Sqlite, null, (db, _, box) =>
        provide((name, kind, address, model) =>
        {
            Configured.Provider(db, box, name, kind, address, settings: kind == "gemini" ? """{"include_thoughts":"true"}""" : "{}");
            Configured.Route(db, new WriteModelRoute { Model = "smart", Targets = [new() { Provider = name, Model = model }], Guards = guards });
        }));

    private static TalkingClient Client(Gateway gateway, string form, bool stream, string says, bool thinks = true) => new(form, stream, thinks, says) { Gateway = gateway };

    /// <summary>A client that sends back what it got.</summary>
    private sealed class TalkingClient(string form, bool stream, bool thinks, string says)
    {
        private readonly JsonArray turns = [new JsonObject { ["role"] = "user", ["content"] = says }];
        private List<(string Id, string Name)> calls = [];

        public required Gateway Gateway { get; set; }

        public void Say(string text) => turns.Add(new JsonObject { ["role"] = "user", ["content"] = text });

        /// <summary>Leaves something out of what it got last.</summary>
        public void Forget(string type)
        {
            var content = turns[^1]!["content"]!.AsArray();
            Assert.NotEqual(0, content.RemoveAll(block => (string?)block!["type"] == type));
        }

        /// <summary>Brings the results of the calls.</summary>
        public void Answer()
        {
            if (form == "messages")
            {
                turns.Add(new JsonObject
                {
                    ["role"] = "user",
                    ["content"] = new JsonArray([.. calls.Select(call => new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = call.Id, ["content"] = $"итог {call.Name}" })]),
                });
                return;
            }

            foreach (var (id, name) in calls)
            {
                turns.Add(form == "responses"
                    ? new JsonObject { ["type"] = "function_call_output", ["call_id"] = id, ["output"] = $"итог {name}" }
                    : new JsonObject { ["role"] = "tool", ["tool_call_id"] = id, ["content"] = $"итог {name}" });
            }
        }

        public async Task<(string Text, IReadOnlyList<string> Names)> Ask(int status = 200)
        {
            using var response = await Gateway.Post(form, Request().ToJsonString());
            var body = await response.Content.ReadAsByteArrayAsync();
            Assert.True((int)response.StatusCode == status, Encoding.UTF8.GetString(body));
            if (status != 200) return (Encoding.UTF8.GetString(body), []);
            var said = JsonNode.Parse((stream ? Whole(body) : JsonDocument.Parse(body).RootElement).GetRawText())!;
            return form switch { "messages" => Message(said), "responses" => Response(said), _ => Chat(said) };
        }

        private JsonObject Request()
        {
            var schema = JsonNode.Parse("""{"type":"object","properties":{"id":{"type":"string"}}}""")!;
            var request = new JsonObject { ["model"] = "smart", ["stream"] = stream, [form == "responses" ? "input" : "messages"] = turns.DeepClone() };
            if (form == "messages")
            {
                request["max_tokens"] = 8000;
                if (thinks) request["thinking"] = new JsonObject { ["type"] = "enabled", ["budget_tokens"] = 2000 };
            }
            else if (form == "responses")
            {
                request["max_output_tokens"] = 8000;
                if (thinks) request["reasoning"] = new JsonObject { ["effort"] = "low" };
            }

            request["tools"] = new JsonArray([.. ((string[])["order", "now"]).Select(name => form switch
            {
                "messages" => new JsonObject { ["name"] = name, ["input_schema"] = schema.DeepClone() },
                "responses" => new JsonObject { ["type"] = "function", ["name"] = name, ["parameters"] = schema.DeepClone() },
                _ => new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = name, ["parameters"] = schema.DeepClone() } },
            })]);
            return request;
        }

        private JsonElement Whole(byte[] body)
        {
            var events = Translated.Events(body);
            if (form == "messages") return MessageAssembly.Of(events);
            var last = events[^1];
            Assert.Equal("response.completed", last.Name);
            var response = last.Data.GetProperty("response");

            // What was told item by item is the same.
            Assert.Equal(
                response.GetProperty("output").EnumerateArray().Select(item => item.GetRawText()).Order(StringComparer.Ordinal),
                events.Where(e => e.Name == "response.output_item.done").Select(e => e.Data.GetProperty("item").GetRawText()).Order(StringComparer.Ordinal));
            return response;
        }

        private (string Text, IReadOnlyList<string> Names) Message(JsonNode said)
        {
            var content = said["content"]!.AsArray();
            turns.Add(new JsonObject { ["role"] = "assistant", ["content"] = content.DeepClone() });
            calls = [.. content.Where(b => (string?)b!["type"] == "tool_use").Select(b => ((string)b!["id"]!, (string)b["name"]!))];
            return (string.Concat(content.Where(b => (string?)b!["type"] == "text").Select(b => (string)b!["text"]!)), [.. calls.Select(call => call.Name)]);
        }

        private (string Text, IReadOnlyList<string> Names) Response(JsonNode said)
        {
            var output = said["output"]!.AsArray();
            foreach (var item in output) turns.Add(item!.DeepClone());
            calls = [.. output.Where(i => (string?)i!["type"] == "function_call").Select(i => ((string)i!["call_id"]!, (string)i["name"]!))];
            return (string.Concat(output.Where(i => (string?)i!["type"] == "message").SelectMany(i => i!["content"]!.AsArray()).Select(p => (string)p!["text"]!)), [.. calls.Select(call => call.Name)]);
        }

        private (string Text, IReadOnlyList<string> Names) Chat(JsonNode said)
        {
            var message = said["choices"]![0]!["message"]!;
            turns.Add(message.DeepClone());
            calls = [.. (message["tool_calls"]?.AsArray() ?? []).Select(call => ((string)call!["id"]!, (string)call["function"]!["name"]!))];
            return ((string?)message["content"] ?? "", [.. calls.Select(call => call.Name)]);
        }
    }
}
