using System.Text.Json;
using Sentralix.Llm.Tests.Upstreams.Translation;
using Sentralix.Peers.Gemini;
using Sentralix.Peers.OpenAi;
using Sentralix.Peers.Serving;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.Gemini;

/// <summary>Google's own client for JavaScript as the judge of the stand-in.</summary>
public sealed class GeminiNodeClientTests
{
    private const string Key = "AIza-stand-in";
    private const string Model = "gemini-3-pro-preview";

    [Fact]
    public async Task Takes_an_answer()
    {
        await using var upstream = await Start();

        var answer = await Do(upstream, "content");

        Assert.Equal((GeminiBehaviour.DefaultText, "STOP"), (answer.GetProperty("text").GetString(), answer.GetProperty("finish").GetString()));
        Assert.Equal(40, answer.GetProperty("usage").GetProperty("totalTokenCount").GetInt32());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public async Task Puts_a_stream_together_however_it_is_torn(int? writeSize)
    {
        await using var upstream = await Start(new GeminiBehaviour { Answer = _ => Calls(), Manner = new PeerManner { WriteSize = writeSize } });

        var answer = await Do(upstream, "stream");

        Assert.Equal("Смотрю.", answer.GetProperty("text").GetString());
        Translate.AssertJson(
            $$"""[{"name":"order","args":{"id":"ё-7"},"signature":"{{ContentPart.Sign("order")}}"},{"name":"now","args":{},"signature":null}]""", answer.GetProperty("calls"));
        Assert.Equal(15, answer.GetProperty("usage").GetProperty("candidatesTokenCount").GetInt32());
    }

    [Fact]
    public async Task Goes_once_around_the_loop_of_tools_with_its_signatures()
    {
        await using var upstream = await Start(new GeminiBehaviour
        {
            Answer = request => request.GetProperty("contents").GetArrayLength() > 1 ? new ContentSaid([new ContentCandidate([ContentPart.OfText("В пути.")])]) : Calls(),
        });

        Assert.Equal("В пути.", (await Do(upstream, "loop")).GetProperty("text").GetString());
    }

    [Fact]
    public async Task Takes_embeddings()
    {
        await using var upstream = await Start();

        Assert.Equal([5, 5], (await Do(upstream, "embeddings")).GetProperty("lengths").EnumerateArray().Select(length => length.GetInt32()));
    }

    [Theory]
    [InlineData("unsigned", 400, "missing a thought_signature")]
    [InlineData("lonely", 400, "function call turn comes immediately after")]
    public async Task Is_refused_by_the_rules(string what, int status, string words)
    {
        await using var upstream = await Start();

        var refused = await ProviderClient.Fail("gemini-client.mjs", what, upstream.BaseUrl, Key, Model);

        Assert.Equal(status, refused.GetProperty("status").GetInt32());
        Assert.Contains(words, refused.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("AIza-wrong", Model, 400, "API_KEY_INVALID")]
    [InlineData(Key, "gemini-nobody", 404, "NOT_FOUND")]
    public async Task Is_refused_with_a_wrong_key_and_an_unknown_model(string key, string model, int status, string words)
    {
        await using var upstream = await Start();

        var refused = await ProviderClient.Fail("gemini-client.mjs", "content", upstream.BaseUrl, key, model);

        Assert.Equal(status, refused.GetProperty("status").GetInt32());
        Assert.Contains(words, refused.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Gets_a_limit_with_the_time_to_wait()
    {
        await using var upstream = await Start(new GeminiBehaviour { Fault = OpenAiFault.WithStatus(429) });

        var refused = await ProviderClient.Fail("gemini-client.mjs", "content", upstream.BaseUrl, Key, Model);

        Assert.Equal(429, refused.GetProperty("status").GetInt32());
        Assert.Contains("17s", refused.GetProperty("message").GetString());
    }

    private static ContentSaid Calls() => new([new ContentCandidate([
        ContentPart.Thought("Хм…"), ContentPart.OfText("Смо"), ContentPart.OfText("трю."),
        ContentPart.Call("order", """{"id":"ё-7"}""") with { Signature = ContentPart.Sign("order") }, ContentPart.Call("now", "{}")])]);

    private static Task<GeminiUpstream> Start(GeminiBehaviour? behaviour = null) => GeminiUpstream.Start((behaviour ?? new GeminiBehaviour()) with { RequiredKey = Key });

    private static Task<JsonElement> Do(GeminiUpstream upstream, string what) => ProviderClient.Succeed("gemini-client.mjs", what, upstream.BaseUrl, Key, Model);
}
