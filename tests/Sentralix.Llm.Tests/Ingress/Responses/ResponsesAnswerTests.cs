using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Ingress.Responses;
using Xunit;
using static Sentralix.Llm.Tests.Ingress.Translated;

namespace Sentralix.Llm.Tests.Ingress.Responses;

public sealed class ResponsesAnswerTests
{
    private const string Asked = """
        {"model":"large","input":"?","instructions":"Кратко","metadata":{"a":"b"},"temperature":0.5,"store":true,"max_output_tokens":9,"tools":[{"type":"function","name":"f","parameters":{}}],"text":{"verbosity":"low"}}
        """;

    private static readonly ResponsesDialect Dialect = new();

    [Fact]
    public void A_whole_answer_repeats_the_request_and_says_that_nothing_is_stored()
    {
        var response = Answer(Dialect, """
            {"choices":[{"index":0,"finish_reason":"stop","message":{"content":"Да","reasoning_content":"Хм","tool_calls":[{"id":"call_1","function":{"name":"f","arguments":"{}"}}]}}],
             "usage":{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":2}}}
            """, Asked);

        Same("""
            {"id":"resp_01","object":"response","created_at":1790000000,"status":"completed","error":null,"incomplete_details":null,"model":"large","output":[
               {"id":"rs_01_0","type":"reasoning","summary":[{"type":"summary_text","text":"Хм"}]},
               {"id":"msg_01_1","type":"message","role":"assistant","status":"completed","content":[{"type":"output_text","text":"Да","annotations":[],"logprobs":[]}]},
               {"id":"fc_01_0","type":"function_call","status":"completed","call_id":"call_1","name":"f","arguments":"{}"}],
             "instructions":"Кратко","metadata":{"a":"b"},"temperature":0.5,"top_p":null,"tools":[{"type":"function","name":"f","parameters":{}}],"tool_choice":"auto",
             "parallel_tool_calls":true,"text":{"format":{"type":"text"}},"reasoning":{"effort":null,"summary":null},"max_output_tokens":9,"previous_response_id":null,
             "background":false,"store":false,"truncation":"disabled",
             "usage":{"input_tokens":10,"input_tokens_details":{"cached_tokens":4},"output_tokens":5,"output_tokens_details":{"reasoning_tokens":2},"total_tokens":15}}
            """, response);
    }

    [Theory]
    [InlineData("length", "max_output_tokens")]
    [InlineData("content_filter", "content_filter")]
    public async Task An_answer_that_was_cut_short_says_why(string finish, string reason)
    {
        var whole = Answer(Dialect, $$$"""{"choices":[{"finish_reason":"{{{finish}}}","message":{"content":"Да"}}]}""");
        var last = (await Events(Dialect, Chat(Chunk("""{"content":"Да"}"""), Chunk("{}", finish))))[^1];

        Assert.Equal("response.incomplete", last.Name);
        foreach (var response in (JsonElement[])[whole, last.Data.GetProperty("response")])
        {
            Assert.Equal("incomplete", response.GetProperty("status").GetString());
            Assert.Equal(reason, response.GetProperty("incomplete_details").GetProperty("reason").GetString());
            Assert.Equal("incomplete", response.GetProperty("output")[0].GetProperty("status").GetString());
        }
    }

