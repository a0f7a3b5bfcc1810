using System.Globalization;
using System.Text.Json;
using Sentralix.Expressions.Syntax;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Tests.Language;

public sealed class DifferentialTests
{
    private static readonly Value Vars = ValueJson.Of(JsonDocument.Parse("""{ "n": 3, "name": "Анна", "tags": ["name", 1, 2.5, null], "order": { "n": 2.5, "tags": [] }, "none": null }""").RootElement);

    [Fact]
    public void Compiled_expressions_give_what_a_plain_walk_over_the_tree_gives()
    {
        var (compared, faulty) = (0, 0);
        for (var seed = 0; seed < 20_000; seed++)
        {
            var node = new RandomExpressions(seed).Likely(depth: 1 + (seed % 4), ["vars", "message"]);
            var source = Printer.Print(node);
            if (source.Length > Budget.Default.ExpressionLength) continue;

            // What is certain to be wrong is refused also where it would not be reached.
            var compiled = Expression.Compile(source, Sample.Vocabulary);
            if (compiled.Value is not { } expression)
            {
                Assert.All(compiled.Faults, refused => Assert.Contains(refused.Code, new[] { FaultCodes.Type, FaultCodes.Unknown }));
                continue;
            }

            var actual = expression.TryEvaluate(Sample.Activation().With("vars", Vars).With("message", Value.Of("Б")), out var value, out var fault) ? Shown(TreeWalker.Boxed(value)) : fault.Code;
            var expected = Walked(node);
            Assert.True(expected == actual, $"seed {seed}: {source}\nwalked:   {expected}\ncompiled: {actual} {fault?.Message}");
            if (fault is null) Assert.True(expression.Shape.Kinds.Has(value.Kind), $"seed {seed}: {source} is {value.Kind.Word()}, and {expression.Shape.Kinds.Word()} was foreseen");
            compared++;
            if (fault is not null) faulty++;
        }

        // The test says something only while most expressions can be compared, and many of them have values.
        Assert.True(compared > 6000 && compared - faulty > 4000, $"{compared} compared, {faulty} of them faulty");
    }

    private static string Walked(Node node)
    {
        try
        {
            return Shown(new TreeWalker(new Dictionary<string, object?> { ["vars"] = TreeWalker.Boxed(Vars), ["message"] = "Б" }).Walk(node));
        }
        catch (TreeWalker.Wrong wrong)
        {
            return wrong.Message;
        }
    }

    private static string Shown(object? value) => value switch
    {
        null => "null",
        string text => $"'{text}'",
        decimal number => $"{number.ToString(CultureInfo.InvariantCulture)}m",
        List<object?> list => $"[{string.Join(",", list.Select(Shown))}]",
        Dictionary<string, object?> map => $"{{{string.Join(",", map.Select(entry => $"{entry.Key}:{Shown(entry.Value)}"))}}}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
