using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Guards.Repair;
using Xunit;

namespace Sentralix.Llm.Tests.Guards;

/// <summary>JSON that is mended while it comes.</summary>
public sealed class JsonMendingTests
{
    private static readonly string[] Before = ["", "\n ", "```json\n", "```\n", "Вот ответ: ", "Форма {пример}:\n```json\n", "Пример {\"a\": число}: ", "— {} нет, "];
    private static readonly string[] Behind = ["", " \n", "\n```", "\n```\nГотово {\"x\":1}", " — готово", "}", "{\"b\":2}"];

    [Fact]
    public void JSON_passes_unchanged_however_it_is_cut()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var text = $"{Spaces(random)}{Object(random, 0)}{Spaces(random)}";

            Assert.Equal(text, Mended(text, random, out var mending));
            Assert.True(mending.IsMended);
        }
    }

    [Fact]
    public void What_is_broken_comes_out_the_same_however_it_is_cut_and_as_if_it_had_come_whole()
    {
        var mended = 0;
        for (var seed = 0; seed < 6000; seed++)
        {
            var random = new Random(seed);
            var text = Broken(random, out _);

            var streamed = Mended(text, random, out var mending);

            Assert.Equal(Mended(text, null, out _), streamed);
            if (!mending.IsMended) continue;
            mended++;
            Assert.True(JsonText.Holds(Encoding.UTF8.GetBytes(streamed), JsonTokenType.StartObject), $"{text}\n{streamed}");
            Assert.True(JsonRepair.TryRepair(text, out var whole), text);
            Assert.Equal(whole, streamed);
        }

        Assert.True(mended > 3000, $"{mended} were mended.");
    }

    [Fact]
    public void Whatever_stands_around_an_object_and_is_too_much_in_it_its_values_stay()
    {
        for (var seed = 0; seed < 4000; seed++)
        {
            var random = new Random(seed);
            var text = Slip(Object(random, 0), random, out var meant);
            var (before, behind) = (Before[random.Next(Before.Length - 1)], Behind[random.Next(Behind.Length)]);

            var streamed = Mended($"{before}{text}{behind}", random, out var mending);

            Assert.True(mending.IsMended, $"{before}{text}{behind}");
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(meant), JsonNode.Parse(streamed)), $"{before}{text}{behind}\n{streamed}");
        }
    }

    [Fact]
    public void Every_beginning_of_an_object_is_closed_and_says_nothing_that_was_not_said()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var text = Object(random, 0);
            for (var length = 1; length < text.Length; length++)
            {
                // What comes is decoded letter by letter.
                if (char.IsHighSurrogate(text[length - 1])) continue;
                var streamed = Mended(text[..length], random, out var mending);

                Assert.True(mending.IsMended, text[..length]);
                using var closed = JsonDocument.Parse(streamed, new JsonDocumentOptions { MaxDepth = 256 });
                Assert.True(IsBeginning(closed.RootElement, JsonDocument.Parse(text).RootElement), $"{text[..length]}\n{streamed}");
            }
        }
    }

    [Theory]
    [InlineData("{\"a\":1}", "{\"a\":1|}")]
    [InlineData("{\"a\": \"Ёж\",\"b\":2}", "{\"a\": \"Ёж\"|,\"b\":2|}")]
    [InlineData("{\"a\":[1,2,3", "{\"a\":[1|,2|,3")]
    public void What_is_sure_does_not_wait(string text, string pieces)
    {
        var (mending, written, said) = (new JsonMending(), new StringBuilder(), new StringBuilder());
        var expected = pieces.Split('|');
        var at = 0;
        foreach (var c in text)
        {
            written.Clear();
            mending.TryPush([c], written);
            said.Append(written);
            if (at < expected.Length && said.Length >= expected[at].Length && said.ToString() == expected[at])
            {
                at++;
                said.Clear();
            }
        }

        Assert.Equal(expected.Length, at);
    }

    [Fact]
    public void Nothing_waits_for_ever()
    {
        foreach (var text in (string[])
            [
                new string('x', 10_000), $"{{\"{new string('x', 10_000)}", $"{{\"a\":1,{new string(' ', 10_000)}", $"{{\"a\":1}}{new string('\n', 10_000)}", $"{{\"a\":1,\"b\"{new string('\t', 10_000)}",
                $"{{\"a\":\"{new string('`', 10_000)}", $"{{\"a\":\"```{new string('\n', 10_000)}", string.Concat(Enumerable.Repeat("{ ", 5_000)), $"{{\"a\":1{new string('0', 10_000)}",
            ])
        {
            var (mending, written) = (new JsonMending(), new StringBuilder());
            mending.TryPush(text, written);

            Assert.True(text.Length - written.Length < 4200, $"{text[..20]}…: {text.Length - written.Length} wait.");
        }
    }

    [Fact]
    public void What_nests_deeper_than_anything_here_is_left_as_it_is()
    {
        var text = string.Concat(Enumerable.Repeat("{\"a\":", 257)) + "1" + new string('}', 257);
        Assert.Equal(text, Mended(text, new Random(1), out var mending));
        Assert.False(mending.IsMended);

        text = string.Concat(Enumerable.Repeat("{\"a\":", 256)) + "1" + new string('}', 256);
        Assert.Equal(text, Mended(text, new Random(1), out mending));
        Assert.True(mending.IsMended);
    }

    [Theory]
    [InlineData("Не знаю.")]
    [InlineData("[1,2]")]
    [InlineData("{a:1}")]
    [InlineData("{\"a\":1]")]
    [InlineData("{\"a\":1 \"b\":2,}")]
    [InlineData("{\"a\":\"\\x\ny\"}")]
    public void What_cannot_be_mended_passes_as_it_is(string text)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            Assert.Equal(text, Mended(text, new Random(seed), out var mending));
            Assert.False(mending.IsMended);
        }
    }

    private static string Mended(string text, Random? random, out JsonMending mending)
    {
        mending = new JsonMending();
        var written = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            var size = Math.Min(random?.Next(1, 9) ?? text.Length, text.Length - at);
            Assert.True(mending.TryPush(text.AsSpan(at, size), written));
            at += size;
        }

        Assert.True(mending.TryEnd(written));
        return written.ToString();
    }

    /// <summary>Whether one is the other as far as it had been said.</summary>
    private static bool IsBeginning(JsonElement part, JsonElement whole)
    {
        if (part.ValueKind == JsonValueKind.Number) return whole.ValueKind == JsonValueKind.Number && whole.GetRawText().StartsWith(part.GetRawText(), StringComparison.Ordinal);
        if (part.ValueKind != whole.ValueKind) return false;
        return part.ValueKind switch
        {
            JsonValueKind.Object => part.EnumerateObject().Zip(whole.EnumerateObject()).All(pair => pair.First.Name == pair.Second.Name && IsBeginning(pair.First.Value, pair.Second.Value))
                && part.EnumerateObject().Count() <= whole.EnumerateObject().Count(),
            JsonValueKind.Array => part.GetArrayLength() <= whole.GetArrayLength() && part.EnumerateArray().Zip(whole.EnumerateArray()).All(pair => IsBeginning(pair.First, pair.Second)),
            JsonValueKind.String => whole.GetString()!.StartsWith(part.GetString()!, StringComparison.Ordinal),
            _ => true,
        };
    }

    private static string Broken(Random random, out string meant)
    {
        var text = Slip(Object(random, 0), random, out meant);
        text = $"{Before[random.Next(Before.Length)]}{text}{Behind[random.Next(Behind.Length)]}";
        switch (random.Next(4))
        {
            case 0:
                return text[..random.Next(text.Length + 1)];
            case 1:
                var at = random.Next(text.Length);
                return text.Remove(at, Math.Min(random.Next(1, 3), text.Length - at));
            case 2:
                return text.Insert(random.Next(text.Length), "\",:{}[]\\`\n x1".Substring(random.Next(13), 1));
            default:
                return text;
        }
    }

    /// <summary>Puts in what models put in: commas too many, line ends in strings.</summary>
    private static string Slip(string text, Random random, out string meant)
    {
        meant = text;
        var (slipped, isInString) = (new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\')
            {
                // Raw where it should have been an escape.
                if (text[i + 1] is 'n' or 't' && random.Next(2) == 0) slipped.Append(text[i + 1] == 'n' ? '\n' : '\t');
                else slipped.Append(c).Append(text[i + 1]);
                i++;
                continue;
            }

            if (c == '"') isInString = !isInString;
            if (!isInString && c is '}' or ']' && random.Next(2) == 0 && slipped.ToString().TrimEnd() is [.., not ('{' or '[')]) slipped.Append(random.Next(2) == 0 ? "," : " ,\n");
            slipped.Append(c);
        }

        return slipped.ToString();
    }

    private static string Object(Random random, int depth)
    {
        var fields = Enumerable.Range(0, random.Next(depth == 0 ? 1 : 0, 4)).Select(i => $"{Spaces(random)}{Text(random, $"f{i}")}{Spaces(random)}:{Spaces(random)}{Value(random, depth + 1)}{Spaces(random)}");
        return $"{{{string.Join(',', fields)}}}";
    }

    private static string Value(Random random, int depth) => random.Next(depth > 3 ? 5 : 8) switch
    {
        0 => "true",
        1 => "null",
        2 => ((string[])["0", "-0", "12", "-7.5", "1e5", "3.25E-2", "100"])[random.Next(7)],
        3 or 4 => Text(random, ""),
        5 => $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => $"{Spaces(random)}{Value(random, depth + 1)}{Spaces(random)}"))}]",
        _ => Object(random, depth),
    };

    private static string Text(Random random, string begins)
    {
        string[] parts = ["а", "Ёж ", "\\n", "\\t", "\\\"", "\\\\", "\\u0451", "\\ud83d\\ude00", "😀", "`", "``", "{", "}", "[1,]", ",", ":", " "];
        return $"\"{begins}{string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => parts[random.Next(parts.Length)]))}\"";
    }

    private static string Spaces(Random random) => random.Next(4) == 0 ? "\r\n\t "[random.Next(4)..] : "";
}
