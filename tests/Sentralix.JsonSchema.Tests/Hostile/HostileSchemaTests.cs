using System.Text;
using Xunit;

namespace Sentralix.JsonSchema.Tests.Hostile;

/// <summary>Schemas that are made to break who compiles them, or who judges by them.</summary>
public sealed class HostileSchemaTests
{
    private const string Signs = "{}[]\":,0159aetruefnls#/$\\ ";

    private static readonly SchemaOptions Large = new() { MaxSchemaBytes = 16 * 1024 * 1024, MaxSubschemas = 200_000 };

    [Theory]
    [InlineData("anyOf", false)]
    [InlineData("oneOf", false)]
    [InlineData("allOf", true)]
    public void A_schema_that_doubles_itself_forty_times_is_stopped(string keyword, bool holds)
    {
        var definitions = Enumerable.Range(0, 40).Select(i => $$""" "d{{i}}":{"{{keyword}}":[{"$ref":"#/$defs/d{{i + 1}}"},{"$ref":"#/$defs/d{{i + 1}}"}]} """);
        var schema = $$"""{"$ref":"#/$defs/d0","$defs":{ {{string.Join(',', definitions)}},"d40":{{(holds ? "true" : "false")}} } }""";
        Assert.Equal(ValidationStops.Steps, SchemaText.Schema(schema).Judge("1").Stop);
    }

    [Theory]
    [InlineData("""{"not":X}""")]
    [InlineData("""{"anyOf":[X,true]}""")]
    [InlineData("""{"anyOf":[true,X],"unevaluatedProperties":false}""")]
    [InlineData("""{"oneOf":[X,true]}""")]
    [InlineData("""{"if":X,"else":true}""")]
    [InlineData("""{"contains":X,"minContains":0,"maxContains":5}""")]
    [InlineData("""{"dependentSchemas":{"a":X}}""")]
    [InlineData("""{"propertyNames":X}""")]
    public void What_was_given_up_inside_is_accepted_by_nothing_around_it(string around)
    {
        const string Endless = """{"anyOf":[{"$ref":"#/$defs/d0"},{"$ref":"#/$defs/d0"}]}""";
        var definitions = Enumerable.Range(0, 40).Select(i => $$""" "d{{i}}":{"anyOf":[{"$ref":"#/$defs/d{{i + 1}}"},{"$ref":"#/$defs/d{{i + 1}}"}]} """);
        var text = $$"""{ {{around[1..^1].Replace("X", Endless, StringComparison.Ordinal)}},"$defs":{ {{string.Join(',', definitions)}},"d40":{"const":"never"} } }""";
        var schema = SchemaText.Schema(text);
        foreach (var value in (string[])["""{"a":1}""", "[1]"])
        {
            var validation = schema.Judge(value);
            if (validation.Stop is not null) Assert.False(validation.IsValid);
        }

        Assert.Contains(ValidationStops.Steps, ((string[])["""{"a":1}""", "[1]"]).Select(v => schema.Judge(v).Stop));
    }

    [Fact]
    public void Dynamic_references_that_never_arrive_are_stopped()
    {
        var loop = SchemaText.Schema("""{"$dynamicAnchor":"a","anyOf":[{"$dynamicRef":"#a"}]}""");
        Assert.Equal(ValidationStops.Depth, loop.Judge("1").Stop);
        var tree = SchemaText.Schema("""{"$dynamicAnchor":"a","anyOf":[{"$dynamicRef":"#a"},{"$dynamicRef":"#a"}]}""");
        Assert.NotNull(tree.Judge("[[1]]").Stop);
    }

    [Fact]
    public void A_chain_of_thousands_of_references_compiles_and_is_stopped_when_it_is_too_long_to_follow()
    {
        string Chain(int length) => $$"""{"$ref":"#/$defs/d0","$defs":{ {{string.Join(',', Enumerable.Range(0, length).Select(i => $"\"d{i}\":{{\"$ref\":\"#/$defs/d{i + 1}\"}}"))}},"d{{length}}":{"type":"string"} } }""";
        Assert.True(SchemaText.Schema(Chain(300)).Judge("\"a\"").IsValid);
        Assert.Equal(ValidationStops.Depth, SchemaText.Schema(Chain(6_000), Large).Judge("\"a\"").Stop);
        Assert.Equal(SchemaFaultCodes.RefLoop, SchemaText.Fault(Chain(6_000).Replace("""{"type":"string"}""", """{"$ref":"#/$defs/d0"}""", StringComparison.Ordinal), Large).Code);
    }

    [Fact]
    public void The_longest_way_that_is_followed_fits_into_a_small_stack()
    {
        // A thread of the pool has more; what is not there is noticed before it is used.
        var loop = SchemaText.Schema("""{"$dynamicAnchor":"a","allOf":[{"anyOf":[{"oneOf":[{"if":{"$dynamicRef":"#a"}}]}]}]}""");
        string? stop = null;
        var thread = new Thread(() => stop = loop.Judge("1").Stop, maxStackSize: 256 * 1024);
        thread.Start();
        thread.Join();
        Assert.Equal(ValidationStops.Depth, stop);
    }

