using Sentralix.Llm.Tests.Upstreams.Translation;
using Sentralix.Llm.Upstreams.Anthropic;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.Anthropic;

public sealed class AnthropicStreamTests
{
    private const string Start = """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],"model":"claude-x","stop_reason":null,"usage":{"input_tokens":10,"cache_read_input_tokens":200,"cache_creation_input_tokens":70,"cache_creation":{"ephemeral_5m_input_tokens":30,"ephemeral_1h_input_tokens":40},"output_tokens":1}}}""";
    private const string Stop = """{"type":"message_stop"}""";

    private static readonly AnthropicDialect Dialect = new();

    [Fact]
    public void Text_comes_piece_by_piece_and_ends_with_its_reason_and_its_usage()
    {
        var stream = Run(
            Start, Block(0, """{"type":"text","text":""}"""), """{"type":"ping"}""",
            Text(0, "Приве"), Text(0, "т, \\\"ё\\\""), """{"type":"content_block_stop","index":0}""", Delta("end_turn", 12), Stop);

        Assert.Equal("Привет, \"ё\"", stream.Content);
        Assert.Equal(["stop"], stream.Finishes);
        Assert.True(stream.IsWhole);
        Assert.Contains("Приве", stream.Text);
        Assert.All(stream.Chunks, chunk => Assert.Equal(
            ("chatcmpl-42", "chat.completion.chunk", 1_790_000_000, "our-model"),
            (chunk.GetProperty("id").GetString(), chunk.GetProperty("object").GetString(), chunk.GetProperty("created").GetInt32(), chunk.GetProperty("model").GetString())));
        Assert.Equal("assistant", stream.Deltas.First().GetProperty("role").GetString());
        Assert.Equal(0, stream.Chunks[^1].GetProperty("choices").GetArrayLength());
        Translate.AssertJson("""
            {"prompt_tokens":280,"completion_tokens":12,"total_tokens":292,
             "prompt_tokens_details":{"cached_tokens":200,"cache_write_tokens":70,"cache_write_1h_tokens":40,"audio_tokens":0},
             "completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0}}
            """, stream.Usage!.Value);
    }

    [Fact]
    public void The_last_count_of_tokens_is_the_one_that_counts()
    {
        var stream = Run(
            Start,
            """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"input_tokens":12,"cache_read_input_tokens":null,"output_tokens":30,"output_tokens_details":{"thinking_tokens":9}}}""",
            Stop);

        Assert.Equal((282, 30), (stream.Usage!.Value.GetProperty("prompt_tokens").GetInt32(), stream.Usage!.Value.GetProperty("completion_tokens").GetInt32()));
        Assert.Equal(9, stream.Usage!.Value.GetProperty("completion_tokens_details").GetProperty("reasoning_tokens").GetInt32());
    }

    [Fact]
    public void Calls_side_by_side_keep_their_ids_and_are_counted_from_nought()
    {
        var stream = Run(
            Start,
            Block(0, """{"type":"text","text":""}"""), Text(0, "Смотрю."), """{"type":"content_block_stop","index":0}""",
            Block(1, """{"type":"tool_use","id":"toolu_a","name":"order","input":{}}"""), Json(1, ""),
            Block(2, """{"type":"tool_use","id":"toolu_b","name":"stock","input":{}}"""), Json(2, "{\\\"n\\\""),
            Json(1, "{\\\"id\\\":\\\"ё"), Json(2, ":1}"), Json(1, "-7\\\"}"),
            """{"type":"content_block_stop","index":2}""", """{"type":"content_block_stop","index":1}""",
            Delta("tool_use", 40), Stop);

        Assert.Equal([("toolu_a", "order", """{"id":"ё-7"}"""), ("toolu_b", "stock", """{"n":1}""")], stream.Calls);
        Assert.Equal("Смотрю.", stream.Content);
        Assert.Equal(["tool_calls"], stream.Finishes);
    }

    [Fact]
    public void A_call_without_arguments_has_an_empty_object_of_them()
    {
        var stream = Run(
            Start, Block(0, """{"type":"tool_use","id":"toolu_a","name":"now","input":{}}"""), Json(0, ""), """{"type":"content_block_stop","index":0}""",
            Block(1, """{"type":"tool_use","id":"toolu_b","name":"all","input":{"at": 1}}"""), """{"type":"content_block_stop","index":1}""",
            Delta("tool_use", 4), Stop);

        Assert.Equal([("toolu_a", "now", "{}"), ("toolu_b", "all", """{"at": 1}""")], stream.Calls);
    }

