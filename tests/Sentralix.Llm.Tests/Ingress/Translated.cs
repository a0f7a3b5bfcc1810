using System.Buffers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Ingress;
using Xunit;

namespace Sentralix.Llm.Tests.Ingress;

/// <summary>One event as a client reads it.</summary>
internal sealed record SeenEvent(string Name, JsonElement Data);

/// <summary>Requests, answers and streams through a client's dialect.</summary>
internal static class Translated
{
    public static ClientCall Call(string request = "{}") => new()
    {
        Request = Encoding.UTF8.GetBytes(request),
        Model = "large",
        Id = "01",
        Created = 1_790_000_000,
    };

    /// <summary>The chat request that a client's request becomes.</summary>
    public static JsonElement Request(IClientDialect dialect, string request)
    {
        var written = new ArrayBufferWriter<byte>();
        Assert.True(dialect.TryRequest(Encoding.UTF8.GetBytes(request), written, out var refusal), refusal?.Message);
        var chat = written.WrittenSpan.ToArray();
        // What is written is a request that the gateway's own checks take.
        Assert.Null(ChatRules.Check(chat));
        Assert.True(ChatRequestScan.TryRead(chat, out _, out var bad), bad?.Message);
        return JsonDocument.Parse(chat).RootElement;
    }

    public static OpenAiError Refusal(IClientDialect dialect, string request)
    {
        Assert.False(dialect.TryRequest(Encoding.UTF8.GetBytes(request), new ArrayBufferWriter<byte>(), out var refusal));
        Assert.Equal(400, refusal.Status);
        Assert.NotEmpty(refusal.Message);
        return refusal;
    }

    public static JsonElement Answer(IClientDialect dialect, string answer, string request = "{}")
    {
        var written = new ArrayBufferWriter<byte>();
        Assert.True(dialect.TryAnswer(Encoding.UTF8.GetBytes(answer), Call(request), written));
        return JsonDocument.Parse(written.WrittenMemory).RootElement;
    }

    /// <summary>A chat stream: each chunk an event, and <c>[DONE]</c>.</summary>
    public static byte[] Chat(params IEnumerable<string> chunks) =>
        Encoding.UTF8.GetBytes(string.Concat(chunks.Select(chunk => $"data: {chunk}\n\n")) + "data: [DONE]\n\n");

    /// <summary>A chunk of the first choice.</summary>
    public static string Chunk(string delta, string? finish = null) =>
        $$"""{"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{{delta}},"logprobs":null,"finish_reason":{{(finish is null ? "null" : $"\"{finish}\"")}}}],"usage":null}""";

    public static string Usage(string usage) => $$"""{"id":"c1","object":"chat.completion.chunk","choices":[],"usage":{{usage}}}""";

    /// <summary>What the client gets of a chat stream that is written in pieces of the given sizes.</summary>
    public static async Task<byte[]> Stream(IClientDialect dialect, byte[] chat, Func<int>? sizes = null, string request = "{}")
    {
        var client = new MemoryStream();
        await using var body = new ClientBody(dialect.Stream(Call(request)), client);
        for (var at = 0; at < chat.Length;)
        {
            var size = Math.Min(sizes?.Invoke() ?? chat.Length, chat.Length - at);
            await body.WriteAsync(chat.AsMemory(at, size), TestContext.Current.CancellationToken);
            at += size;
        }

        await body.Complete(TestContext.Current.CancellationToken);
        return client.ToArray();
    }

    /// <summary>The events of a stream; each one's <c>type</c> is its name.</summary>
    public static List<SeenEvent> Events(byte[] stream)
    {
        var events = new List<SeenEvent>();
        foreach (var item in SseParser.Create(new MemoryStream(stream)).Enumerate())
        {
            var data = JsonDocument.Parse(item.Data).RootElement;
            Assert.Equal(item.EventType, data.GetProperty("type").GetString());
            AssertReadable(data);
            events.Add(new SeenEvent(item.EventType, data));
        }

        return events;
    }

    public static async Task<List<SeenEvent>> Events(IClientDialect dialect, byte[] chat, string request = "{}") =>
        Events(await Stream(dialect, chat, request: request));

    // Strict clients read every text of every event on its own: half a letter in one is half a stream for them.
    private static void AssertReadable(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String) element.GetString();
        else if (element.ValueKind == JsonValueKind.Object) foreach (var field in element.EnumerateObject()) AssertReadable(field.Value);
        else if (element.ValueKind == JsonValueKind.Array) foreach (var item in element.EnumerateArray()) AssertReadable(item);
    }

    /// <summary>Compares what is meant, not how it is written.</summary>
    public static void Same(string expected, JsonElement actual)
    {
        var same = JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual.GetRawText()));
        Assert.True(same, $"Expected: {JsonNode.Parse(expected)!.ToJsonString()}\nActual:   {actual.GetRawText()}");
    }
}
