using System.Text.Json;
using System.Text.Json.Nodes;
using Sentralix.Llm.Ingress;
using Sentralix.Llm.Ingress.Messages;
using Sentralix.Llm.Ingress.Responses;
using Sentralix.Llm.Tests.Ingress.Messages;
using Xunit;

namespace Sentralix.Llm.Tests.Ingress;

/// <summary>What a provider wants back with a message or a call, in forms that have no place for it.</summary>
public sealed class ExtraContentsTests
{
    private const string OfFirst = """{"google":{"thought_signature":"a+/=\u002b\"ё"}}""";
    private const string OfSecond = """{"google":{"thought_signature":"Yg=="},"other":[1,{}]}""";
    private const string OfMessage = """{"google":{"thought_signature":"Yw=="}}""";

    public static TheoryData<string> Forms => new() { "messages", "responses" };

    [Theory, MemberData(nameof(Forms))]
    public void It_comes_back_where_it_was(string form)
    {
        var said = Translated.Answer(Dialect(form), $$$"""
            {"choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":"Смотрю.","extra_content":{{{OfMessage}}},"tool_calls":[
              {"id":"c\"1","type":"function","function":{"name":"a","arguments":"{}"},"extra_content":{{{OfFirst}}}},
              {"id":"c2","type":"function","function":{"name":"b","arguments":"{}"},"extra_content":{} },
              {"type":"function","function":{"name":"c","arguments":"{}"},"extra_content":{{{OfSecond}}}}]}}]}
            """);

        AssertBack(form, said, [("a", OfFirst), ("b", null), ("c", OfSecond)], OfMessage);
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task In_a_stream_it_may_come_with_any_piece_and_in_turns(string form)
    {
        var events = await Translated.Events(Dialect(form), Translated.Chat(
            Translated.Chunk("""{"role":"assistant","content":""}"""),
            Translated.Chunk("""{"content":"Смотрю."}"""),
            Translated.Chunk($$$"""{"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"a","arguments":"{"}}]}"""),
            Translated.Chunk("""{"tool_calls":[{"index":1,"type":"function","function":{"name":"b","arguments":""}}]}"""),
            Translated.Chunk($$$"""{"tool_calls":[{"index":0,"function":{"arguments":"}"},"extra_content":{{{OfFirst}}}}]}"""),
            Translated.Chunk($$$"""{"tool_calls":[{"index":1,"function":{"arguments":"{}"},"extra_content":{{{OfSecond}}}}]}"""),
            Translated.Chunk($$$"""{"tool_calls":[{"index":2,"id":"c3","function":{"name":"c","arguments":"{}"},"extra_content":{{{OfFirst}}}}]}"""),
            Translated.Chunk($$$"""{"extra_content":{{{OfMessage}}}}"""),
            Translated.Chunk("{}", "tool_calls")));
        var said = form == "messages" ? MessageAssembly.Of(events) : events[^1].Data.GetProperty("response");

        AssertBack(form, said, [("a", OfFirst), ("b", OfSecond), ("c", OfFirst)], OfMessage);
    }

    [Theory, MemberData(nameof(Forms))]
    public void What_nobody_sent_is_nowhere(string form)
    {
        var said = Translated.Answer(Dialect(form), """
            {"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Да.","extra_content":null}}]}
            """);

        Assert.DoesNotContain("redacted_thinking", said.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"reasoning\"", said.GetRawText().Replace("\"reasoning\":{", "", StringComparison.Ordinal), StringComparison.Ordinal);
        AssertBack(form, said, [], null);
    }

    /// <summary>Sends an answer back as clients do, and looks at what becomes of it.</summary>
    private static void AssertBack(string form, JsonElement said, IReadOnlyList<(string Name, string? Extra)> calls, string? ofMessage)
    {
        var chat = Translated.Request(Dialect(form), form == "messages" ? Message(said) : Response(said));

        var message = chat.GetProperty("messages").EnumerateArray().Single(m => m.GetProperty("role").GetString() == "assistant");
        Assert.Equal(
            calls.OrderBy(call => call.Name, StringComparer.Ordinal),
            (message.TryGetProperty("tool_calls", out var made) ? made.EnumerateArray().ToList() : [])
                .Select(call => (call.GetProperty("function").GetProperty("name").GetString()!, Extra(call))).OrderBy(call => call.Item1, StringComparer.Ordinal));
        Assert.Equal(ofMessage, Extra(message));
        Assert.False(message.TryGetProperty("reasoning_details", out _), "It is no thought.");
    }

    private static string? Extra(JsonElement holder) => holder.TryGetProperty("extra_content", out var extra) ? extra.GetRawText() : null;

    private static string Message(JsonElement said)
    {
        var content = said.GetProperty("content");
        var results = content.EnumerateArray().Where(block => block.GetProperty("type").GetString() == "tool_use")
            .Select(block => $$"""{"type":"tool_result","tool_use_id":{{block.GetProperty("id").GetRawText()}},"content":"1"}""").Append("""{"type":"text","text":"?"}""");
        return $$"""{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"?"},{"role":"assistant","content":{{content.GetRawText()}}},{"role":"user","content":[{{string.Join(',', results)}}]}]}""";
    }

    private static string Response(JsonElement said)
    {
        var items = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "?" });
        foreach (var item in said.GetProperty("output").EnumerateArray()) items.Add(JsonNode.Parse(item.GetRawText()));
        foreach (var item in said.GetProperty("output").EnumerateArray().Where(item => item.GetProperty("type").GetString() == "function_call"))
            items.Add(new JsonObject { ["type"] = "function_call_output", ["call_id"] = item.GetProperty("call_id").GetString(), ["output"] = "1" });
        return new JsonObject { ["model"] = "m", ["input"] = items }.ToJsonString();
    }

    private static IClientDialect Dialect(string form) => form == "messages" ? new MessagesDialect() : new ResponsesDialect();
}
