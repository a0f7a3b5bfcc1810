using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Tests.Upstreams.Translation;
using Sentralix.Llm.Upstreams;
using Sentralix.Llm.Upstreams.Gemini;
using Sentralix.Peers.Gemini;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.Gemini;

public sealed class GeminiEmbeddingsTests
{
    private const string Model = "gemini-embedding-001";
    private static readonly GeminiDialect Dialect = new();

    [Fact]
    public void A_text_is_a_batch_of_one()
    {
        var written = Write("""{"input":"Ёж","dimensions":256}""", ("task_type", "RETRIEVAL_QUERY"));

        Assert.Equal("v1beta/models/gemini-embedding-001:batchEmbedContents", written.Path);
        Translate.AssertJson(
            """{"requests":[{"model":"models/gemini-embedding-001","content":{"parts":[{"text":"Ёж"}]},"taskType":"RETRIEVAL_QUERY","outputDimensionality":256}]}""",
            JsonDocument.Parse(written.Body).RootElement);
        Assert.Null(written.Next);
    }

    [Fact]
    public void More_texts_than_a_batch_takes_are_several_requests_in_their_order()
    {
        var input = JsonSerializer.Serialize(Enumerable.Range(0, 250).Select(i => $"текст {i}"), DialectJson.Options);
        var texts = new List<string>();
        var sizes = new List<int>();
        for (var written = Write($$"""{"input":{{input}} }"""); written is not null; written = written.Next)
        {
            var requests = JsonDocument.Parse(written.Body).RootElement.GetProperty("requests");
            sizes.Add(requests.GetArrayLength());
            texts.AddRange(requests.EnumerateArray().Select(one => one.GetProperty("content").GetProperty("parts")[0].GetProperty("text").GetString()!));
        }

        Assert.Equal([100, 100, 50], sizes);
        Assert.Equal(Enumerable.Range(0, 250).Select(i => $"текст {i}"), texts);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("float")]
    [InlineData("base64")]
    public async Task Vectors_come_in_the_form_that_the_client_asked_for(string? format)
    {
        await using var upstream = await GeminiUpstream.Start(new GeminiBehaviour { CountsEmbeddings = true });
        var request = format is null ? """{"input":["раз","два","раз"],"dimensions":6}""" : $$"""{"input":["раз","два","раз"],"dimensions":6,"encoding_format":"{{format}}"}""";

        var answer = await Embed(upstream, request);

        var vectors = answer.GetProperty("data").EnumerateArray().Select(item => Vector(item.GetProperty("embedding"), format == "base64")).ToList();
        Assert.Equal([0, 1, 2], answer.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("index").GetInt32()));
        Assert.All(vectors, vector => Assert.Equal(6, vector.Length));
        Assert.Equal(vectors[0], vectors[2]);
        Assert.NotEqual(vectors[0], vectors[1]);
        Assert.Equal(("list", "our-model"), (answer.GetProperty("object").GetString(), answer.GetProperty("model").GetString()));
        Assert.Equal(3, answer.GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    [Fact]
    public async Task A_provider_that_counts_nothing_is_not_said_to_have_counted_nought()
    {
        await using var upstream = await GeminiUpstream.Start();

        var answer = await Embed(upstream, """{"input":"раз"}""");

        Assert.False(answer.TryGetProperty("usage", out _));
    }

    [Fact]
    public async Task Batches_are_joined_again()
    {
        await using var upstream = await GeminiUpstream.Start(new GeminiBehaviour { CountsEmbeddings = true });
        var input = JsonSerializer.Serialize(Enumerable.Range(0, 201).Select(i => $"{i % 7}"));

        var answer = await Embed(upstream, $$"""{"input":{{input}},"dimensions":2}""");

        Assert.Equal(3, upstream.Journal.Count);
        Assert.Equal(Enumerable.Range(0, 201), answer.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("index").GetInt32()));
        Assert.Equal(201, answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        var vectors = answer.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("embedding").GetRawText()).ToList();
        Assert.Equal(vectors[6], vectors[6 + (7 * 27)]);
    }

    [Fact]
    public void Base64_is_little_endian()
    {
        var written = new ArrayBufferWriter<byte>();
        var call = Translate.Call(Model);
        Assert.True(Dialect.TryEmbeddings("""{"input":"a","encoding_format":"base64"}"""u8, call, out _, out _));

        Assert.True(Dialect.TryEmbedded([Encoding.UTF8.GetBytes("""{"embeddings":[{"values":[1,-0.5]}]}""")], call, written));

        var embedding = JsonDocument.Parse(written.WrittenMemory).RootElement.GetProperty("data")[0].GetProperty("embedding");
        Assert.Equal([0x00, 0x00, 0x80, 0x3F, 0x00, 0x00, 0x00, 0xBF], embedding.GetBytesFromBase64());
    }

    [Theory]
    [InlineData("""{"input":[1,2,3]}""", "input", "unsupported_value")]
    [InlineData("""{"input":[]}""", "input", "missing_required_parameter")]
    [InlineData("{}", "input", "missing_required_parameter")]
    [InlineData("""{"input":"a","encoding_format":"hex"}""", "encoding_format", "invalid_value")]
    [InlineData("""{"input":"a","dimensions":0}""", "dimensions", "invalid_value")]
    public void What_cannot_be_kept_is_refused_by_name(string request, string param, string code)
    {
        Assert.False(Dialect.TryEmbeddings(Encoding.UTF8.GetBytes(request), Translate.Call(Model), out _, out var refusal));

        Assert.Equal((param, code), (refusal.Param, refusal.Code));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"embeddings":[]}""")]
    [InlineData("""{"embeddings":[{}]}""")]
    [InlineData("""{"embeddings":[{"values":["a"]}]}""")]
    [InlineData("""{"error":{"code":500,"message":"x"}}""")]
    public void What_is_not_an_answer_is_none(string answer) =>
        Assert.False(Dialect.TryEmbedded([Encoding.UTF8.GetBytes(answer)], Translate.Call(Model), new ArrayBufferWriter<byte>()));

    private static ForeignRequest Write(string request, params (string, string)[] settings)
    {
        Assert.True(Dialect.TryEmbeddings(Encoding.UTF8.GetBytes(request), Translate.Call(Model, false, settings), out var written, out var refusal), refusal?.Message);
        return written;
    }

    private static async Task<JsonElement> Embed(GeminiUpstream upstream, string request)
    {
        var call = Translate.Call(Model);
        using var exchange = new ForeignExchange(Dialect, upstream.BaseUrl, "x-goog-api-key", "k");
        Assert.True(Dialect.TryEmbeddings(Encoding.UTF8.GetBytes(request), call, out var written, out var refusal), refusal?.Message);
        var answers = new List<ReadOnlyMemory<byte>>();
        for (var next = written; next is not null; next = next.Next)
        {
            using var answer = await exchange.Post(next);
            var body = await answer.Content.ReadAsByteArrayAsync();
            Assert.True(answer.IsSuccessStatusCode, Encoding.UTF8.GetString(body));
            answers.Add(body);
        }

        var whole = new ArrayBufferWriter<byte>();
        Assert.True(Dialect.TryEmbedded(answers, call, whole));
        return JsonDocument.Parse(whole.WrittenMemory).RootElement;
    }

    private static float[] Vector(JsonElement embedding, bool base64) => base64
        ? MemoryMarshal.Cast<byte, float>(embedding.GetBytesFromBase64()).ToArray()
        : [.. embedding.EnumerateArray().Select(value => value.GetSingle())];
}
