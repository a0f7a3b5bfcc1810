using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.Translation;

/// <summary>Has a dialect translate, and gives back what came out as JSON.</summary>
internal static class Translate
{
    public static ForeignCall Call(string upstreamModel, bool stream = false, params (string Name, string Value)[] settings) => new()
    {
        UpstreamModel = upstreamModel,
        Model = "our-model",
        Id = "chatcmpl-42",
        Created = 1_790_000_000,
        Stream = stream,
        Settings = settings.ToDictionary(setting => setting.Name, setting => setting.Value),
    };

    /// <summary>The body that goes to the provider.</summary>
    public static JsonElement Request(IForeignDialect dialect, string chat, ForeignCall call)
    {
        Assert.True(dialect.TryChat(Encoding.UTF8.GetBytes(chat), call, out var written, out var refusal), refusal?.Message);
        return JsonDocument.Parse(written.Body).RootElement;
    }

    public static OpenAiError Refusal(IForeignDialect dialect, string chat, ForeignCall call)
    {
        Assert.False(dialect.TryChat(Encoding.UTF8.GetBytes(chat), call, out _, out var refusal));
        return refusal;
    }

    public static JsonElement Answer(IForeignDialect dialect, string answer, ForeignCall call)
    {
        var written = new ArrayBufferWriter<byte>();
        Assert.True(dialect.TryAnswer(Encoding.UTF8.GetBytes(answer), call, written));
        return JsonDocument.Parse(written.WrittenMemory).RootElement;
    }

    public static bool IsAnswer(IForeignDialect dialect, string answer) =>
        dialect.TryAnswer(Encoding.UTF8.GetBytes(answer), Call("m"), new ArrayBufferWriter<byte>());

    /// <summary>Runs events through a stream's translator, up to the first that it refuses.</summary>
    public static TranslatedStream Stream(IForeignDialect dialect, ForeignCall call, params string[] events)
    {
        using var stream = dialect.Stream(call);
        var written = new ArrayBufferWriter<byte>();
        var understood = events.All(data => stream.TryEvent(""u8, Encoding.UTF8.GetBytes(data), written));
        if (understood) stream.End(written);
        return new TranslatedStream(Encoding.UTF8.GetString(written.WrittenSpan), stream.IsWhole, understood);
    }

    public static void AssertJson(string expected, JsonElement actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual.GetRawText())), $"expected {expected}\n  actual {actual.GetRawText()}");
}

/// <summary>What came out of a stream.</summary>
internal sealed record TranslatedStream(string Text, bool IsWhole, bool Understood)
{
    /// <summary>The chunks. Each must be one line behind <c>data: </c>, and a blank line must follow it.</summary>
    public IReadOnlyList<JsonElement> Chunks { get; } =
    [
        .. Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(chunk =>
        {
            Assert.StartsWith("data: {", chunk, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', chunk);
            return JsonDocument.Parse(chunk["data: ".Length..]).RootElement;
        }),
    ];

    public string Content => Join("content");

    public string Reasoning => Join("reasoning_content");

    public IEnumerable<JsonElement> Deltas => Choices.Select(choice => choice.GetProperty("delta"));

    public IReadOnlyList<string> Finishes => [.. Choices.Select(choice => choice.GetProperty("finish_reason").GetString()).OfType<string>()];

    public JsonElement? Usage => Chunks.Count > 0 && Chunks[^1].TryGetProperty("usage", out var usage) ? usage : null;

    /// <summary>The calls, put together as OpenAI's clients do: by index, arguments joined, an id that never changes.</summary>
    public IReadOnlyList<(string Id, string Name, string Arguments)> Calls
    {
        get
        {
            var calls = new SortedDictionary<int, (string Id, string Name, string Arguments)>();
            foreach (var delta in Deltas)
            {
                if (!delta.TryGetProperty("tool_calls", out var pieces)) continue;
                foreach (var piece in pieces.EnumerateArray())
                {
                    var index = piece.GetProperty("index").GetInt32();
                    var function = piece.GetProperty("function");
                    if (piece.TryGetProperty("id", out var id))
                    {
                        Assert.False(calls.ContainsKey(index), "the id of a call is given once");
                        calls[index] = (id.GetString()!, function.GetProperty("name").GetString()!, "");
                    }

                    var (known, name, arguments) = calls[index];
                    calls[index] = (known, name, arguments + function.GetProperty("arguments").GetString());
                }
            }

            return [.. calls.Values];
        }
    }

    private IEnumerable<JsonElement> Choices => Chunks.Where(chunk => chunk.TryGetProperty("choices", out _)).SelectMany(chunk => chunk.GetProperty("choices").EnumerateArray());

    private string Join(string field) =>
        string.Concat(Deltas.Select(delta => delta.TryGetProperty(field, out var text) ? text.GetString() : ""));
}
