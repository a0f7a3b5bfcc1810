using System.Text.Json;
using Sentralix.Llm.Ingress.Messages;
using Xunit;
using static Sentralix.Llm.Tests.Ingress.Translated;

namespace Sentralix.Llm.Tests.Ingress.Messages;

public sealed class MessagesStreamTests
{
    private static readonly MessagesDialect Dialect = new();

    [Fact]
    public async Task Blocks_come_one_after_another_also_where_calls_came_in_turns()
    {
        var message = Assemble(await Events(Dialect, Recorded.Everything));

        Same($$$"""
            [{"type":"thinking","thinking":"{{{Recorded.Thoughts}}}","signature":""},
             {"type":"text","text":{{{JsonSerializer.Serialize(Recorded.Text)}}} },
             {"type":"tool_use","id":"call_a","name":"order","input":{"id":"ё-7"}},
             {"type":"tool_use","id":"call_b","name":"weather","input":{"city":"Казань"}}]
            """, message.GetProperty("content"));
        Assert.Equal("tool_use", message.GetProperty("stop_reason").GetString());
        Same("""
            {"input_tokens":10,"cache_creation_input_tokens":30,"cache_read_input_tokens":60,
             "cache_creation":{"ephemeral_5m_input_tokens":20,"ephemeral_1h_input_tokens":10},"output_tokens":20,"output_tokens_details":{"thinking_tokens":5}}
            """, message.GetProperty("usage"));
    }

    [Fact]
    public async Task A_stream_and_a_whole_answer_say_the_same()
    {
        var streamed = Assemble(await Events(Dialect, Chat(
            Chunk("""{"role":"assistant","content":null,"reasoning_details":[{"type":"reasoning.text","text":"Хм"}]}"""),
            Chunk("""{"reasoning_details":[{"type":"reasoning.text","signature":"c2ln"},{"type":"reasoning.encrypted","data":"ZW5j"}]}"""),
            Chunk("""{"content":"да"}"""),
            Chunk("{}", "length"),
            Usage("""{"prompt_tokens":3,"completion_tokens":2}"""))));
        var whole = Answer(Dialect, """
            {"choices":[{"finish_reason":"length","message":{"content":"да","reasoning_details":[
              {"type":"reasoning.text","text":"Хм","signature":"c2ln"},{"type":"reasoning.encrypted","data":"ZW5j"}]}}],"usage":{"prompt_tokens":3,"completion_tokens":2}}
            """);

        Same(whole.GetRawText(), streamed);
    }

    [Fact]
    public async Task Thoughts_that_are_told_in_two_fields_come_once()
    {
        var message = Assemble(await Events(Dialect, Chat(
            Chunk("""{"reasoning":"Раз ","reasoning_details":[{"type":"reasoning.text","text":"Раз "}]}"""),
            Chunk("""{"reasoning":"два","reasoning_details":[{"type":"reasoning.text","text":"два"}]}"""),
            Chunk("""{"reasoning_details":[{"type":"reasoning.text","text":"Раз два","signature":"c2ln"}]}"""),
            Chunk("""{"content":"!"}""", "stop"))));

        Same("""[{"type":"thinking","thinking":"Раз два","signature":"c2ln"},{"type":"text","text":"!"}]""", message.GetProperty("content"));
    }

    [Theory]
    [InlineData("""{"content":"да"}""")]
    [InlineData("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"n","arguments":"{}"}}]}""")]
    public async Task Signatures_that_come_at_the_end_of_the_answer_find_their_way_back(string between)
    {
        const string Details = """
            [{"type":"reasoning.text","index":0,"format":"anthropic-claude-v1","text":"Раз","signature":"c2ln"},{"type":"reasoning.text","index":2,"format":"anthropic-claude-v1","text":"Два","signature":"emln"},{"type":"reasoning.encrypted","index":3,"format":"anthropic-claude-v1","data":"ZW5j"}]
            """;
        var message = Assemble(await Events(Dialect, Chat(
            Chunk("""{"reasoning_content":"Раз"}"""), Chunk(between), Chunk($$"""{"reasoning_details":{{Details}}}"""), Chunk("{}", "stop"))));

        // The client reads its thoughts once, and returns the turn as it got it.
        var content = message.GetProperty("content");
        Assert.Equal(["thinking", "redacted_thinking", "redacted_thinking", "redacted_thinking"], content.EnumerateArray()
            .Select(block => block.GetProperty("type").GetString()).Where(type => type!.EndsWith("thinking", StringComparison.Ordinal)));
        var chat = Request(Dialect, $$"""{"model":"m","max_tokens":1,"messages":[{"role":"assistant","content":{{content.GetRawText()}}},{"role":"user","content":"?"}]}""");
        var assistant = chat.GetProperty("messages")[0];
        Same(Details, assistant.GetProperty("reasoning_details"));
        Assert.False(assistant.TryGetProperty("reasoning_content", out _));
    }

