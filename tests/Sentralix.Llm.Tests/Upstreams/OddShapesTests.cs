using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sentralix.Llm.Upstreams;
using Sentralix.Llm.Upstreams.GigaChat;
using Sentralix.Llm.Upstreams.Yandex;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams;

/// <summary>Every value of a request, an answer and an event is replaced by every other kind of value, one at a time. Nothing may throw,
/// and what is written must be JSON.</summary>
public sealed class OddShapesTests
{
    private const string Request = """
        {"model":"m","temperature":0.5,"max_tokens":5,"top_p":1,"n":1,"stop":[],"reasoning_effort":"low","prompt_cache_key":"k","parallel_tool_calls":true,"stream":false,
         "stream_options":{"include_usage":true},"response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"type":"object"},"strict":true}},
         "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}}],"tool_choice":{"type":"function","function":{"name":"f"}},
         "messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"u"}]},
          {"role":"assistant","content":null,"tool_calls":[{"id":"ycall_1_0","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"ycall_1_0","content":"{}"}]}
        """;

    private const string Embeddings = """{"model":"m","input":["a","b"],"encoding_format":"base64","dimensions":4}""";

    private const string Yandex = """
        {"result":{"alternatives":[{"message":{"role":"assistant","text":"а","toolCallList":{"toolCalls":[{"functionCall":{"name":"f","arguments":{"a":1}}}]}},"status":"ALTERNATIVE_STATUS_FINAL"}],
         "usage":{"inputTextTokens":"1","completionTokens":"2","totalTokens":"3","completionTokensDetails":{"reasoningTokens":"1"}},"modelVersion":"v"}}
        """;

    private const string Compatible = """
        {"id":"i","object":"chat.completion.chunk","created":1,"model":"gpt://f/m","choices":[{"index":0,"delta":{"role":"assistant","content":"а","tool_calls":[{"index":0,"id":"f","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}],
         "usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}
        """;

    private const string GigaChat = """
        {"choices":[{"delta":{"role":"assistant","content":"а","reasoning_content":"д","function_call":{"name":"f","arguments":{"a":1}},"functions_state_id":"77d3fb14-457a-46ba-937e-8d856156d003"},"index":0,"finish_reason":"function_call"}],
         "created":1,"model":"m","object":"chat.completion","usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3,"precached_prompt_tokens":1}}
        """;

    private const string Vectors = """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,1],"usage":{"prompt_tokens":1}}],"embedding":[1,2],"numTokens":"3","usage":{"prompt_tokens":1}}""";

    private static readonly string[] Others = ["null", "5", "-1.5e300", "true", "\"x\"", "\"\"", "[]", "{}", "[1]", "[[]]", "[\"x\"]", "{\"a\":1}"];

    [Theory]
    [InlineData("yandex")]
    [InlineData("yandex_compatible")]
    [InlineData("gigachat")]
    public void Requests(string kind)
    {
        var dialect = Dialect(kind);
        foreach (var odd in Variants(Request))
        {
            if (dialect.TryChat(odd, Call(), out var written, out var refusal)) IsJson(written.Body.Span, odd);
            else Assert.InRange(refusal.Status, 400, 500);
        }

        foreach (var odd in Variants(Embeddings))
        {
            if (!dialect.TryEmbeddings(odd, Call(), out var written, out var refusal)) Assert.InRange(refusal.Status, 400, 500);
            else IsJson(written.Body.Span, odd);
        }
    }