    [Fact]
    public async Task A_stream_ends_with_what_a_whole_answer_is()
    {
        var events = await Events(Dialect, Chat(
            Chunk("""{"role":"assistant","content":""}"""),
            Chunk("""{"reasoning_content":"Х"}"""),
            Chunk("""{"reasoning_content":"м"}"""),
            Chunk("""{"content":"Д"}"""),
            Chunk("""{"content":"а"}"""),
            Chunk("""{"refusal":"Нет"}"""),
            Chunk("""{"tool_calls":[{"index":0,"id":"call_1","function":{"name":"f","arguments":"{"}}]}"""),
            Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"}"}}]}"""),
            Chunk("{}", "tool_calls"),
            Usage("""{"prompt_tokens":10,"completion_tokens":5}""")), Asked);
        var whole = Answer(Dialect, """
            {"choices":[{"finish_reason":"tool_calls","message":{"content":"Да","refusal":"Нет","reasoning_content":"Хм","tool_calls":[{"id":"call_1","function":{"name":"f","arguments":"{}"}}]}}],
             "usage":{"prompt_tokens":10,"completion_tokens":5}}
            """, Asked);

        Same(whole.GetRawText(), events[^1].Data.GetProperty("response"));
    }

    [Fact]
    public async Task Every_item_and_part_is_begun_told_in_pieces_and_ended()
    {
        var events = await Events(Dialect, Recorded.Everything);

        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(e => e.Data.GetProperty("sequence_number").GetInt32()));
        Assert.Equal(
            ["response.created", "response.in_progress",
             "response.output_item.added", "response.reasoning_summary_part.added", "response.reasoning_summary_text.delta", "response.reasoning_summary_text.delta",
             "response.reasoning_summary_text.done", "response.reasoning_summary_part.done", "response.output_item.done",
             "response.output_item.added", "response.content_part.added", "response.output_text.delta", "response.output_text.delta", "response.output_text.delta",
             "response.output_text.done", "response.content_part.done", "response.output_item.done",
             "response.output_item.added", "response.function_call_arguments.delta",
             "response.output_item.added", "response.function_call_arguments.delta",
             "response.function_call_arguments.delta", "response.function_call_arguments.delta", "response.function_call_arguments.delta",
             "response.function_call_arguments.done", "response.output_item.done", "response.function_call_arguments.done", "response.output_item.done",
             "response.completed"],
            events.Select(e => e.Name));
        AssertPiecesMakeTheWhole(events);
    }

    [Fact]
    public async Task A_failure_ends_the_stream_as_a_failed_response()
    {
        foreach (var before in (string[][])[[], [Chunk("""{"content":"Да"}""")]])
        {
            var events = await Events(Dialect, Chat([.. before, """{"error":{"message":"Нет","type":"upstream_error","param":null,"code":"stream_cut"}}"""]));

            Assert.Equal("response.created", events[0].Name);
            Assert.Equal("response.failed", events[^1].Name);
            var response = events[^1].Data.GetProperty("response");
            Assert.Equal("failed", response.GetProperty("status").GetString());
            Same("""{"code":"stream_cut","message":"Нет"}""", response.GetProperty("error"));
            Assert.Equal(before.Length, response.GetProperty("output").GetArrayLength());
        }
    }

    [Fact]
    public async Task A_call_waits_for_its_name_and_gets_an_id_where_it_has_none()
    {
        var events = await Events(Dialect, Chat(
            Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\":"}}]}"""),
            Chunk("""{"tool_calls":[{"index":0,"function":{"name":"f","arguments":"1}"}}]}"""),
            Chunk("{}", "stop")));

        AssertPiecesMakeTheWhole(events);
        var item = events[^1].Data.GetProperty("response").GetProperty("output")[0];
        Same("""{"id":"fc_01_0","type":"function_call","status":"completed","call_id":"call_01_0","name":"f","arguments":"{\"a\":1}"}""", item);
    }

    [Fact]
    public void Errors_are_in_the_form_of_OpenAI() => Same(
        """{"error":{"message":"Нет","type":"invalid_request_error","param":"input","code":"unsupported_value"}}""",
        JsonDocument.Parse(Dialect.Error(OpenAiError.InvalidRequest("Нет", "input", "unsupported_value"))).RootElement);

    /// <summary>Deltas, joined, are what the done events and the last response say.</summary>
    private static void AssertPiecesMakeTheWhole(List<SeenEvent> events)
    {
        var pieces = new Dictionary<int, string>();
        var done = new SortedDictionary<int, string>();
        foreach (var (name, data) in events)
        {
            if (name.EndsWith(".delta", StringComparison.Ordinal))
            {
                var at = data.GetProperty("output_index").GetInt32();
                pieces[at] = pieces.GetValueOrDefault(at, "") + data.GetProperty("delta").GetString();
            }
            else if (name is "response.output_text.done" or "response.reasoning_summary_text.done")
            {
                Assert.Equal(pieces[data.GetProperty("output_index").GetInt32()], data.GetProperty("text").GetString());
            }
            else if (name == "response.function_call_arguments.done")
            {
                Assert.Equal(pieces[data.GetProperty("output_index").GetInt32()], data.GetProperty("arguments").GetString());
            }
            else if (name == "response.output_item.done")
            {
                done.Add(data.GetProperty("output_index").GetInt32(), data.GetProperty("item").GetRawText());
            }
        }

        Same($"[{string.Join(',', done.Values)}]", events[^1].Data.GetProperty("response").GetProperty("output"));
    }
}