    [Fact]
    public void Thinking_streams_as_it_comes_and_is_told_whole_before_the_end()
    {
        var stream = Run(
            Start,
            Block(0, """{"type":"thinking","thinking":"","signature":""}"""), Thinking(0, "Хм, "), Thinking(0, "ё."), Signature(0, "c2ln"), """{"type":"content_block_stop","index":0}""",
            Block(1, """{"type":"redacted_thinking","data":"ZGF0YQ=="}"""), """{"type":"content_block_stop","index":1}""",
            Block(2, """{"type":"text","text":""}"""), Text(2, "Да"), """{"type":"content_block_stop","index":2}""",
            Delta("end_turn", 9), Stop);

        Assert.Equal("Хм, ё.", stream.Reasoning);
        Assert.Equal("Да", stream.Content);
        var details = Assert.Single(stream.Deltas, delta => delta.TryGetProperty("reasoning_details", out _));
        Translate.AssertJson("""
            [{"type":"reasoning.text","index":0,"format":"anthropic-claude-v1","text":"Хм, ё.","signature":"c2ln"},
             {"type":"reasoning.encrypted","index":1,"format":"anthropic-claude-v1","data":"ZGF0YQ=="}]
            """, details.GetProperty("reasoning_details"));
    }

    [Fact]
    public void Events_and_changes_that_do_not_exist_yet_are_passed_over()
    {
        var stream = Run(
            Start, """{"type":"something_new","index":"x"}""", Block(0, """{"type":"novel_block"}"""),
            """{"type":"content_block_delta","index":0,"delta":{"type":"citations_delta","citation":{}}}""", """{"type":"content_block_stop","index":0}""",
            Delta("end_turn", 1), Stop);

        Assert.True(stream is { Understood: true, IsWhole: true, Content: "" });
    }

    [Theory]
    [InlineData("overloaded_error", "overloaded")]
    [InlineData("api_error", "overloaded")]
    [InlineData("rate_limit_error", "rate_limited")]
    [InlineData("invalid_request_error", "bad_request")]
    [InlineData("something_new", "overloaded")]
    public void An_error_in_the_middle_is_told_and_the_stream_is_not_whole(string type, string code)
    {
        var stream = Run(
            Start, Block(0, """{"type":"text","text":""}"""), Text(0, "При"),
            $$"""{"type":"error","error":{"type":"{{type}}","message":"Перегружено"},"request_id":"req_1"}""");

        var error = stream.Chunks[^1].GetProperty("error");
        Assert.Equal((code, "Перегружено"), (error.GetProperty("code").GetString(), error.GetProperty("message").GetString()));
        Assert.False(stream.IsWhole);
    }

    [Fact]
    public void A_stream_that_ends_before_its_last_event_is_not_whole_and_tells_no_usage()
    {
        var stream = Run(Start, Block(0, """{"type":"text","text":""}"""), Text(0, "При"), Delta("end_turn", 3));

        Assert.True(stream.Understood);
        Assert.False(stream.IsWhole);
        Assert.Null(stream.Usage);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[DONE]")]
    [InlineData("{}")]
    [InlineData("""{"type":"message_start"}""")]
    [InlineData("""{"type":"message_stop"}""")]
    [InlineData("""{"type":"content_block_delta","delta":{"type":"text_delta","text":"a"}}""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":7}}""")]
    [InlineData("""{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","name":"f"}}""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}""")]
    public void What_is_not_an_event_of_the_provider_fails_the_call(string data)
    {
        var stream = Run(data);

        Assert.False(stream.Understood);
        Assert.False(stream.IsWhole);
    }

    private static TranslatedStream Run(params string[] events) => Translate.Stream(Dialect, Translate.Call("claude-x", stream: true), events);

    private static string Block(int index, string block) => $$"""{"type":"content_block_start","index":{{index}},"content_block":{{block}} }""";

    private static string Text(int index, string text) => Change(index, $$"""{"type":"text_delta","text":"{{text}}"}""");

    private static string Json(int index, string piece) => Change(index, $$"""{"type":"input_json_delta","partial_json":"{{piece}}"}""");

    private static string Thinking(int index, string text) => Change(index, $$"""{"type":"thinking_delta","thinking":"{{text}}"}""");

    private static string Signature(int index, string signature) => Change(index, $$"""{"type":"signature_delta","signature":"{{signature}}"}""");

    private static string Change(int index, string delta) => $$"""{"type":"content_block_delta","index":{{index}},"delta":{{delta}} }""";

    private static string Delta(string reason, int output) => $$"""{"type":"message_delta","delta":{"stop_reason":"{{reason}}","stop_sequence":null},"usage":{"output_tokens":{{output}} } }""";
}
