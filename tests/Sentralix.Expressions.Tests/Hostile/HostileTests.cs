using System.Text;
using Sentralix.Expressions.Templates;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Tests.Hostile;

/// <summary>Sources that want too much. Each ends with a code; what they cost is counted in what they allocate, not by the clock.</summary>
public sealed class HostileTests
{
    private const int Million = 1_000_000;

    // What the widest budget may take: texts of a megabyte, lists of ten thousand, and their copies.
    private const long MostBytes = 64L << 20;

    public static TheoryData<string> Bombs =>
    [
        // Doubling.
        string.Join('.', Enumerable.Repeat("map(x, x + x)", 1).Prepend("['aaaaaaaaaaaaaaaa']")) + string.Concat(Enumerable.Repeat(".map(x, x + x + x + x)", 20)),
        "[vars.big].map(a, a + a).map(a, a + a).map(a, a + a).map(a, a + a).map(a, a + a)",
        "replace(replace(replace(replace('aaaaaaaaaa', 'a', 'aaaaaaaaaa'), 'a', 'aaaaaaaaaaaaaaaaaaaa'), 'a', 'aaaaaaaaaaaaaaaaaaaa'), 'a', 'aaaaaaaaaaaaaaaaaaaaaaaa')",
        "vars.list.map(x, vars.big).join(vars.big)",
        "join(vars.list, vars.big)",
        "vars.list.map(x, vars.big).map(x, upper(x)).size()",
        "vars.list.map(x, toJson(vars.list)).size()",
        "vars.list.map(x, string(vars.list))",

        // Lists.
        "(vars.list + vars.list).size() + (vars.list + vars.list).size()",
        "vars.list.map(x, vars.list + vars.list)",
        "vars.list.map(x, vars.list.map(y, x * y))",
        "vars.list.filter(x, vars.list.any(y, vars.list.all(z, z == x + y)))",
        "split(vars.big, '')",
        "split(vars.big, 'a')",
        "vars.list.map(x, split(vars.text, ','))",
        "vars.list.map(x, vars.list.sortBy(y, -y).first())",
        "vars.list.map(x, hash(vars.list))",
        "vars.list.map(x, json(vars.json))",
        "vars.list.map(x, vars.list == vars.other)",
        "vars.list.map(x, 99999 in vars.list)",
        "vars.list.map(x, vars.big contains 'b')",
        "vars.list.map(x, vars.big matches 'b')",
        "vars.list.map(x, replace(vars.big, 'b', 'c'))",
        "vars.list.map(x, size(vars.big))",
        "vars.list.map(x, max(vars.list))",
        "vars.list.map(x, sum(vars.list))",
        "vars.list.map(x, startsWith('a', vars.big))",

        // Two long texts that are alike but for the middle of one.
        "vars.big contains vars.needle",
        "vars.needle in vars.big",
        "replace(vars.big, vars.needle, 'b')",
        "split(vars.big, vars.needle)",

        // Regular expressions: the classics, on a text that makes them slow elsewhere.
        "vars.list.map(x, vars.big matches '^(a+)+$')",
        "vars.list.map(x, vars.big matches '(a|aa)+$')",
        "vars.list.map(x, vars.big matches '(.*a){20}b')",
        "vars.list.map(x, vars.big matches '(a|b|ab)*c')",
    ];

    private static Activation Loaded() => Sample.Activation().With("vars", Value.Of(ValueMap.Of(new()
    {
        ["big"] = Value.Of(new string('a', 200_000)),
        ["needle"] = Value.Of($"{new string('a', 50_000)}b{new string('a', 50_000)}"),
        ["text"] = Value.Of(string.Join(',', Enumerable.Range(0, 5000))),
        ["json"] = Value.Of($"[{string.Join(',', Enumerable.Range(0, 5000))}]"),
        ["list"] = Value.Of(ValueList.Of(Enumerable.Range(0, 6000).Select(i => Value.Of((long)i)))),
        ["other"] = Value.Of(ValueList.Of(Enumerable.Range(0, 6000).Select(i => Value.Of((decimal)i)))),
    })));

    [Theory]
    [MemberData(nameof(Bombs))]
    public void A_bomb_is_stopped_by_its_budget(string source)
    {
        var expression = Sample.Compile(source);
        var activation = Loaded();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(expression.TryEvaluate(activation, out _, out var fault));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(FaultCodes.Budget, fault.Code);
        Assert.True(allocated < MostBytes, $"{allocated / 1024} KB");

        // The activation is none the worse for it.
        Assert.Equal("int 2", Sample.Of("1 + 1", activation));
    }

