using System.Text;
using System.Text.Json;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Guards;
using Sentralix.Llm.Ingress;
using Sentralix.Llm.Routing;
using Xunit;

namespace Sentralix.Llm.Tests.Guards;

/// <summary>A chat's request and stream under guard, as bytes.</summary>
public sealed class GuardedChunksTests
{
    private const string Asked = """
        {"model":"m", "messages":[
          {"role":"system","content":"Помогай. \u002b79161234567"},
          {"role":"user","content":[{"type":"text","text":"Мой номер +79161234567"},{"type":"image_url","image_url":{"url":"data:image/png;base64,ODkxNjEyMzQ1Njc="}}]},
          {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"phone\":\"+79161234567\"}"}}]},
          {"role":"tool","tool_call_id":"c1","content":"{\"mail\":\"a@b.ru\"}"}],
         "user":"a@b.ru", "x_unknown":{"keep":"+79161234567"}}
        """;

    [Fact]
    public void Texts_are_masked_and_every_other_byte_stays()
    {
        var guard = Mask(out var masked);

        Assert.Equal(
            Asked.Replace("\\u002b79161234567", "[PHONE_1]", StringComparison.Ordinal)
                .Replace("номер +79161234567", "номер [PHONE_1]", StringComparison.Ordinal)
                .Replace("\\\"+79161234567\\\"", "\\\"[PHONE_1]\\\"", StringComparison.Ordinal)
                .Replace("a@b.ru", "[EMAIL_1]", StringComparison.Ordinal),
            masked);
        Assert.True(guard.Watches);
    }

