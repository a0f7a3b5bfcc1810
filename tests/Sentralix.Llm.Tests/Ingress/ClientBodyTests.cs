using System.Text;
using Sentralix.Llm.Ingress;
using Sentralix.Llm.Ingress.Completions;
using Sentralix.Llm.Ingress.Messages;
using Sentralix.Llm.Ingress.Responses;
using Xunit;
using static Sentralix.Llm.Tests.Ingress.Translated;

namespace Sentralix.Llm.Tests.Ingress;

public sealed class ClientBodyTests
{
    public static TheoryData<string, string> Forms => new()
    {
        { "messages", "\n" }, { "messages", "\r\n" }, { "responses", "\n" }, { "responses", "\r\n" }, { "completions", "\n" }, { "completions", "\r\n" },
    };

    [Theory, MemberData(nameof(Forms))]
    public async Task However_the_writes_fall_the_client_gets_the_same_bytes(string form, string lineEnd)
    {
        var chat = WithLineEnds(Recorded.Everything, lineEnd);
        var expected = await Stream(Dialect(form), chat);
        Assert.NotEmpty(expected);

        Assert.Equal(expected, await Stream(Dialect(form), chat, () => 1));
        for (var cut = 1; cut < chat.Length; cut++)
        {
            // Two pieces, cut at every place: inside of letters, escapes, line ends, [DONE].
            int[] sizes = [cut, chat.Length - cut];
            var next = 0;
            Assert.Equal(expected, await Stream(Dialect(form), chat, () => sizes[next++]));
        }

        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var most = (seed % 3) switch { 0 => 3, 1 => 40, _ => 400 };
            Assert.Equal(expected, await Stream(Dialect(form), chat, () => random.Next(1, most + 1)));
        }
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task Cut_anywhere_the_client_is_told_so_and_nothing_looks_like_an_end(string form, string lineEnd)
    {
        var chat = WithLineEnds(Recorded.Everything, lineEnd);
        var wholeWithoutLineEnd = chat.Length - (2 * lineEnd.Length);
        for (var length = 0; length < wholeWithoutLineEnd; length++)
        {
            var client = Encoding.UTF8.GetString(await Stream(Dialect(form), chat[..length]));

            Assert.Contains("stream_cut", client.Split("\n\n")[^2]);
            Assert.DoesNotContain("message_stop", client);
            Assert.DoesNotContain("response.completed", client);
            Assert.DoesNotContain("\ndata: [DONE]", client);
        }
    }

    [Theory, MemberData(nameof(Forms))]
    public async Task DONE_without_a_line_end_is_still_the_end(string form, string lineEnd)
    {
        var chat = WithLineEnds(Recorded.Everything, lineEnd);

        Assert.Equal(await Stream(Dialect(form), chat), await Stream(Dialect(form), chat[..^(2 * lineEnd.Length)]));
    }

    [Fact]
    public async Task Nothing_follows_the_end_or_an_error()
    {
        var whole = await Stream(new MessagesDialect(), Recorded.Everything);
        var error = Bytes("data: {\"error\":{\"message\":\"Нет\",\"type\":\"server_error\",\"param\":null,\"code\":null}}\n\n");

        Assert.Equal(whole, await Stream(new MessagesDialect(), [.. Recorded.Everything, .. error, .. Recorded.Everything]));
        var failed = await Events(new MessagesDialect(), [.. error, .. Recorded.Everything]);
        Assert.Equal("error", Assert.Single(failed).Name);
    }

