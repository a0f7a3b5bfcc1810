using System.Text;
using System.Text.Json;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams;

/// <summary>A streamed answer in OpenAI's form, read, and checked for what every one of them must keep.</summary>
internal sealed record HubStream(int Status, IReadOnlyList<JsonElement> Chunks, bool IsDone)
{
    public string Text => string.Concat(Deltas.Select(delta => delta.TryGetProperty("content", out var text) ? text.GetString() : ""));

    public IReadOnlyList<string> Pieces =>
        [.. Deltas.Where(delta => delta.TryGetProperty("content", out var text) && text.GetString()!.Length > 0).Select(delta => delta.GetProperty("content").GetString()!)];

    public string? Finish => Choices.Select(choice => choice.GetProperty("finish_reason").GetString()).LastOrDefault(reason => reason is not null);

    public JsonElement? Usage => Chunks.Where(chunk => chunk.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object)
        .Select(chunk => (JsonElement?)chunk.GetProperty("usage")).SingleOrDefault();

    public JsonElement? Error => Chunks.Where(chunk => chunk.TryGetProperty("error", out _)).Select(chunk => (JsonElement?)chunk.GetProperty("error")).SingleOrDefault();

    /// <summary>Calls of functions: id, name, arguments.</summary>
    public IReadOnlyList<(string Id, string Name, string Arguments)> Calls
    {
        get
        {
            var calls = new SortedDictionary<int, (string Id, string Name, string Arguments)>();
            foreach (var delta in Deltas)
            {
                if (!delta.TryGetProperty("tool_calls", out var list)) continue;
                foreach (var call in list.EnumerateArray())
                {
                    var index = call.GetProperty("index").GetInt32();
                    var function = call.GetProperty("function");
                    if (!calls.TryGetValue(index, out var known))
                        known = (call.GetProperty("id").GetString()!, function.GetProperty("name").GetString()!, "");
                    calls[index] = known with { Arguments = known.Arguments + function.GetProperty("arguments").GetString() };
                }
            }

            return [.. calls.Values];
        }
    }

    private IEnumerable<JsonElement> Choices => Chunks.Where(chunk => chunk.TryGetProperty("choices", out _)).SelectMany(chunk => chunk.GetProperty("choices").EnumerateArray());

    private IEnumerable<JsonElement> Deltas => Choices.Select(choice => choice.GetProperty("delta"));

    /// <param name="status">The answer's.</param>
    /// <param name="body">All of it.</param>
    /// <param name="model">What every chunk must name.</param>
    public static HubStream Read(int status, byte[] body, string model = DialectGateway.Model)
    {
        // Strict: a character that was cut in two throws.
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body);
        var chunks = new List<JsonElement>();
        var isDone = false;
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // Comments keep connections open and say nothing.
            if (line[0] == ':') continue;
            Assert.StartsWith("data: ", line, StringComparison.Ordinal);
            Assert.False(isDone, "Something follows [DONE].");
            if (line == "data: [DONE]") isDone = true;
            else chunks.Add(JsonDocument.Parse(line["data: ".Length..]).RootElement);
        }

        var stream = new HubStream(status, chunks, isDone);
        stream.Check(model);
        return stream;
    }

    private void Check(string model)
    {
        var good = Chunks.Where(chunk => !chunk.TryGetProperty("error", out _)).ToList();
        foreach (var chunk in good)
        {
            Assert.Equal(model, chunk.GetProperty("model").GetString());
            Assert.Equal("chat.completion.chunk", chunk.GetProperty("object").GetString());
            Assert.Equal(good[0].GetProperty("id").GetString(), chunk.GetProperty("id").GetString());
        }

        // Usage is in a chunk of its own, behind the finish reason.
        var usage = good.FindIndex(chunk => chunk.TryGetProperty("usage", out var used) && used.ValueKind == JsonValueKind.Object);
        if (usage < 0) return;
        Assert.Equal(good.Count - 1, usage);
        Assert.Empty(good[usage].GetProperty("choices").EnumerateArray());
    }
}
