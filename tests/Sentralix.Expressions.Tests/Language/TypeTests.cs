using System.Text.Json;
using Sentralix.Expressions.Templates;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Tests.Language;

public sealed class TypeTests
{
    private static readonly Vocabulary Closed = new([
        KeyValuePair.Create("inputs", Shape.OfSchema(JsonDocument.Parse("""
            {
              "type": "object", "additionalProperties": false, "required": ["phone", "items", "only"],
              "properties": {
                "phone": { "type": "string" }, "age": { "type": "integer" }, "kind": { "enum": ["a", "b"] }, "only": { "const": 5 },
                "items": { "type": "array", "items": { "type": "object", "required": ["price"], "properties": { "price": { "type": "number" }, "name": { "type": ["string", "null"] } } } }
              }
            }
            """).RootElement)),
        KeyValuePair.Create("open", Shape.OfSchema(JsonDocument.Parse("""{ "type": "object", "properties": { "known": { "type": "string" } } }""").RootElement)),
        KeyValuePair.Create("any", Shape.Any),
    ]);

    [Theory]
    [InlineData("inputs.phon", "expr_unknown", "there is no 'phon' here; did you mean 'phone'?")]
    [InlineData("inputs['phon']", "expr_unknown", "there is no 'phon' here; did you mean 'phone'?")]
    [InlineData("inputs.phone + 1", "expr_type", "'+' does not take string and int; string(), int() and decimal() convert")]
    [InlineData("inputs.phone * 2", "expr_type", "'*' does not take string and int; string(), int() and decimal() convert")]
    [InlineData("inputs.phone < 5", "expr_type", "string and int have no order")]
    [InlineData("inputs.phone.length", "expr_type", "string has no 'length'")]
    [InlineData("inputs.items.price", "expr_type", "list has no 'price'")]
    [InlineData("inputs.items.map(i, i.price + 'a')", "expr_type", "'+' does not take int or decimal and string; string(), int() and decimal() convert")]
    [InlineData("inputs.items.filter(i, i.price)", "expr_type", "true or false is needed here, and this is int or decimal")]
    [InlineData("inputs.phone && true", "expr_type", "true or false is needed here, and this is string")]
    [InlineData("inputs.phone ? 1 : 2", "expr_type", "true or false is needed here, and this is string")]
    [InlineData("inputs.items[inputs.phone]", "expr_type", "list has no item that string names")]
    [InlineData("upper(inputs.items)", "expr_type", "upper(): 'text' is string, and here is list")]
    [InlineData("inputs.phone in inputs.only", "expr_type", "'in' looks into a list, a string or a map, and not into int or decimal")]
    [InlineData("inputs.phone contains 5", "expr_type", "'contains' finds a string in string, and not int")]
    [InlineData("-inputs.phone", "expr_type", "'-' does not take string")]
    [InlineData("inputs.phone | date | round", "expr_type", "round(): 'number' is int or decimal, and here is string")]
    [InlineData("loop.index", "expr_unknown", "there is no 'loop'")]
    public void What_is_known_to_be_wrong_is_found_before_it_runs(string source, string code, string message)
    {
        var fault = Sample.Fault(source, Closed);
        Assert.Equal((code, message), (fault.Code, fault.Message));
    }

    [Theory]
    [InlineData("inputs.age + 1", "int or decimal")]
    [InlineData("inputs.phone.size()", "int")]
    [InlineData("inputs.items.map(i, i.price * 2).sum()", "int or decimal")]
    [InlineData("inputs.items[0].name", "null or string")]
    [InlineData("any.list.sum()", "int or decimal or duration")]
    [InlineData("inputs.items.first(i, i.price > 5).price", "null or int or decimal")]
    [InlineData("inputs.phone == '1'", "bool")]
    [InlineData("any.x", "any value")]
    [InlineData("any.x + 1", "int or decimal")]
    [InlineData("any + any", "int or decimal or string or timestamp or duration or list")]
    [InlineData("now - now", "duration")]
    [InlineData("now.year / 2", "decimal")]
    [InlineData("inputs.age == 1 ? 'a' : 5", "int or string")]
    [InlineData("inputs.kind | default: 'c'", "string")]
    [InlineData("any?.upper()", "null or string")]
    [InlineData("[1, 2].first()", "null or int")]
    [InlineData("min(1, 2.5)", "int or decimal")]
    [InlineData("round(inputs.age)", "int")]
    [InlineData("inputs.phone?.size()", "null or int")]
    public void What_is_known_of_a_value_follows_from_the_schemas(string source, string kinds) =>
        Assert.Equal(kinds, Sample.Compile(source, Closed).Shape.Kinds.Word());

