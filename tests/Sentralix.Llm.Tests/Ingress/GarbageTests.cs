using System.Buffers;
using System.Text;
using System.Text.Json;
using Sentralix.Llm.Ingress;
using Sentralix.Llm.Ingress.Completions;
using Sentralix.Llm.Ingress.Messages;
using Sentralix.Llm.Ingress.Responses;
using Sentralix.Llm.Tests.Dialect;
using Xunit;

namespace Sentralix.Llm.Tests.Ingress;

/// <summary>Requests and answers that are nearly right: never an exception, and never half a JSON that looks like a success.</summary>
public sealed class GarbageTests
{
    private const string MessagesRequest = """
        {"model":"m","max_tokens":9,"stream":true,"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA"}},{"type":"document","title":"t","context":"c","source":{"type":"text","data":"d"}}]},{"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":"s"},{"type":"text","text":"a"},{"type":"tool_use","id":"t","name":"n","input":{"a":1}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","is_error":true,"content":[{"type":"text","text":"e"}]},{"type":"text","text":"q"}]}],"tools":[{"name":"n","description":"d","input_schema":{"type":"object"}}],"tool_choice":{"type":"tool","name":"n","disable_parallel_tool_use":true},"thinking":{"type":"enabled","budget_tokens":2000},"output_config":{"effort":"low","format":{"type":"json_schema","schema":{"type":"object"}}},"metadata":{"user_id":"u"},"stop_sequences":["a"]}
        """;

    private const string ResponsesRequest = """
        {"model":"m","instructions":"i","input":[{"role":"user","content":[{"type":"input_text","text":"a"},{"type":"input_image","image_url":"u"},{"type":"input_file","filename":"f","file_data":"d"}]},{"type":"reasoning","summary":[{"type":"summary_text","text":"x"}],"encrypted_content":"sentralix.1.e30"},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"b"},{"type":"refusal","refusal":"c"}]},{"type":"function_call","call_id":"c","name":"n","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":[{"type":"input_text","text":"o"}]}],"tools":[{"type":"function","name":"n","parameters":{"type":"object"},"strict":true}],"tool_choice":{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"n"}]},"text":{"format":{"type":"json_schema","name":"a","schema":{"type":"object"}},"verbosity":"low"},"reasoning":{"effort":"low"},"max_output_tokens":5,"metadata":{"a":"b"},"include":["x"],"parallel_tool_calls":false,"temperature":1}
        """;

    private const string CompletionsRequest = """{"model":"m","prompt":["a"],"n":2,"best_of":2,"stream":true,"stream_options":{"include_usage":true},"stop":["a"],"logit_bias":{"1":1},"suffix":null,"x":{"y":1}}""";

    private const string Answer = """
        {"choices":[{"index":0,"finish_reason":"tool_calls","message":{"content":"a","refusal":"r","reasoning_content":"t","reasoning_details":[{"type":"reasoning.text","text":"t","signature":"s"},{"type":"reasoning.encrypted","data":"d"}],"tool_calls":[{"index":0,"id":"i","function":{"name":"n","arguments":"{}"}}]}}],"usage":{"prompt_tokens":3,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":1}}}
        """;

    public static TheoryData<string> Forms => ["messages", "responses", "completions"];

    [Theory, MemberData(nameof(Forms))]
    public void Requests(string form)
    {
        var (dialect, request) = Of(form);
        var (taken, refused) = (0, 0);
        for (var seed = 0; seed < 5_000; seed++)
        {
            var written = new ArrayBufferWriter<byte>();
            if (!dialect.TryRequest(Encoding.UTF8.GetBytes(new MutatedJson(seed).Of(request)), written, out var refusal))
            {
                Assert.Equal(400, refusal.Status);
                refused++;
                continue;
            }

            taken++;
            using var chat = JsonDocument.Parse(written.WrittenMemory);
            Assert.Equal(JsonValueKind.Array, chat.RootElement.GetProperty("messages").ValueKind);
        }

        // Both happen, or it proves nothing.
        Assert.InRange(taken, 100, 4_900);
        Assert.InRange(refused, 100, 4_900);
    }

    [Theory, MemberData(nameof(Forms))]
    public void Answers(string form)
    {
        var (dialect, request) = Of(form);
        var taken = 0;
        for (var seed = 0; seed < 5_000; seed++)
        {
            var written = new ArrayBufferWriter<byte>();
            if (!dialect.TryAnswer(Encoding.UTF8.GetBytes(new MutatedJson(seed).Of(Answer)), Translated.Call(request), written)) continue;
            taken++;
            using var answer = JsonDocument.Parse(written.WrittenMemory);
        }

        Assert.InRange(taken, 500, 4_999);
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task Streams(string form)
    {
        var (dialect, request) = Of(form);
        for (var seed = 0; seed < 2_000; seed++)
        {
            var chunk = new MutatedJson(seed).Of(Answer.Replace("\"message\"", "\"delta\"", StringComparison.Ordinal)).ReplaceLineEndings("");

            var client = await Translated.Stream(dialect, Translated.Chat(Translated.Chunk("""{"content":"a"}"""), chunk, chunk), request: request);

            foreach (var item in System.Net.ServerSentEvents.SseParser.Create(new MemoryStream(client)).Enumerate())
            {
                if (item.Data != "[DONE]") JsonDocument.Parse(item.Data).Dispose();
            }
        }
    }

    private static (IClientDialect Dialect, string Request) Of(string form) => form switch
    {
        "messages" => (new MessagesDialect(), MessagesRequest),
        "responses" => (new ResponsesDialect(), ResponsesRequest),
        _ => (new CompletionsDialect(), CompletionsRequest),
    };
}