    [Fact]
    public async Task Text_and_thoughts_that_come_while_a_call_is_open_are_not_lost()
    {
        var message = Assemble(await Events(Dialect, Chat(
            Chunk("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"n","arguments":"{"}}]}"""),
            Chunk("""{"content":"по"}"""),
            Chunk("""{"reasoning_content":"хм"}"""),
            Chunk("""{"content":"том"}"""),
            Chunk("""{"content":" ещё"}"""),
            Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"}"}}]}""", "tool_calls"))));

        Same("""
            [{"type":"tool_use","id":"a","name":"n","input":{}},{"type":"text","text":"по"},{"type":"thinking","thinking":"хм","signature":""},{"type":"text","text":"том ещё"}]
            """, message.GetProperty("content"));
    }

    [Fact]
    public async Task Calls_without_ids_or_all_with_one_index_are_told_apart()
    {
        var sameIndex = Assemble(await Events(Dialect, Chat(
            Chunk("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"n","arguments":"{\"x\":1}"}}]}"""),
            Chunk("""{"tool_calls":[{"index":0,"id":"b","function":{"name":"n","arguments":"{\"x\":2}"}}]}"""),
            Chunk("""{"tool_calls":[{"index":0,"id":"c","function":{"name":"n","arguments":{"x":"\"3"}}}]}""", "stop"))));
        var noIds = Assemble(await Events(Dialect, Chat(
            Chunk("""{"tool_calls":[{"index":0,"function":{"name":"n","arguments":"{}"}},{"index":1,"function":{"arguments":"{\"y\""}}]}"""),
            Chunk("""{"tool_calls":[{"index":1,"function":{"name":"m","arguments":":1}"}},{"index":2,"function":{"name":"k","arguments":"{}"}}]}""", "stop"))));

        Same("""
            [{"type":"tool_use","id":"a","name":"n","input":{"x":1}},{"type":"tool_use","id":"b","name":"n","input":{"x":2}},{"type":"tool_use","id":"c","name":"n","input":{"x":"\"3"}}]
            """, sameIndex.GetProperty("content"));
        Assert.Equal("tool_use", sameIndex.GetProperty("stop_reason").GetString());
        Same("""
            [{"type":"tool_use","id":"toolu_01_1","name":"n","input":{}},{"type":"tool_use","id":"toolu_01_2","name":"m","input":{"y":1}},{"type":"tool_use","id":"toolu_01_3","name":"k","input":{}}]
            """, noIds.GetProperty("content"));
    }

    [Fact]
    public async Task Usage_beside_the_last_choice_counts()
    {
        // As GigaChat tells it.
        var message = Assemble(await Events(Dialect, Chat(
            """{"choices":[{"index":0,"delta":{"content":"да"},"finish_reason":"stop"}],"usage":{"prompt_tokens":4,"completion_tokens":2,"precached_prompt_tokens":1}}""")));

        var usage = message.GetProperty("usage");
        Assert.Equal((3, 1, 2), (Number(usage, "input_tokens"), Number(usage, "cache_read_input_tokens"), Number(usage, "output_tokens")));
    }

    [Fact]
    public async Task Other_choices_than_the_first_are_not_mixed_in()
    {
        var message = Assemble(await Events(Dialect, Chat(
            """{"choices":[{"index":1,"delta":{"content":"нет"},"finish_reason":"length"},{"index":0,"delta":{"content":"да"},"finish_reason":"stop"}]}""")));

        Same("""[{"type":"text","text":"да"}]""", message.GetProperty("content"));
        Assert.Equal("end_turn", message.GetProperty("stop_reason").GetString());
    }

    [Fact]
    public async Task The_message_begins_with_the_first_chunk_and_not_later()
    {
        var client = new MemoryStream();
        await using var body = new Sentralix.Llm.Ingress.ClientBody(Dialect.Stream(Call()), client);

        await body.WriteAsync(Chat(Chunk("""{"role":"assistant","content":""}""")).AsMemory(..^"data: [DONE]\n\n".Length), TestContext.Current.CancellationToken);

        var start = Assert.Single(Translated.Events(client.ToArray()));
        Same("""
            {"type":"message_start","message":{"id":"msg_01","type":"message","role":"assistant","model":"large","content":[],"stop_reason":null,"stop_sequence":null,
              "usage":{"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":0}}}
            """, start.Data);
    }

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private static JsonElement Assemble(List<SeenEvent> events) => MessageAssembly.Of(events);
}