    [Theory]
    [InlineData("^(a+)+$")]
    [InlineData("^(a|a)*$")]
    [InlineData("(.*a){20}$")]
    [InlineData("^(([a-z])+.)+[A-Z]([a-z])+$")]
    [InlineData("^(\\\\w+\\\\s?)*$")]
    [InlineData("\\\\b(a|aa)+$")]
    [InlineData("(a?){50}a{50}b")]
    public void A_pattern_that_ruins_others_runs_in_time_that_grows_with_the_text(string pattern)
    {
        var schema = SchemaText.Schema($$"""{"pattern":"{{pattern}}"}""");
        var validation = schema.Judge($"\"{new string('a', 50_000)}!\"");
        Assert.Null(validation.Stop);
        Assert.False(validation.IsValid);
    }

    [Theory]
    [InlineData("^(?=(a|aa)+$)")]
    [InlineData("^(?!(a|aa)*$)a*$")]
    [InlineData("^(?:(?:a|aa){1,200}){1,200}$")]
    public void A_pattern_that_only_backtracking_can_run_is_stopped_by_the_clock(string pattern)
    {
        var schema = SchemaText.Schema($$"""{"pattern":"{{pattern}}"}""");
        Assert.Equal(ValidationStops.PatternTime, schema.Judge($"\"{new string('a', 5_000)}!\"").Stop);
        Assert.Equal(ValidationStops.PatternTime, schema.Judge($"\"{new string('b', 50_000)}\"").Stop);
    }

    [Fact]
    public void Many_slow_patterns_share_one_time()
    {
        // Each takes some milliseconds, none of them the whole time.
        var schema = SchemaText.Schema("""{"items":{"anyOf":[{"pattern":"^(?=(a|aa)+$)"},true]}}""", new SchemaOptions { MaxPatternTime = TimeSpan.FromMilliseconds(60) });
        var slow = $"\"{new string('a', 24)}!\"";
        Assert.Equal(ValidationStops.PatternTime, schema.Judge($"[{string.Join(',', Enumerable.Repeat(slow, 20_000))}]").Stop);
    }

    [Fact]
    public void Many_patterns_over_a_long_text_are_stopped()
    {
        var patterns = string.Join(',', Enumerable.Range(0, 300).Select(i => $$"""{"pattern":"x{{i}}y"}"""));
        Assert.Equal(ValidationStops.Steps, SchemaText.Schema($$"""{"anyOf":[{{patterns}}]}""").Judge($"\"{new string('a', 1_000_000)}\"").Stop);
    }

    [Theory]
    [InlineData("(", ")", 1_000)]
    [InlineData("(?:", ")*", 300)]
    [InlineData("(?=", ")", 400)]
    public void Groups_nested_without_end_are_refused(string open, string close, int depth)
    {
        var pattern = string.Concat(Enumerable.Repeat(open, depth)) + "a" + string.Concat(Enumerable.Repeat(close, depth));
        Assert.Equal(SchemaFaultCodes.PatternUnsupported, SchemaText.Fault($$"""{"pattern":"{{pattern}}"}""", new SchemaOptions { MaxPatternLength = 10_000 }).Code);
    }

    [Fact]
    public void Patterns_of_large_sets_are_compiled_up_to_a_limit()
    {
        string Sets(string set, int count) => string.Concat(Enumerable.Repeat(set, count));
        var many = $$"""{"allOf":[{{string.Join(',', Enumerable.Range(0, 100).Select(i => $"{{\"pattern\":\"^{Sets("\\\\p{L}?", 200)}{i}$\"}}"))}}]}""";
        Assert.Equal(100, SchemaText.Schema(many, Large with { MaxErrors = 100 }).Judge("\"слово\"").Errors.Count);
        Assert.Equal(SchemaFaultCodes.PatternUnsupported, SchemaText.Fault($$"""{"pattern":"[{{Sets("\\\\p{L}", 30)}}]"}""").Code);
        Assert.Equal(SchemaFaultCodes.TooLarge, SchemaText.Fault($$"""{"allOf":[{{string.Join(',', Enumerable.Range(0, 100).Select(i => $"{{\"pattern\":\"(?=a)b{i}\"}}"))}}]}""").Code);
    }