    [Fact]
    public void A_stream_is_put_back_together_wherever_its_texts_and_its_bytes_are_cut()
    {
        var guard = Mask(out _);
        const string Text = "Звоню на [PHONE_1], пишу на [EMAIL_1] \"ё\" [PHONE";
        const string Arguments = "{\"a\":\"[PHONE_1]\",\"b\":\"[EMAIL_1]\"}";
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var stream = new StringBuilder(": ping\n\n");
            foreach (var piece in Cut(Text, random)) Chunk(stream, $"{{\"content\":{JsonSerializer.Serialize(piece)},\"refusal\":\"\"}}");

            // Two calls that come side by side.
            foreach (var piece in Cut(Arguments, random))
                for (var call = 0; call < 2; call++)
                    Chunk(stream, $"{{\"tool_calls\":[{{\"index\":{call},\"function\":{{\"arguments\":{JsonSerializer.Serialize(piece)}}}}}]}}");
            stream.Append("data: {\"id\":\"x\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");

            var said = Read(Through(guard, Encoding.UTF8.GetBytes(stream.ToString()), random));

            Assert.Equal("Звоню на +79161234567, пишу на a@b.ru \"ё\" [PHONE", said.Text);
            Assert.Equal(["{\"a\":\"+79161234567\",\"b\":\"a@b.ru\"}", "{\"a\":\"+79161234567\",\"b\":\"a@b.ru\"}"], said.Arguments);
            Assert.True(said.IsDone);
        }
    }

    [Fact]
    public void What_no_guard_touches_goes_out_byte_for_byte()
    {
        var guard = Mask(out _);
        const string Stream = "data: {\"id\":\"1\", \"choices\":[{\"index\":0,\"delta\":{\"content\":\"\\ud83d\"},\"x\":1}]}\n\ndata: {\"choices\":[],\"usage\":{\"prompt_tokens\":1}}\n\ndata: {\"error\":{\"message\":\"m\"}}\n\n";

        Assert.Equal(Stream, Encoding.UTF8.GetString(Through(guard, Encoding.UTF8.GetBytes(Stream), new Random(1))));
    }

    [Fact]
    public void A_blocked_word_ends_the_stream_before_it_begins()
    {
        var guard = Chain(new ModelGuard { Kind = "block", Words = ["казино"] }).Begin(default);
        var stream = new StringBuilder();
        foreach (var piece in new[] { "Лучшее ", "каз", "ино", " города" }) Chunk(stream, $"{{\"content\":\"{piece}\"}}");

        var sink = new MemoryStream();
        Assert.Throws<AnswerBlockedException>(() => guard.Body(sink).WriteAsync(Encoding.UTF8.GetBytes(stream.ToString())).AsTask().GetAwaiter().GetResult());
        Assert.Equal("Лучшее ", Read(sink.ToArray()).Text);
    }

    [Fact]
    public void Each_choices_json_is_mended_for_itself_and_words_before_a_call_are_not_lost()
    {
        var guard = Chain(new ModelGuard { Kind = "repair_json" }).Begin(default);
        foreach (var seed in Enumerable.Range(0, 50))
        {
            var (random, stream) = (new Random(seed), new StringBuilder());
            var texts = (string[])["```json\n{\"a\":[1,],\"b\":\"x", "Сейчас {посмотрю}.", "{\"ё\": 1}"];
            var pieces = texts.Select(text => new Queue<string>(Cut(text, random))).ToArray();
            while (pieces.Any(left => left.Count > 0))
            {
                var choice = random.Next(3);
                if (pieces[choice].TryDequeue(out var piece)) Choice(stream, choice, $"{{\"content\":{JsonSerializer.Serialize(piece)},\"reasoning_content\":\"{{[,\"}}", null);
            }

            Choice(stream, 1, "{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1,\"}}]}", null);
            Choice(stream, 0, "{\"content\":\"ё\"}", "\"length\"");
            Choice(stream, 1, "{}", "\"tool_calls\"");
            stream.Append("data: [DONE]\n\n");

            var said = new SortedDictionary<int, string>();
            var mended = Encoding.UTF8.GetString(Through(guard, Encoding.UTF8.GetBytes(stream.ToString()), random, repairs: true));
            foreach (var line in mended.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(line => line != "data: [DONE]"))
            {
                using var chunk = JsonDocument.Parse(line["data: ".Length..]);
                var choice = chunk.RootElement.GetProperty("choices")[0];
                if (choice.GetProperty("delta").TryGetProperty("content", out var content))
                    said[choice.GetProperty("index").GetInt32()] = said.GetValueOrDefault(choice.GetProperty("index").GetInt32(), "") + content.GetString();
            }

            Assert.Equal(["{\"a\":[1],\"b\":\"xё\"}", texts[1], texts[2]], said.Values);
            Assert.Contains("{\\\"a\\\":1,\"", mended, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_route_without_guards_has_none_and_one_whose_targets_are_all_at_home_masks_nothing()
    {
        Assert.Null(Route().Guarding);
        Assert.Null(Route(new ModelGuard { Kind = "mask_pii", Settings = new Dictionary<string, string> { ["unless_residency"] = "RU" } }).Guarding);
        Assert.NotNull(Route(new ModelGuard { Kind = "mask_pii" }).Guarding);
    }

    private static GuardedCall Mask(out string masked)
    {
        ReadOnlyMemory<byte> request = Encoding.UTF8.GetBytes(Asked);
        var guard = Chain(new ModelGuard { Kind = "mask_pii" }).Begin(request);
        Assert.Null(guard.Request(WireForm.Chat, ref request));
        masked = Encoding.UTF8.GetString(request.Span);
        return guard;
    }

    private static GuardChain Chain(params ModelGuard[] guards) => GuardChain.Of(Route(guards))!;

    private static ModelRoute Route(params ModelGuard[] guards) => new() { Id = "m", Owner = "o", Since = default, Targets = [], Guards = guards };

    private static byte[] Through(GuardedCall guard, byte[] stream, Random random, bool repairs = false)
    {
        var sink = new MemoryStream();
        var body = guard.Body(sink, repairs);
        for (var at = 0; at < stream.Length;)
        {
            var size = Math.Min(random.Next(1, 90), stream.Length - at);
            body.WriteAsync(stream.AsMemory(at, size)).AsTask().GetAwaiter().GetResult();
            at += size;
        }

        return sink.ToArray();
    }

    private static void Choice(StringBuilder stream, int choice, string delta, string? finish) =>
        stream.Append("data: {\"id\":\"x\",\"choices\":[{\"index\":").Append(choice).Append(",\"delta\":").Append(delta).Append(",\"finish_reason\":").Append(finish ?? "null").Append("}]}\n\n");

    private static void Chunk(StringBuilder stream, string delta) =>
        stream.Append("data: {\"id\":\"x\",\"choices\":[{\"index\":0,\"delta\":").Append(delta).Append(",\"finish_reason\":null}]}\n\n");

    private static IEnumerable<string> Cut(string text, Random random)
    {
        for (var at = 0; at < text.Length;)
        {
            var size = Math.Min(random.Next(1, 7), text.Length - at);
            yield return text.Substring(at, size);
            at += size;
        }
    }

    private static (string Text, string[] Arguments, bool IsDone) Read(byte[] stream)
    {
        var (text, arguments, isDone) = (new StringBuilder(), new SortedDictionary<int, StringBuilder>(), false);
        foreach (var line in Encoding.UTF8.GetString(stream).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(l => l.StartsWith("data: ", StringComparison.Ordinal)))
        {
            if (line == "data: [DONE]")
            {
                isDone = true;
                continue;
            }

            using var chunk = JsonDocument.Parse(line["data: ".Length..]);
            foreach (var choice in chunk.RootElement.GetProperty("choices").EnumerateArray())
            {
                var delta = choice.GetProperty("delta");
                if (delta.TryGetProperty("content", out var content)) text.Append(content.GetString());
                if (!delta.TryGetProperty("tool_calls", out var calls)) continue;
                foreach (var call in calls.EnumerateArray())
                {
                    var index = call.GetProperty("index").GetInt32();
                    if (!arguments.TryGetValue(index, out var known)) arguments[index] = known = new StringBuilder();
                    known.Append(call.GetProperty("function").GetProperty("arguments").GetString());
                }
            }
        }

        return (text.ToString(), [.. arguments.Values.Select(a => a.ToString())], isDone);
    }
}
