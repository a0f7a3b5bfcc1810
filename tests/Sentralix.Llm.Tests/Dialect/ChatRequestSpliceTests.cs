using System.Text;
using System.Text.Json.Nodes;
using Sentralix.Llm.Dialect;
using Xunit;

namespace Sentralix.Llm.Tests.Dialect;

public sealed class ChatRequestSpliceTests
{
    private const int Cases = 4000;
    private const string Renamed = "gpt://папка/\"модель\"";

    [Fact]
    public void Without_a_change_the_very_same_bytes_are_sent()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var (body, shape, _) = Random(seed);

            Assert.Equal(body, Join(ChatRequestSplice.Apply(body, shape, null, injectUsage: false)));
        }
    }

    [Fact]
    public void A_renamed_model_changes_its_own_bytes_and_no_others()
    {
        var rename = ChatRequestSplice.ModelValue(Renamed);
        for (var seed = 0; seed < Cases; seed++)
        {
            var (body, shape, _) = Random(seed);
            byte[] expected = [.. body[..shape.ModelValue.Start], .. rename, .. body[shape.ModelValue.End..]];

            Assert.Equal(expected, Join(ChatRequestSplice.Apply(body, shape, rename, injectUsage: false)));
        }
    }

    [Fact]
    public void After_both_changes_the_request_means_the_same_but_for_them()
    {
        var rename = ChatRequestSplice.ModelValue(Renamed);
        var injected = 0;
        for (var seed = 0; seed < Cases; seed++)
        {
            var (body, shape, request) = Random(seed);
            var sent = Join(ChatRequestSplice.Apply(body, shape, rename, injectUsage: true));

            var before = Parse(body);
            var after = Parse(sent);
            Assert.Equal(Renamed, (string?)after["model"]);
            if (shape.Stream) Assert.True((bool)after["stream_options"]!["include_usage"]!, request);
            else Assert.True(JsonNode.DeepEquals(before["stream_options"], after["stream_options"]), request);
            if (ChatRequestSplice.InjectsUsage(shape)) injected++;

            before["model"] = after["model"]!.DeepClone();
            if (shape.Stream)
            {
                if (before["stream_options"] is JsonObject options) options["include_usage"] = true;
                else before["stream_options"] = new JsonObject { ["include_usage"] = true };
            }

            Assert.True(JsonNode.DeepEquals(before, after), $"{request}\n{Encoding.UTF8.GetString(sent)}");
        }

        // The generator would prove nothing if it hardly ever came to the point.
        Assert.InRange(injected, Cases / 4, Cases);
    }

    [Fact]
    public void A_client_that_asks_for_usage_itself_is_sent_on_unchanged()
    {
        var body = """{"model":"m","stream":true,"stream_options":{"include_usage":true}}"""u8.ToArray();
        Assert.True(ChatRequestScan.TryRead(body, out var shape, out _));

        Assert.False(ChatRequestSplice.InjectsUsage(shape));
        Assert.Equal(body, Join(ChatRequestSplice.Apply(body, shape, null, injectUsage: true)));
    }

    [Fact]
    public void Stream_options_of_an_unknown_kind_are_left_alone()
    {
        var body = """{"model":"m","stream":true,"stream_options":"all"}"""u8.ToArray();
        Assert.True(ChatRequestScan.TryRead(body, out var shape, out _));

        Assert.Equal(body, Join(ChatRequestSplice.Apply(body, shape, null, injectUsage: true)));
    }

    private static (byte[] Body, ChatRequestShape Shape, string Request) Random(int seed)
    {
        var request = new RandomRequest(seed).Write();
        var body = Encoding.UTF8.GetBytes(request);
        Assert.True(ChatRequestScan.TryRead(body, out var shape, out var refusal), $"{refusal?.Message}\n{request}");
        return (body, shape, request);
    }

    private static JsonObject Parse(byte[] body) => JsonNode.Parse(body)!.AsObject();

    private static byte[] Join(ReadOnlyMemory<byte>[] pieces) => [.. pieces.SelectMany(piece => piece.ToArray())];
}