    [Fact]
    public void A_pattern_of_a_thousand_places_keeps_nothing_of_the_texts_that_it_has_seen()
    {
        // Written out as a table it has 2 to the 900 states; a matcher that remembers them as it meets them grows by megabytes.
        var schema = SchemaText.Schema("""{"pattern":"^.*a.{900}$"}""", new SchemaOptions { MaxSteps = 100_000_000 });
        var random = new Random(3);
        string Text() => $"\"{string.Concat(Enumerable.Range(0, 20_000).Select(_ => random.Next(2) == 0 ? 'a' : 'b'))}\"";
        schema.Judge(Text());
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 5; i++) Assert.Null(schema.Judge(Text()).Stop);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 1_000_000);
        Assert.Equal(ValidationStops.Steps, SchemaText.Schema("""{"pattern":"^.*a.{900}$"}""").Judge(Text()).Stop);
    }

    [Fact]
    public void An_enum_of_fifty_thousand_values_answers_at_once()
    {
        var values = string.Join(',', Enumerable.Range(0, 50_000).Select(i => $$"""{"id":{{i}}}"""));
        var schema = SchemaText.Schema($$"""{"items":{"enum":[{{values}}]} }""", Large);
        Assert.True(schema.Judge($"[{string.Join(',', Enumerable.Range(0, 20_000).Select(i => $$"""{"id":{{i}}.0}"""))}]").IsValid);
        Assert.False(schema.Judge("""[{"id":50000}]""").IsValid);
    }

    [Fact]
    public void What_is_left_over_of_a_large_object_under_many_variants_is_stopped()
    {
        var variants = string.Join(',', Enumerable.Range(0, 2_000).Select(i => $$"""{"properties":{"n{{i}}":true},"unevaluatedProperties":true}"""));
        var value = $"{{{string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"n{i}\":0"))}}}";
        Assert.Equal(ValidationStops.Steps, SchemaText.Schema($$"""{"anyOf":[{{variants}}],"unevaluatedProperties":false}""").Judge(value).Stop);
    }

    [Fact]
    public void Many_schemas_over_a_large_object_are_stopped()
    {
        var value = $"{{{string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"n{i}\":0"))}}}";
        foreach (var one in (string[])["""{"properties":{"x":true}}""", """{"required":["n49999"]}""", """{"dependentRequired":{"n49999":["n49998"]}}""", """{"dependentSchemas":{"x":true}}"""])
        {
            var schema = SchemaText.Schema($$"""{"allOf":[{{string.Join(',', Enumerable.Repeat(one, 3_000))}}]}""");
            Assert.Equal(ValidationStops.Steps, schema.Judge(value).Stop);
        }
    }

    [Fact]
    public void Long_names_around_many_schemas_are_not_written_out_for_each()
    {
        var name = new string('n', 100_000);
        var schema = $$"""{"properties":{"{{name}}":{"properties":{ {{string.Join(',', Enumerable.Range(0, 5_000).Select(i => $"\"p{i}\":{{\"type\":\"string\"}}"))}} } } } }""";
        var before = GC.GetAllocatedBytesForCurrentThread();
        var compiled = SchemaText.Schema(schema);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000);
        var error = Assert.Single(compiled.Judge($$"""{"{{name}}":{"p7":1} }""").Errors);
        Assert.Equal($"#/properties/{name}/properties/p7/type", error.SchemaPath);
    }

    [Fact]
    public void Errors_that_are_taken_back_again_cost_what_other_steps_cost()
    {
        var schema = SchemaText.Schema("""{"items":{"anyOf":[{"enum":["a","b"]},{"additionalProperties":false}]},"contains":{"const":7}}""");
        var value = $"[{string.Join(',', Enumerable.Repeat($"{{\"{new string('n', 3)}\":1}}", 90_000))},[]]";
        var validation = schema.Judge(value);
        Assert.False(validation.IsValid);
        Assert.Equal(20, validation.Errors.Count);
        Assert.True(validation.HasMore);
    }

    [Fact]
    public void Good_schemas_with_a_few_bytes_changed_are_refused_or_compiled_and_nothing_else()
    {
        var random = new Random(11);
        var codes = typeof(SchemaFaultCodes).GetFields().Select(f => (string)f.GetRawConstantValue()!).ToHashSet();
        var stops = typeof(ValidationStops).GetFields().Select(f => (string?)f.GetRawConstantValue()).Append(null).ToHashSet();
        var compiled = 0;
        var tries = 0;
        foreach (var file in Official.OfficialSuite.RequiredFiles)
        {
            using var groups = Official.OfficialSuite.Read(file);
            foreach (var group in groups.RootElement.EnumerateArray())
            {
                var good = Encoding.UTF8.GetBytes(group.GetProperty("schema").GetRawText());
                for (var i = 0; i < 8; i++)
                {
                    var bytes = (byte[])good.Clone();
                    for (var changes = random.Next(1, 4); changes > 0; changes--) bytes[random.Next(bytes.Length)] = (byte)Signs[random.Next(Signs.Length)];
                    tries++;
                    var compilation = Schema.Compile(bytes, new SchemaOptions { Documents = Official.OfficialSuite.Remotes, AssertsFormat = true });
                    Assert.All(compilation.Faults, f => Assert.Contains(f.Code, codes));
                    if (!compilation.IsUsable) continue;
                    compiled++;
                    foreach (var test in group.GetProperty("tests").EnumerateArray())
                    {
                        var validation = compilation.Schema.Validate(test.GetProperty("data"));
                        Assert.Contains(validation.Stop, stops);
                        Assert.Equal(validation.IsValid, compilation.Schema.IsValid(test.GetProperty("data")));
                    }
                }
            }
        }

        Assert.InRange(compiled, tries / 20, tries);
    }
}
