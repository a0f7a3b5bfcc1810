using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Tests.Language;

/// <summary>Every operator with every pair of types, against a table that is written down here a second time.</summary>
public sealed class OperatorTableTests
{
    private static readonly Dictionary<string, string> Samples = new()
    {
        ["null"] = "inputs",
        ["bool"] = "true",
        ["int"] = "6",
        ["decimal"] = "1.5",
        ["string"] = "'a'",
        ["bytes"] = "file",
        ["timestamp"] = "now",
        ["duration"] = "spent",
        ["list"] = "[6]",
        ["map"] = "{a: 6}",
    };

    /// <summary>What is not named here is a fault of types.</summary>
    private static readonly Dictionary<string, string> Results = Parse("""
        +  int int int | int decimal decimal | decimal int decimal | decimal decimal decimal | string string string | list list list
        +  timestamp duration timestamp | duration timestamp timestamp | duration duration duration
        -  int int int | int decimal decimal | decimal int decimal | decimal decimal decimal
        -  timestamp duration timestamp | timestamp timestamp duration | duration duration duration
        *  int int int | int decimal decimal | decimal int decimal | decimal decimal decimal | int duration duration | duration int duration
        /  int int decimal | int decimal decimal | decimal int decimal | decimal decimal decimal
        %  int int int | int decimal decimal | decimal int decimal | decimal decimal decimal
        && bool bool bool
        || bool bool bool
        """);

    private static readonly string[] Orders = ["<", "<=", ">", ">="];

    public static TheoryData<string> Operators => ["+", "-", "*", "/", "%", "&&", "||", "==", "!=", "<", "<=", ">", ">=", "in", "contains"];

    [Theory]
    [MemberData(nameof(Operators))]
    public void An_operator_takes_these_types_and_no_others(string @operator)
    {
        foreach (var (left, leftSource) in Samples)
        {
            foreach (var (right, rightSource) in Samples)
            {
                // The right side of && and || is looked at only behind these.
                var source = $"{(@operator == "||" && left == "bool" ? "false" : leftSource)} {@operator} {rightSource}";
                Assert.Equal((source, Expected(@operator, left, right)), (source, Actual(source)));

                // The same through roots of which nothing is known until they are read.
                var unknown = Sample.Activation().With("vars", Evaluated("{l: " + (source.StartsWith("false", StringComparison.Ordinal) ? "false" : leftSource) + ", r: " + rightSource + "}"));
                Assert.Equal((source, Expected(@operator, left, right)), (source, Actual($"vars.l {@operator} vars.r", unknown)));
            }
        }
    }

    [Theory]
    [InlineData("!", "bool")]
    [InlineData("-", "int decimal duration")]
    public void A_sign_before_takes_these_types_and_no_others(string sign, string taken)
    {
        foreach (var (type, source) in Samples)
            Assert.Equal((type, taken.Split(' ').Contains(type) ? type : FaultCodes.Type), (type, Actual($"{sign}{source}")));
    }

    [Fact]
    public void A_condition_takes_only_true_and_false()
    {
        foreach (var (type, source) in Samples)
        {
            Assert.Equal((type, type == "bool" ? "int" : FaultCodes.Type), (type, Actual($"{source} ? 1 : 2")));
            var compiled = Expression.Compile(source, Sample.Vocabulary, Kinds.Bool);
            var ran = compiled.Value is { } condition && condition.TryTest(Sample.Activation(), out _, out _);
            Assert.Equal((type, type == "bool"), (type, ran));
        }
    }

    [Fact]
    public void Items_are_taken_from_lists_by_number_and_from_maps_by_name()
    {
        foreach (var (target, targetSource) in Samples)
        {
            foreach (var (index, indexSource) in Samples)
            {
                var expected = (target, index) switch
                {
                    ("null", _) or ("list" or "map", "null") or ("list", "int") => "null",
                    ("map", "string") => "int",
                    _ => FaultCodes.Type,
                };
                Assert.Equal((target, index, expected), (target, index, Actual($"{targetSource}[{indexSource}]")));
            }
        }
    }

    [Fact]
    public void Only_maps_moments_durations_files_and_null_have_members()
    {
        foreach (var (type, source) in Samples)
        {
            var expected = type is "null" or "map" ? "null" : type is "timestamp" or "duration" or "bytes" ? FaultCodes.Unknown : FaultCodes.Type;
            Assert.Equal((type, type == "map" ? FaultCodes.Unknown : expected), (type, Actual($"({source}).other")));
            Assert.Equal((type, expected), (type, Actual("vars.of.other", Sample.Activation().With("vars", Evaluated($"{{of: {source}}}")))));
        }
    }

    private static string Expected(string @operator, string left, string right)
    {
        if (@operator is "==" or "!=") return "bool";
        if (Orders.Contains(@operator))
        {
            var isNumber = left is "int" or "decimal" && right is "int" or "decimal";
            return left == "null" || right == "null" || isNumber || (left == right && left is "string" or "timestamp" or "duration" && left == right) ? "bool" : FaultCodes.Type;
        }

        if (@operator is "in" or "contains")
        {
            var (whole, part) = @operator == "in" ? (right, left) : (left, right);
            return whole is "null" or "list" || (whole is "string" or "map" && part is "string" or "null") ? "bool" : FaultCodes.Type;
        }

        return Results.GetValueOrDefault($"{@operator} {left} {right}", FaultCodes.Type);
    }

    private static string Actual(string source, Activation? activation = null)
    {
        var compiled = Expression.Compile(source, Sample.Vocabulary);
        if (compiled.Value is not { } expression) return compiled.Faults[0].Code;
        return expression.TryEvaluate(activation ?? Sample.Activation(), out var value, out var fault) ? value.Kind.Word() : fault.Code;
    }

    private static Value Evaluated(string source)
    {
        Assert.True(Sample.Compile(source).TryEvaluate(Sample.Activation(), out var value, out _));
        return value;
    }

    private static Dictionary<string, string> Parse(string table)
    {
        var results = new Dictionary<string, string>();
        foreach (var line in table.Split('\n'))
        {
            var parts = line.Split(' ', 2);
            foreach (var row in parts[1].Split('|', StringSplitOptions.TrimEntries))
            {
                var words = row.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                results[$"{parts[0]} {words[0]} {words[1]}"] = words[2];
            }
        }

        return results;
    }
}