    [Theory]
    [InlineData("yandex", Yandex)]
    [InlineData("yandex_compatible", Compatible)]
    [InlineData("gigachat", GigaChat)]
    public void Answers_and_events(string kind, string answer)
    {
        var dialect = Dialect(kind);
        var (good, all) = (0, 0);
        foreach (var odd in Variants(answer).Concat(Variants(answer.Replace("\"delta\"", "\"message\"", StringComparison.Ordinal))))
        {
            all++;
            var written = new ArrayBufferWriter<byte>();
            if (dialect.TryAnswer(odd, Call(), written))
            {
                IsJson(written.WrittenSpan, odd);
                good++;
            }

            written = new ArrayBufferWriter<byte>();
            using var stream = dialect.Stream(Call());
            if (!stream.TryEvent(default, odd, written)) continue;
            stream.End(written);
            foreach (var line in Encoding.UTF8.GetString(written.WrittenSpan).Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
                IsJson(Encoding.UTF8.GetBytes(line["data: ".Length..]), odd);
        }

        // The walk is worth something: many variants are answers still, and some are not.
        Assert.InRange(good, all / 10, all - 5);
    }

    [Theory]
    [InlineData("yandex")]
    [InlineData("yandex_compatible")]
    [InlineData("gigachat")]
    public void Embedded_texts(string kind)
    {
        foreach (var base64 in (bool[])[false, true])
        {
            foreach (var odd in Variants(Vectors))
            {
                var call = Call();
                call.Base64Vectors = base64;
                var written = new ArrayBufferWriter<byte>();
                if (Dialect(kind).TryEmbedded([odd], call, written)) IsJson(written.WrittenSpan, odd);
            }
        }
    }

    [Theory]
    [InlineData("yandex", Yandex)]
    [InlineData("yandex_compatible", Compatible)]
    [InlineData("gigachat", GigaChat)]
    public void Answers_that_end_anywhere(string kind, string answer)
    {
        var whole = Encoding.UTF8.GetBytes(answer.Trim());
        for (var length = 1; length < whole.Length; length++)
        {
            using var stream = Dialect(kind).Stream(Call());
            Assert.False(stream.TryEvent(default, whole.AsSpan(0, length), new ArrayBufferWriter<byte>()));
            Assert.False(Dialect(kind).TryAnswer(whole.AsSpan(0, length), Call(), new ArrayBufferWriter<byte>()));
        }
    }

    private static IForeignDialect Dialect(string kind) => kind switch
    {
        "yandex" => new YandexDialect(),
        "gigachat" => new GigaChatDialect(),
        _ => new YandexCompatibleDialect(),
    };

    private static ForeignCall Call() => new()
    {
        UpstreamModel = "m", Model = "our-model", Id = "chatcmpl-1", Created = 1, Settings = new Dictionary<string, string> { ["folder_id"] = "f" },
    };

    private static IEnumerable<byte[]> Variants(string json)
    {
        var count = Paths(JsonNode.Parse(json)!).Count();
        for (var i = 0; i < count; i++)
        {
            foreach (var other in Others)
            {
                var copy = JsonNode.Parse(json)!;
                Paths(copy).ElementAt(i)(JsonNode.Parse(other));
                yield return Encoding.UTF8.GetBytes(copy.ToJsonString());
            }
        }
    }

    // A way to replace each value of a document, its root aside, which is always an object.
    private static IEnumerable<Action<JsonNode?>> Paths(JsonNode node)
    {
        if (node is JsonObject fields)
        {
            foreach (var (name, value) in fields.ToList())
            {
                yield return other => fields[name] = other;
                if (value is not null)
                {
                    foreach (var inner in Paths(value)) yield return inner;
                }
            }
        }

        if (node is not JsonArray items) yield break;
        for (var i = 0; i < items.Count; i++)
        {
            var index = i;
            yield return other => items[index] = other;
            if (items[i] is { } item)
            {
                foreach (var inner in Paths(item)) yield return inner;
            }
        }
    }

    private static void IsJson(ReadOnlySpan<byte> written, byte[] odd)
    {
        try
        {
            var reader = new Utf8JsonReader(written);
            while (reader.Read())
            {
            }
        }
        catch (JsonException e)
        {
            Assert.Fail($"{e.Message}\n{Encoding.UTF8.GetString(odd)}\n{Encoding.UTF8.GetString(written)}");
        }
    }
}