    [Theory]
    [MemberData(nameof(Bombs))]
    public void A_bomb_in_a_template_is_stopped_too(string source)
    {
        var template = Template.Compile($"{{{{ {source} }}}}", Sample.Vocabulary).Value!;
        Assert.False(template.TryRender(Loaded(), out _, out var fault));
        Assert.Equal(FaultCodes.Budget, fault.Code);
    }

    [Theory]
    [InlineData("(?<=a)b")]
    [InlineData("(?=a)b")]
    [InlineData("(a)\\\\1")]
    [InlineData("(?>a+)b")]
    [InlineData("(?(a)b|c)")]
    [InlineData("(a{1000}){1000}")]
    [InlineData("((a{10}){10}){11}")]
    [InlineData("(a{0,999}b?){50}")]
    [InlineData("[a-z]{1001}")]
    [InlineData("a{99999999999}")]
    [InlineData("(")]
    [InlineData("[")]
    [InlineData("*")]
    [InlineData("\\\\")]
    [InlineData("\\\\p{Nope}")]
    [InlineData("(?<n>a)(?<n-n>b)")]
    public void A_pattern_that_cannot_be_matched_in_linear_time_is_refused_when_it_is_compiled(string pattern) =>
        Assert.Equal(FaultCodes.Regex, Sample.Fault($"vars.text matches '{pattern}'").Code);

    [Fact]
    public void A_pattern_is_written_in_the_expression_and_is_not_long()
    {
        Assert.Equal(FaultCodes.Regex, Sample.Fault("vars.text matches vars.name").Code);
        Assert.Equal(FaultCodes.Regex, Sample.Fault($"vars.text matches '{new string('a', 1001)}'").Code);
        Assert.Equal(FaultCodes.Regex, Sample.Fault($"vars.text matches '{new string('(', 500)}{new string(')', 500)}{{1000}}'").Code);
        Assert.Empty(Expression.Compile("vars.text matches '^[а-яё]{1,100}\\\\s+\\\\d{4,10}$'", Sample.Vocabulary).Faults);
        Assert.Empty(Expression.Compile("vars.text matches '\\\\p{L}{2}[^\\\\]{]{3}'", Sample.Vocabulary).Faults);
    }

    public static TheoryData<string> Deep =>
    [
        new string('(', Million), new string('(', Million) + "1" + new string(')', Million), new string('[', Million), new string('!', Million) + "true", new string('-', Million) + "1",
        string.Concat(Enumerable.Repeat("{a:", Million)), string.Concat(Enumerable.Repeat("size(", Million)), string.Concat(Enumerable.Repeat("true?1:", Million)), string.Concat(Enumerable.Repeat("vars[", Million)),
        "1" + string.Concat(Enumerable.Repeat("+1", Million)), "vars" + string.Concat(Enumerable.Repeat(".a", Million)), "vars" + string.Concat(Enumerable.Repeat("|a", Million)), "vars" + string.Concat(Enumerable.Repeat("|a:1", Million)),
        string.Concat(Enumerable.Repeat("x|f:", Million)), "'" + new string('a', Million), new string(' ', Million), string.Concat(Enumerable.Repeat("1 in ", Million)),
    ];

    [Theory]
    [MemberData(nameof(Deep))]
    public void A_million_of_anything_is_refused_and_the_stack_holds(string source)
    {
        foreach (var text in new[] { source, source[..Math.Min(source.Length, Budget.Default.ExpressionLength)] })
        {
            var fault = Assert.Single(Expression.Compile(text, Sample.Vocabulary).Faults);
            Assert.Contains(fault.Code, new[] { FaultCodes.Budget, FaultCodes.Syntax });
            foreach (var template in new[] { $"{{{{ {text} }}}}", $"{{% if {text} %}}{{% endif %}}" })
            {
                fault = Assert.Single(Template.Compile(template, Sample.Vocabulary).Faults);
                Assert.Contains(fault.Code, new[] { FaultCodes.Budget, FaultCodes.Syntax });
            }
        }
    }

    [Fact]
    public void What_is_nested_as_deep_as_allowed_is_compiled_on_the_smallest_stack()
    {
        var nested = string.Concat(Enumerable.Repeat("[1].map(x", 8).Select((m, i) => $"{m}{i}, (")) + "1" + string.Concat(Enumerable.Repeat("))", 8));
        var chain = "1" + string.Concat(Enumerable.Repeat(" + 1", 255));
        var template = string.Concat(Enumerable.Repeat("{% if true %}", 32)) + "да" + string.Concat(Enumerable.Repeat("{% endif %}", 32));
        string? result = null;
        var thread = new Thread(() => result = $"{Sample.Of(nested)} {Sample.Of(chain)} {Sample.Render(template)}", 256 * 1024);
        thread.Start();
        thread.Join();
        Assert.Equal("[[[[[[[[1]]]]]]]] int 256 да", result);
    }

