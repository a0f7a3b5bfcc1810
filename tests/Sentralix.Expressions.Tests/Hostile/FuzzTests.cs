using System.Text;
using Sentralix.Expressions.Syntax;
using Sentralix.Expressions.Templates;
using Sentralix.Expressions.Tests.Language;

namespace Sentralix.Expressions.Tests.Hostile;

/// <summary>Whatever comes in, a value or a coded fault comes out.</summary>
public sealed class FuzzTests
{
    private const int Rounds = 15_000;

    private static readonly string[] Codes =
    [
        FaultCodes.Syntax, FaultCodes.Type, FaultCodes.Unknown, FaultCodes.Budget, FaultCodes.Arithmetic, FaultCodes.Value, FaultCodes.Regex, FaultCodes.Template, FaultCodes.Unsafe,
    ];

    private static readonly string[] Words =
    [
        "vars", ".", "?.", "order", "items", "n", "name", "tags", "[", "]", "(", ")", "{", "}", "{{", "}}", "{%", "%}", "{#", "#}", "-", "{{-", "-}}", "if", "elsif", "else", "endif", "for", "in",
        "endfor", "raw", "endraw", "comment", "endcomment", "x", "loop", "index", "|", "||", "&&", "!", "==", "!=", "<", "<=", "+", "*", "/", "%", "?", ":", ",", "'", "\"", "\\", "'a'", "\"б\"", "1", "2.5",
        "9223372036854775807", "0", "true", "null", "upper", "size", "filter", "map", "matches", "contains", "'^a+$'", "date", "ru", "plural", "now", "duration('PT1H')", "json", "get", "'vars.n'", " ", "\n", "👍", "\ud800", "\0",
    ];

    [Fact]
    public void Random_characters_give_a_coded_fault()
    {
        var random = new Random(1);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = new byte[random.Next(60)];
            random.NextBytes(bytes);
            Try(random.Next(2) == 0 ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes));
            Try(Encoding.Unicode.GetString(bytes));
        }
    }

    [Fact]
    public void Random_words_of_the_language_give_a_value_or_a_coded_fault()
    {
        var random = new Random(2);
        for (var round = 0; round < Rounds; round++)
            Try(string.Concat(Enumerable.Range(0, random.Next(1, 25)).Select(_ => Words[random.Next(Words.Length)] + (random.Next(3) == 0 ? " " : ""))));
    }

    [Fact]
    public void Random_expressions_with_something_changed_give_a_value_or_a_coded_fault()
    {
        var random = new Random(3);
        for (var round = 0; round < Rounds; round++)
        {
            var expressions = new RandomExpressions(round);
            var source = new StringBuilder(Printer.Print(round % 2 == 0 ? expressions.Any(4) : expressions.Likely(4, ["vars", "message"])));
            for (var change = random.Next(3); change > 0 && source.Length > 1; change--)
            {
                var at = random.Next(source.Length - 1);
                if (random.Next(2) == 0) source.Remove(at, random.Next(1, Math.Min(4, source.Length - at)));
                else source.Insert(at, Words[random.Next(Words.Length)]);
            }

            Try(source.ToString());
        }
    }

    [Fact]
    public void Every_function_takes_or_refuses_every_value()
    {
        string[] values =
        [
            "null", "true", "0", "-1", "9223372036854775807", "(-9223372036854775807 - 1)", "2.5", "79228162514264337593543950335.0", "''", "'a'", "'👍'", "'2026-11-23'", "'9999-12-31T23:59:59-14:00'", "'0001-01-01T00:00:00+14:00'",
            "'PT1H'", "'HH:mm'", "'Europe/Moscow'", "'{'", "now", "timestamp('0001-01-01T00:00:00Z')", "timestamp('9999-12-31T23:59:59Z')", "spent", "duration('-P10675199D')", "file", "[]", "[null]", "[1, 'a']", "{}", "{a: 1}",
        ];
        foreach (var name in Functions())
        {
            Try($"{name}()");
            foreach (var first in values)
            {
                Try($"{name}({first})");
                foreach (var second in values)
                {
                    Try($"{name}({first}, {second})");
                    Try($"{name}({first}, {second}, {first})");
                }
            }
        }
    }

    [Fact]
    public void Every_member_of_every_moment_can_be_read()
    {
        foreach (var moment in new[] { "timestamp('0001-01-01T00:00:00Z')", "tz(timestamp('0001-01-01T00:00:00Z'), 'America/New_York')", "tz(timestamp('9999-12-31T23:59:59Z'), 'Asia/Tokyo')", "timestamp('9999-12-31')", "timestamp('0001-01-01')" })
            foreach (var use in new[] { ".year", ".unix", ".weekday", " + spent", " - spent", " | date", " | time", " | startOfDay", " | toJson", " == now" }) Try(moment + use);
    }

    private static IEnumerable<string> Functions() => Sentralix.Expressions.Functions.FunctionTable.Names;

    private static void Try(string source)
    {
        try
        {
            Run(source);
        }
        catch (Exception escaped) when (escaped is not Xunit.Sdk.IAssertionException)
        {
            Assert.Fail($"{escaped.GetType().Name} ({escaped.Message}) escaped from: {source}\n{escaped.StackTrace}");
        }
    }

    private static void Run(string source)
    {
        var expression = Expression.Compile(source, Sample.Vocabulary);
        Check(source, expression.Faults);
        if (expression.Value is { } compiled && !compiled.TryEvaluate(Sample.Activation(), out _, out var fault)) Check(source, [fault]);
        foreach (var target in Enum.GetValues<TemplateTarget>())
        {
            foreach (var text in new[] { source, $"{{{{ {source} }}}}" })
            {
                var template = Template.Compile(text, Sample.Vocabulary, new TemplateOptions { Target = target });
                Check(text, template.Faults);
                if (template.Value is { } ready && !ready.TryRender(Sample.Activation(), out _, out fault)) Check(text, [fault]);
            }

            // The targets differ in escaping only; all of them for every source would be the same again and again.
            if (source.Length % 7 != 0) break;
        }
    }

    private static void Check(string source, IReadOnlyList<ExpressionFault> faults)
    {
        foreach (var fault in faults)
        {
            Assert.Contains(fault.Code, Codes);
            Assert.InRange(fault.Offset, 0, source.Length);
            Assert.InRange(fault.Offset + fault.Length, 0, source.Length);
            Assert.True(fault is { Line: > 0, Column: > 0, Message.Length: > 0 and < 600 }, fault.ToString());
        }
    }
}