    [Theory]
    [InlineData("inputs.phone")]
    [InlineData("1 + 1")]
    [InlineData("'true'")]
    [InlineData("null")]
    [InlineData("inputs.items")]
    public void A_condition_that_is_known_to_be_no_truth_is_refused(string source)
    {
        var fault = Sample.Fault(source, Closed, Kinds.Bool);
        Assert.Equal(FaultCodes.Type, fault.Code);
        Assert.StartsWith("bool is needed here, and this is ", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("any.x")]
    [InlineData("inputs.phone == '1'")]
    [InlineData("any.x && true")]
    public void A_condition_that_may_be_one_is_not(string source) => Assert.Empty(Expression.Compile(source, Closed, Kinds.Bool).Faults);

    [Fact]
    public void An_unknown_member_of_an_open_schema_is_only_a_warning()
    {
        var compiled = Expression.Compile("open.knwon", Closed);
        Assert.NotNull(compiled.Value);
        Assert.Equal("there is no 'knwon' here; did you mean 'known'?", Assert.Single(compiled.Warnings).Message);
        Assert.Empty(Expression.Compile("any.x.y", Closed).Warnings);
    }

    [Fact]
    public void Comparing_what_is_never_equal_is_a_warning()
    {
        Assert.Equal("string and int are never equal", Assert.Single(Expression.Compile("inputs.phone == 5", Closed).Warnings).Message);
        Assert.Empty(Expression.Compile("inputs.age == 5.0", Closed).Warnings);
        Assert.Equal("string and null are never equal", Assert.Single(Expression.Compile("inputs.phone == null", Closed).Warnings).Message);
    }

    [Fact]
    public void A_template_is_checked_as_its_expressions_are()
    {
        Assert.Equal(FaultCodes.Type, Assert.Single(Template.Compile("{% if inputs.phone %}да{% endif %}", Closed).Faults).Code);
        Assert.Equal(FaultCodes.Type, Assert.Single(Template.Compile("{% for i in inputs.phone %}{% endfor %}", Closed).Faults).Code);
        Assert.Equal(FaultCodes.Unknown, Assert.Single(Template.Compile("{% for i in inputs.items %}{{ loop.indx }}{% endfor %}", Closed).Faults).Code);
        Assert.Equal(FaultCodes.Type, Assert.Single(Template.Compile("{% for i in inputs.items %}{{ loop }}{% endfor %}", Closed).Faults).Code);
        Assert.Equal(FaultCodes.Type, Assert.Single(Template.Compile("{% for i in inputs.items %}{{ i.price + 'a' }}{% endfor %}", Closed).Faults).Code);
        Assert.Single(Template.Compile("{% for i in inputs.items %}{{ i.prise }}{% endfor %}", Closed).Warnings);
    }

    [Fact]
    public void A_schema_that_is_nested_without_end_or_is_none_says_nothing()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"type":"object","properties":{"a":""", 60)) + "{}" + new string('}', 120);
        Assert.Equal(Kinds.Map, Shape.OfSchema(JsonDocument.Parse(deep, new JsonDocumentOptions { MaxDepth = 200 }).RootElement).Kinds);
        Assert.Equal(Kinds.Any, Shape.OfSchema(JsonDocument.Parse("true").RootElement).Kinds);
        Assert.Equal(Kinds.Any, Shape.OfSchema(JsonDocument.Parse("""{ "type": 5, "properties": 7, "items": [], "enum": {} }""").RootElement).Kinds);
    }
}