    [Fact]
    public void Blocks_of_a_template_are_not_nested_without_end()
    {
        foreach (var count in new[] { 33, 2500 })
        {
            Assert.Equal(FaultCodes.Budget, Sample.Render(string.Concat(Enumerable.Repeat("{% if true %}", count)) + string.Concat(Enumerable.Repeat("{% endif %}", count))));
            Assert.Equal(FaultCodes.Budget, Sample.Render(string.Concat(Enumerable.Range(0, count).Select(i => $"{{% for x{i} in [1] %}}"))));
        }
    }

    [Fact]
    public void A_loop_has_two_hundred_rounds_and_loops_in_loops_share_one_budget()
    {
        var activation = Loaded();
        Assert.Equal(FaultCodes.Budget, Sample.Render("{% for x in vars.list %}{% endfor %}", activation));
        var ids = string.Join(',', Enumerable.Range(1, 200));
        Assert.Equal("200", Sample.Render($"{{% for x in [{ids}] %}}{{% if loop.last %}}{{{{ x }}}}{{% endif %}}{{% endfor %}}", activation));
        Assert.Equal(FaultCodes.Budget, Sample.Render($"{{% for x in [{ids},201] %}}{{% endfor %}}", activation));
        Assert.Equal(FaultCodes.Budget, Sample.Render($"{{% for x in [{ids}] %}}{{% for y in [{ids}] %}}{{% endfor %}}{{% endfor %}}", activation));
    }

    [Fact]
    public void A_text_ends_at_its_limit_in_bytes()
    {
        var activation = Sample.Activation().With("inputs", Value.Of(new string('ж', 4096)));
        Assert.Equal(8 * 4096, Sample.Render("{{ inputs }}{{ inputs }}{{ inputs }}{{ inputs }}{{ inputs }}{{ inputs }}{{ inputs }}{{ inputs }}", activation).Length);
        Assert.Equal(FaultCodes.Budget, Sample.Render("{{ inputs }}{{ inputs }}{{ inputs }}{{ inputs }}{{ inputs }}{{ inputs }}{{ inputs }}{{ inputs }}.", activation));
        Assert.Equal(FaultCodes.Budget, Sample.Render("{% for x in [1,2,3,4,5,6,7,8,9] %}" + new string('a', 8000) + "{% endfor %}"));
        Assert.Equal(FaultCodes.Budget, Sample.Render("{{ inputs }}", Sample.Activation().With("inputs", Value.Of(new string('.', 40_000))), new TemplateOptions { Target = TemplateTarget.MarkdownV2 }));
        Assert.Equal(FaultCodes.Budget, Sample.Render(new string('a', 65_537)));
    }

    [Fact]
    public void A_caller_may_allow_less_and_never_more()
    {
        var little = new Budget { Operations = 3, TextBytes = 8, ListItems = 2, Rounds = 1, OutputBytes = 4 };
        Assert.Equal("int 3", Sample.Of("1 + 1 + 1", Sample.Activation(budget: little)));
        Assert.Equal(FaultCodes.Budget, Sample.Of("1 + 1 + 1 + 1 + 1", Sample.Activation(budget: little)));
        Assert.Equal(FaultCodes.Budget, Sample.Of("'aaa' + 'aa'", Sample.Activation(budget: little)));
        Assert.Equal(FaultCodes.Budget, Sample.Of("[1, 2, 3]", Sample.Activation(budget: little)));
        Assert.Equal(FaultCodes.Budget, Sample.Render("{% for x in vars.tags %}{% endfor %}", Sample.Activation(budget: little)));
        Assert.Equal(FaultCodes.Budget, Sample.Render("abcde", Sample.Activation(budget: little)));
        Assert.Equal(FaultCodes.Budget, Assert.Single(Expression.Compile("((1))", Sample.Vocabulary, budget: new Budget { Depth = 2 }).Faults).Code);
        Assert.Equal(FaultCodes.Budget, Assert.Single(Expression.Compile("1 + 1", Sample.Vocabulary, budget: new Budget { ExpressionLength = 4 }).Faults).Code);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Budget { Operations = 10_001 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Budget { Depth = -1 });
    }

    [Fact]
    public void The_fault_of_a_bomb_is_small_itself() =>
        Assert.All(
            new[] { new string('я', 8000), $"vars.{new string('a', 8000)}()", $"now.{new string('a', 8000)}", $"'{new string('a', 8000)}' + 1", $"[1].map({new string('a', 4000)}, 1 + '')" },
            source => Assert.True(Encoding.UTF8.GetByteCount(Sample.Fault(source).Message) < 500));
}
