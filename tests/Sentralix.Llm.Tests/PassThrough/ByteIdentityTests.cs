using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sentralix.Peers.OpenAi;
using Xunit;

namespace Sentralix.Llm.Tests.PassThrough;

public sealed class ByteIdentityTests
{
    private const string Odd =
        """
        { "messages" : [ {"role":"user","content":"Привет, ёлка! \u043f\u0440 😀"} ] ,
          "unknown_to_everyone": {"a":[1,2.50,1e3,{"model":"x"}],"b":null}, "model":"stand-in-small","seed":12345678901234567890 }
        """;

    [Fact]
    public async Task A_plain_request_and_its_answer_pass_byte_for_byte()
    {
        await using var gateway = await Gateway.Start();

        using var response = await gateway.Post("chat/completions", Odd);
        var answer = await response.Content.ReadAsByteArrayAsync();

        var seen = gateway.Upstream.Journal.Last;
        Assert.Equal(Sha256(Encoding.UTF8.GetBytes(Odd)), seen.BodySha256);
        Assert.Equal(seen.AnswerSha256, Sha256(answer));
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(1, false)]
    [InlineData(7, true)]
    [InlineData(64, false)]
    public async Task A_stream_with_usage_asked_for_passes_byte_for_byte(int? writeSize, bool carriageReturns)
    {
        var behaviour = new OpenAiBehaviour { WriteSize = writeSize, CarriageReturns = carriageReturns, KeepAliveComments = true };
        await using var gateway = await Gateway.Start(behaviour);
        const string request = """{"model":"stand-in-small","stream_options":{"include_usage":true},"stream":true,"messages":[{"role":"user","content":"ё"}]}""";

        using var response = await gateway.Post("chat/completions", request);
        var answer = await response.Content.ReadAsByteArrayAsync();

        var seen = gateway.Upstream.Journal.Last;
        Assert.Equal(request, seen.BodyText);
        Assert.Equal(seen.AnswerSha256, Sha256(answer));
        Assert.EndsWith(carriageReturns ? "data: [DONE]\r\n\r\n" : "data: [DONE]\n\n", Encoding.UTF8.GetString(answer), StringComparison.Ordinal);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no-cache", response.Headers.CacheControl!.ToString());
        Assert.Equal("no", response.Headers.GetValues("X-Accel-Buffering").Single());
    }

    [Fact]
    public async Task A_renamed_model_is_the_only_change_of_a_plain_request()
    {
        await using var gateway = await Gateway.Start();

        using var response = await gateway.Post("chat/completions", Odd.Replace("\"model\":\"stand-in-small\"", "\"model\":\"large\"", StringComparison.Ordinal));

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal(
            Odd.Replace("\"model\":\"stand-in-small\"", "\"model\":\"stand-in-large\"", StringComparison.Ordinal),
            gateway.Upstream.Journal.Last.BodyText);
    }

    [Fact]
    public async Task Usage_that_the_client_did_not_ask_for_is_asked_of_the_upstream_and_kept_from_the_client()
    {
        await using var gateway = await Gateway.Start();
        const string request = """{"model":"large","stream":true,"messages":[{"role":"user","content":"вопрос"}]}""";

        using var response = await gateway.Post("chat/completions", request);
        var answer = await response.Content.ReadAsStringAsync();

        var seen = gateway.Upstream.Journal.Last;
        Assert.True((bool)JsonNode.Parse(seen.Body)!["stream_options"]!["include_usage"]!);
        var events = Encoding.UTF8.GetString(seen.Answer).Split("\n\n");
        var withoutUsage = events.Where(e => !e.Contains("\"choices\":[]", StringComparison.Ordinal)).ToArray();
        Assert.Equal(events.Length - 1, withoutUsage.Length);
        Assert.Equal(string.Join("\n\n", withoutUsage), answer);
    }

    [Fact]
    public async Task Where_usage_in_streams_is_switched_off_nothing_is_asked_for()
    {
        await using var gateway = await Gateway.Start(null, ("StreamUsage", "false"));
        const string request = """{"model":"stand-in-small","stream":true,"messages":[]}""";

        using var response = await gateway.Post("chat/completions", request);
        var answer = await response.Content.ReadAsByteArrayAsync();

        Assert.Equal(request, gateway.Upstream.Journal.Last.BodyText);
        Assert.Equal(gateway.Upstream.Journal.Last.AnswerSha256, Sha256(answer));
    }

    [Theory]
    [InlineData("\"encoding_format\":\"float\"")]
    [InlineData("\"encoding_format\":\"base64\"")]
    [InlineData("\"dimensions\":64")]
    public async Task Embeddings_pass_byte_for_byte(string field)
    {
        await using var gateway = await Gateway.Start();
        var request = $$"""{"input":["раз","two"],"model":"stand-in-small",{{field}}}""";

        using var response = await gateway.Post("embeddings", request);
        var answer = await response.Content.ReadAsByteArrayAsync();

        Assert.Equal(request, gateway.Upstream.Journal.Last.BodyText);
        Assert.Equal(gateway.Upstream.Journal.Last.AnswerSha256, Sha256(answer));
        Assert.Equal(2, JsonDocument.Parse(answer).RootElement.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task An_answer_too_long_to_be_held_back_passes_byte_for_byte()
    {
        await using var gateway = await Gateway.Start();
        var inputs = string.Join(',', Enumerable.Range(0, 300).Select(i => $"\"text {i}\""));

        using var response = await gateway.Post("embeddings", $$"""{"model":"stand-in-small","dimensions":2000,"input":[{{inputs}}]}""");
        var answer = await response.Content.ReadAsByteArrayAsync();

        Assert.True(answer.Length > 4 * 1024 * 1024, $"{answer.Length} bytes don't reach the limit that this is about.");
        Assert.Equal(gateway.Upstream.Journal.Last.AnswerSha256, Sha256(answer));
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
