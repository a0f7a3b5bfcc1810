using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sentralix.JsonSchema.Tests.Peers;
using Xunit;

namespace Sentralix.JsonSchema.Tests.Differential;

/// <summary>Random patterns and texts, searched here and by V8.</summary>
public sealed class PatternTests(ITestOutputHelper output)
{
    private const int Patterns = 4_000;

    private static readonly string[] Texts =
    [
        "", "a", "A", "1", "abc", "a1_b", "Привет", "мир", "é", "🐲", "a🐲b", "🐲🐲", " ", "\n", "a\nb", "abc\n", "٣", "ſ", "K", "\u2028", "𝒜", "日本", "-", "x-1", "]", "\\", "co\u00A0de", "İ", "aaaaab",
    ];

    private static readonly string[] Pieces =
    [
        "a", "b", "1", ".", "\\d", "\\D", "\\w", "\\W", "\\s", "\\S", "[a-c]", "[^a-c]", "[а-яё]", "[^\\d]", "[\\w-]", "\\p{L}", "\\P{L}", "\\p{Lu}", "\\p{Script=Cyrillic}", "[\\p{L}\\d]",
        "🐲", "[🐲a]", "[^🐲]", "\\u{1F432}", "\\uD83D\\uDC32", "[\\u{1F400}-\\u{1F500}]", "\\x61", "\\u0430", "\\n", "\\cJ", "\\0", "\\.", "\\-", "[\\b]", "[]", "[^]", "\\p{Emoji}", "\\p{scx=Grek}", "-", "\\p{Nd}", "\\p{Lowercase}",
    ];

    [Fact]
    public void Random_patterns_find_what_V8_finds()
    {
        using var v8 = NodePeer.Start();
        var random = new Random(262);
        int compared = 0, refused = 0, found = 0;
        var wrong = new List<string>();
        for (var i = 0; i < Patterns; i++)
        {
            var pattern = Choice(random, 2);
            var answer = v8.Ask(new JsonObject { ["pattern"] = pattern, ["texts"] = new JsonArray([.. Texts.Select(t => (JsonNode)t)]) });
            var compilation = Schema.Compile(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["pattern"] = pattern }));
            if (answer["refused"] is not null)
            {
                refused++;
                var format = Schema.Compile("{\"format\":\"regex\"}"u8, new SchemaOptions { AssertsFormat = true }).Schema!;
                if (format.IsValid(JsonSerializer.SerializeToUtf8Bytes(pattern))) wrong.Add($"{pattern}: V8 says {answer["refused"]}");
                continue;
            }

            if (!compilation.IsUsable)
            {
                wrong.Add($"{pattern}: {compilation.Faults[0]}");
                continue;
            }

            for (var t = 0; t < Texts.Length; t++)
            {
                compared++;
                var here = compilation.Schema.IsValid(JsonSerializer.SerializeToUtf8Bytes(Texts[t]));
                if (here) found++;
                if (here != answer["verdicts"]![t]!.GetValue<bool>()) wrong.Add($"{pattern} in '{Texts[t]}': here {here}");
            }
        }

        output.WriteLine($"{compared} searches, {found} found; {refused} patterns that V8 refuses");
        Assert.True(wrong.Count == 0, $"{wrong.Count}\n{string.Join('\n', wrong.OrderBy(w => w.Length).Take(20))}");
        Assert.InRange(found, compared / 10, compared * 9 / 10);
    }

    private static string Choice(Random random, int depth)
    {
        var variants = Enumerable.Range(0, random.Next(4) == 0 ? 2 : 1).Select(_ => Sequence(random, depth));
        return string.Join('|', variants);
    }

    private static string Sequence(Random random, int depth)
    {
        var written = new StringBuilder(random.Next(3) == 0 ? "^" : "");
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            written.Append(Atom(random, depth));
            if (random.Next(3) == 0) written.Append(random.Next(7) switch { 0 => "*", 1 => "+", 2 => "?", 3 => "{2}", 4 => "{1,2}", 5 => "*?", _ => "{0,}" });
        }

        return written.Append(random.Next(3) == 0 ? "$" : "").ToString();
    }

    private static string Atom(Random random, int depth) => random.Next(12) switch
    {
        0 when depth > 0 => $"({Choice(random, depth - 1)})",
        1 when depth > 0 => $"(?:{Choice(random, depth - 1)})",
        2 when depth > 0 => $"(?={Choice(random, depth - 1)})",
        3 when depth > 0 => $"(?!{Choice(random, depth - 1)})",
        4 when depth > 0 => $"(?<={Choice(random, depth - 1)})",
        5 => random.Next(2) == 0 ? "\\b" : "\\B",
        _ => Pieces[random.Next(Pieces.Length)],
    };
}
