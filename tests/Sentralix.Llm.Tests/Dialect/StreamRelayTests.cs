using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Ingress;
using Sentralix.Llm.Upstreams;
using Xunit;

namespace Sentralix.Llm.Tests.Dialect;

public sealed class StreamRelayTests
{
    private const string Chunks =
        """
        data: {"id":"1","choices":[{"index":0,"delta":{"role":"assistant","content":""}}],"usage":null}

        : keep-alive

        data: {"id":"1","choices":[{"index":0,"delta":{"content":"Ёлка говорит \"usage\":{\"prompt_tokens\":9} и data: [DONE] "}}],"usage":null}

        data: {"id":"1","choices":[{"index":0,"delta":{"content":"конец 😀 \"error\":{}"},"finish_reason":"stop"}],"usage":null}


        """;

    private const string UsageChunk =
        """
        data: {"id":"1","choices":[],"usage": {"prompt_tokens":11,"completion_tokens":22,"total_tokens":33}}


        """;

    private const string Done = "data: [DONE]\n\n";

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task However_the_reads_fall_the_client_gets_the_same_bytes(string lineEnd)
    {
        var stream = Bytes(Chunks + UsageChunk + Done, lineEnd);
        for (var seed = 0; seed < 300; seed++)
        {
            var (end, client, watch) = await Relay(stream, Sizes(seed), dropUsage: false);

            Assert.Equal(StreamEnd.Whole, end);
            Assert.Equal(stream, client);
            Assert.Equal(new TokenUsage(11, 22), watch.Usage);
            Assert.False(watch.Failed);
        }
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task The_usage_chunk_that_nobody_asked_for_is_taken_out_and_nothing_else(string lineEnd)
    {
        var stream = Bytes(Chunks + UsageChunk + Done, lineEnd);
        var expected = Bytes(Chunks + Done, lineEnd);
        for (var seed = 0; seed < 300; seed++)
        {
            var (end, client, watch) = await Relay(stream, Sizes(seed), dropUsage: true);

            Assert.Equal(StreamEnd.Whole, end);
            Assert.Equal(expected, client);
            Assert.Equal(new TokenUsage(11, 22), watch.Usage);
        }
    }

    [Theory]
    [InlineData("{0},{1}")]
    [InlineData("{1},{0}")]
    public async Task Usage_beside_the_last_choice_stays(string order)
    {
        // As GigaChat does.
        const string choices = """
            "choices":[{"delta":{"content":"да"},"finish_reason":"stop"}]
            """;
        const string usage = """
            "usage":{"prompt_tokens":1,"completion_tokens":2}
            """;
        var stream = Bytes($"data: {{{string.Format(order, choices, usage)}}}\n\n{Done}");

        var (_, client, watch) = await Relay(stream, Sizes(1), dropUsage: true);

        Assert.Equal(stream, client);
        Assert.Equal(new TokenUsage(1, 2), watch.Usage);
    }

    [Fact]
    public async Task A_chunk_without_choices_and_without_usage_stays()
    {
        // As Azure begins.
        var stream = Bytes("data: {\"choices\":[],\"prompt_filter_results\":[],\"usage\":null}\n\n" + Chunks + Done);

        var (_, client, _) = await Relay(stream, Sizes(2), dropUsage: true);

        Assert.Equal(stream, client);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cut_anywhere_the_client_gets_whole_events_an_error_and_no_DONE(bool breaks)
    {
        var stream = Bytes(Chunks + Done);
        var wholeWithoutLineEnd = stream.Length - 2;
        for (var length = 1; length < wholeWithoutLineEnd; length++)
        {
            var (end, client, _) = await Relay(stream[..length], Sizes(length), dropUsage: false, breaks ? new IOException("cut") : null);
            Assert.Equal(StreamEnd.Cut, end);

            var events = Events(client);
            Assert.All(events[..^1], data => Assert.True(JsonDocument.Parse(data).RootElement.TryGetProperty("choices", out _)));
            var error = JsonDocument.Parse(events[^1]).RootElement.GetProperty("error");
            Assert.Equal("stream_cut", error.GetProperty("code").GetString());
            Assert.DoesNotContain("[DONE]", events);
        }
    }

    [Fact]
    public async Task DONE_without_a_line_end_is_still_the_end()
    {
        var stream = Bytes(Chunks + "data: [DONE]");

        var (end, client, _) = await Relay(stream, Sizes(3), dropUsage: false);

        Assert.Equal(StreamEnd.Whole, end);
        Assert.Equal(stream, client);
    }

    [Fact]
    public async Task An_error_that_the_upstream_reports_itself_is_passed_on_without_another()
    {
        var stream = Bytes(Chunks + "data: {\"error\":{\"message\":\"down\",\"type\":\"server_error\"}}\n\n");

        var (end, client, watch) = await Relay(stream, Sizes(4), dropUsage: true);

        Assert.Equal(StreamEnd.Whole, end);
        Assert.True(watch.Failed);
        Assert.Equal(stream, client);
    }

    [Fact]
    public async Task A_line_longer_than_any_buffer_passes_whole()
    {
        var stream = Bytes($"data: {{\"choices\":[{{\"delta\":{{\"content\":\"{new string('ж', 2_000_000)}\"}}}}]}}\n\n" + UsageChunk + Done);

        var (end, client, watch) = await Relay(stream, () => 70_001, dropUsage: false);

        Assert.Equal(StreamEnd.Whole, end);
        Assert.Equal(stream, client);
        Assert.Equal(new TokenUsage(11, 22), watch.Usage);
    }

    [Fact]
    public async Task Each_read_of_whole_lines_is_one_write()
    {
        var lines = Encoding.UTF8.GetBytes(Chunks + Done);
        var client = new CountingStream();
        using var clock = new CallClock(TimeProvider.System, CancellationToken.None);
        using var relay = new StreamRelay(new ChoppedStream(lines, () => lines.Length), new StreamWatch(true), clock);

        await relay.Run(client, TimeSpan.FromSeconds(5));

        Assert.Equal(1, client.Writes);
    }

    private static async Task<(StreamEnd End, byte[] Client, StreamWatch Watch)> Relay(
        byte[] stream, Func<int> sizes, bool dropUsage, Exception? breaks = null)
    {
        var client = new MemoryStream();
        var watch = new StreamWatch(dropUsage);
        using var clock = new CallClock(TimeProvider.System, CancellationToken.None);
        using var relay = new StreamRelay(new ChoppedStream(stream, sizes, breaks), watch, clock);
        var end = await relay.Run(client, TimeSpan.FromSeconds(30));
        if (end != StreamEnd.Whole) await relay.SendError(client, new ClientForm(WireForm.Chat).StreamError(new OpenAiError(502, "cut", "upstream_error", null, "stream_cut"), null!));
        return (end, client.ToArray(), watch);
    }

    private static Func<int> Sizes(int seed)
    {
        var random = new Random(seed);
        // A byte at a time tears every Cyrillic letter.
        var most = (seed % 4) switch { 0 => 1, 1 => 3, 2 => 40, _ => 400 };
        return () => random.Next(1, most + 1);
    }

    private static string[] Events(byte[] stream) =>
        [.. SseParser.Create(new MemoryStream(stream)).Enumerate().Select(item => item.Data)];

    private static byte[] Bytes(string text, string lineEnd = "\n") =>
        Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n").Replace("\n", lineEnd, StringComparison.Ordinal));

    private sealed class CountingStream : MemoryStream
    {
        public int Writes { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Writes++;
            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}