    [Theory]
    [InlineData("""{"error":{"message":"Нет","type":"upstream_error","param":null,"code":"stream_cut"}}""", "api_error", "stream_cut")]
    [InlineData("""{"error":{"message":"Нет","type":"upstream_error","param":null,"code":"timeout"}}""", "timeout_error", "timeout")]
    [InlineData("""{"error":{"message":"Нет","type":"rate_limit_error","param":null,"code":"rate_limit_exceeded"}}""", "rate_limit_error", "rate_limit_exceeded")]
    [InlineData("""{"error":{"message":"Нет","type":"invalid_request_error","param":null,"code":"context_length_exceeded"}}""", "invalid_request_error", "context_length_exceeded")]
    [InlineData("""{"error":"Нет"}""", "api_error", null)]
    public async Task An_error_in_the_stream_is_an_error_in_the_clients_form(string data, string type, string? code)
    {
        var chat = Bytes($"data: {Chunk("""{"content":"да"}""")}\n\nevent: error\ndata: {data}\n\n");

        var error = (await Events(new MessagesDialect(), chat))[^1].Data.GetProperty("error");

        Assert.Equal((type, "Нет"), (error.GetProperty("type").GetString(), error.GetProperty("message").GetString()));
        Assert.Equal(code, error.TryGetProperty("details", out var details) ? details.GetProperty("error_code").GetString() : null);
    }

    [Fact]
    public async Task A_chunk_that_talks_about_errors_is_not_one()
    {
        var chat = Chat(
            """{"error":null,"choices":[{"index":0,"delta":{"content":"да"},"finish_reason":null}]}""",
            """{"choices":[{"index":0,"delta":{"content":"\"error\": {}","error":{"a":1}},"finish_reason":"stop"}]}""");

        var message = Messages.MessageAssembly.Of(await Events(new MessagesDialect(), chat));

        Assert.Equal("да\"error\": {}", message.GetProperty("content")[0].GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{\"choices\":[{\"delta\":{\"content\":[1]}}]}")]
    [InlineData("{\"choices\":[")]
    public async Task Garbage_in_the_stream_ends_it_with_an_error(string data)
    {
        foreach (var form in (string[])["messages", "responses", "completions"])
        {
            var client = Encoding.UTF8.GetString(await Stream(Dialect(form), Chat(Chunk("""{"content":"да"}"""), data)));

            Assert.Contains("да", client);
            Assert.Contains("bad_answer", client.Split("\n\n")[^2]);
            Assert.DoesNotContain("[DONE]", client);
        }
    }

    [Fact]
    public async Task Comments_stay_comments_and_never_fall_into_an_event()
    {
        var chat = Bytes($": keep-alive\n\ndata: {Chunk("""{"content":"да"}""")}\n: in between\n\n:\n\n: last\r\n\r\n");
        var client = new MemoryStream();
        await using var body = new ClientBody(new MessagesDialect().Stream(Call()), client);

        await body.WriteAsync(chat, TestContext.Current.CancellationToken);

        var blocks = Encoding.UTF8.GetString(client.ToArray()).Split("\n\n");
        Assert.Equal([": keep-alive", ": in between", ":", ": last"], blocks.Where(b => b.StartsWith(':')));
        Assert.Equal(3, blocks.Count(b => b.StartsWith("event: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_event_may_come_as_several_lines_with_names_ids_and_a_byte_order_mark()
    {
        var chat = Bytes("\uFEFFretry: 10\nevent: x\nid: 1\ndata:{\"choices\":[{\"delta\":\ndata: {\"content\":\"да\"},\ndata:\"finish_reason\":\"stop\"}]}\n\ndata: [DONE] \n\n");

        var message = Messages.MessageAssembly.Of(await Events(new MessagesDialect(), chat));

        Assert.Equal("да", message.GetProperty("content")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task What_one_write_brings_leaves_in_one_write()
    {
        var client = new CountingStream();
        await using var body = new ClientBody(new ResponsesDialect().Stream(Call()), client);

        await body.WriteAsync(Recorded.Everything, TestContext.Current.CancellationToken);
        Assert.Equal(1, client.Writes);
        Assert.True(body.HasEnded);

        await body.Complete(TestContext.Current.CancellationToken);
        Assert.Equal(1, client.Writes);
    }

    [Fact]
    public async Task A_write_that_says_nothing_yet_writes_nothing()
    {
        var client = new CountingStream();
        await using var body = new ClientBody(new MessagesDialect().Stream(Call()), client);

        await body.WriteAsync(Recorded.Everything.AsMemory(0, 50), TestContext.Current.CancellationToken);

        Assert.Equal(0, client.Writes);
    }

    private static IClientDialect Dialect(string form) => form switch
    {
        "messages" => new MessagesDialect(),
        "responses" => new ResponsesDialect(),
        _ => new CompletionsDialect(),
    };

    private static byte[] WithLineEnds(byte[] chat, string lineEnd) =>
        Bytes(Encoding.UTF8.GetString(chat).Replace("\n", lineEnd, StringComparison.Ordinal));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

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
