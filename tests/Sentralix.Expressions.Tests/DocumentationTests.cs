using System.Text.Json;
using Sentralix.Expressions.Compilation;
using Sentralix.Expressions.Functions;
using Sentralix.Expressions.Templates;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Tests;

/// <summary>The pages about the language say what it does.</summary>
public sealed class DocumentationTests
{
    private static readonly Vocabulary Roots = Vocabulary.Of("vars", "message", "results", "result", "channel");

    public static TheoryData<string> Pages => ["expressions.md", "expressions.ru.md"];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_example_of_a_page_is_true(string page)
    {
        var activation = Activation(page);
        var examples = Examples(page).ToList();
        Assert.True(examples.Count > 90, $"{examples.Count} examples");
        foreach (var (source, expected, isTemplate) in examples)
            Assert.Equal((source, expected), (source, isTemplate ? Rendered(source, activation) : Evaluated(source, expected, activation)));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_names_every_function_and_every_code(string page)
    {
        var examples = string.Join('\n', Examples(page).Select(example => example.Source));
        foreach (var name in FunctionTable.Names.Concat(Macros.Names))
            Assert.True(examples.Contains($"{name}(", StringComparison.Ordinal) || examples.Contains($"| {name}", StringComparison.Ordinal), name);
        var text = string.Join('\n', Lines(page));
        foreach (var code in typeof(FaultCodes).GetFields().Select(field => (string)field.GetValue(null)!)) Assert.Contains($"| `{code}` |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_pages_have_the_same_examples() => Assert.Equal(Examples("expressions.md"), Examples("expressions.ru.md"));

    private static string Evaluated(string source, string expected, Activation activation)
    {
        var compiled = Expression.Compile(source, Roots);
        if (compiled.Value is not { } expression) return compiled.Faults[0].Code;
        if (!expression.TryEvaluate(activation, out var value, out var fault)) return fault.Code;

        // What is expected is written in the language itself.
        Assert.True(Expression.Compile(expected, Roots).Value is { } literal && literal.TryEvaluate(activation, out var wanted, out _) && wanted == value, $"{source} is {Sample.Show(value)}, and {expected} was expected");
        return expected;
    }

    private static string Rendered(string source, Activation activation)
    {
        var compiled = Template.Compile(source, Roots);
        if (compiled.Value is not { } template) return compiled.Faults[0].Code;
        return template.TryRender(activation, out var text, out var fault) ? text : fault.Code;
    }

    private static IEnumerable<(string Source, string Expected, bool IsTemplate)> Examples(string page)
    {
        var (block, source) = ("", "");
        foreach (var line in Lines(page))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                block = block.Length > 0 ? "" : line[3..];
                continue;
            }

            if (block == "expressions")
            {
                var parts = line.Split('→', StringSplitOptions.TrimEntries);
                Assert.Equal(2, parts.Length);
                yield return (parts[0], parts[1], false);
            }
            else if (block == "templates")
            {
                if (line.StartsWith("→ ", StringComparison.Ordinal)) yield return (source, line[2..], true);
                source = line;
            }
        }
    }

    private static Activation Activation(string page)
    {
        var json = string.Join('\n', Lines(page).SkipWhile(line => line != "```json").Skip(1).TakeWhile(line => line != "```"));
        var activation = new Activation(Roots, new DateTimeOffset(2026, 11, 23, 21, 5, 9, TimeSpan.FromHours(3)), Sample.Moscow) { Seed = "page" };
        foreach (var root in JsonDocument.Parse(json).RootElement.EnumerateObject()) activation.With(root.Name, ValueJson.Of(root.Value));
        return activation;
    }

    private static string[] Lines(string page)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Sentralix.slnx"))) folder = folder.Parent!;
        return File.ReadAllLines(Path.Combine(folder.FullName, "docs", "scenarios", page));
    }
}
