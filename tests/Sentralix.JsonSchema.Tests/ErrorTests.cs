using System.Text.Json;
using Xunit;

namespace Sentralix.JsonSchema.Tests;

/// <summary>What is told about a value that a schema does not accept.</summary>
public sealed class ErrorTests
{
    private const string Tool = """
        {
          "type": "object",
          "properties": {
            "city": { "type": "string", "minLength": 2 },
            "days": { "type": "integer", "minimum": 1, "maximum": 14 },
            "units": { "enum": ["metric", "imperial"] },
            "tags": { "type": "array", "items": { "$ref": "#/$defs/tag" }, "uniqueItems": true, "maxItems": 3 },
            "a/b~c": { "const": 1.50 }
          },
          "required": ["city", "days"],
          "additionalProperties": false,
          "$defs": { "tag": { "type": "string", "pattern": "^[a-z]+$" } }
        }
        """;

    [Theory]
    [InlineData("""{"days":3}""", "", "#/required", "required", "missing required property 'city'", "нет обязательного поля 'city'")]
    [InlineData("""{"city":"Омск","days":"3"}""", "/days", "#/properties/days/type", "type", "must be integer, and is string", "должно быть: integer, а дано: string")]
    [InlineData("""{"city":"Омск","days":1.5}""", "/days", "#/properties/days/type", "type", "must be integer, and is number", "должно быть: integer, а дано: number")]
    [InlineData("""{"city":"Я","days":3}""", "/city", "#/properties/city/minLength", "minLength", "must have at least 2 characters", "длина не должна быть меньше 2")]
    [InlineData("""{"city":"Омск","days":15}""", "/days", "#/properties/days/maximum", "maximum", "must be ≤ 14", "должно быть ≤ 14")]
    [InlineData("""{"city":"Омск","days":3,"units":"K"}""", "/units", "#/properties/units/enum", "enum", "must be one of \"metric\", \"imperial\"", "должно быть одним из: \"metric\", \"imperial\"")]
    [InlineData("""{"city":"Омск","days":3,"town":1}""", "/town", "#/additionalProperties", "additionalProperties", "unexpected property 'town'", "лишнее поле 'town'")]
    [InlineData("""{"city":"Омск","days":3,"tags":["a","B"]}""", "/tags/1", "#/$defs/tag/pattern", "pattern", "must match the pattern ^[a-z]+$", "должно соответствовать шаблону ^[a-z]+$")]
    [InlineData("""{"city":"Омск","days":3,"tags":["a","a"]}""", "/tags/1", "#/properties/tags/uniqueItems", "uniqueItems", "the items must all be different", "элементы не должны повторяться")]
    [InlineData("""{"city":"Омск","days":3,"a/b~c":2}""", "/a~1b~0c", "#/properties/a~1b~0c/const", "const", "must be 1.5", "должно быть 1.5")]
    public void An_error_says_where_and_what_in_two_languages(string value, string instancePath, string schemaPath, string keyword, string en, string ru)
    {
        var validation = SchemaText.Schema(Tool).Judge(value);
        Assert.Equal(new ValidationError(instancePath, schemaPath, keyword, new Words(en, ru)), Assert.Single(validation.Errors));
        Assert.Null(validation.Stop);
        Assert.False(validation.HasMore);
    }

    [Fact]
    public void All_errors_are_told_and_not_only_the_first()
    {
        var validation = SchemaText.Schema(Tool).Judge("""{"days":0,"units":5,"x":1,"y":2}""");
        Assert.Equal(["/days", "/units", "/x", "/y", ""], validation.Errors.Select(e => e.InstancePath));
    }

    [Fact]
    public void The_number_of_errors_is_bounded_and_it_is_said_that_there_are_more()
    {
        var schema = SchemaText.Schema("""{"items":{"type":"string"}}""", new SchemaOptions { MaxErrors = 3 });
        var validation = schema.Judge("[1,2,3,4,5]");
        Assert.Equal(["/0", "/1", "/2"], validation.Errors.Select(e => e.InstancePath));
        Assert.True(validation.HasMore);
        Assert.False(schema.Judge("""["a",2,3,4]""").HasMore);
    }

    [Fact]
    public void A_variant_that_holds_takes_back_what_the_others_said()
    {
        var schema = SchemaText.Schema("""{"properties":{"a":{"anyOf":[{"type":"string"},{"type":"integer"}]},"b":{"type":"null"}}}""");
        Assert.Equal(["/b"], schema.Judge("""{"a":1,"b":2}""").Errors.Select(e => e.InstancePath));
    }

    [Fact]
    public void Where_no_variant_holds_it_is_said_what_is_wrong_with_each()
    {
        var validation = SchemaText.Schema("""{"anyOf":[{"type":"string"},{"required":["a"]}]}""").Judge("{}");
        Assert.Equal(
            ["the value matches none of the 2 variants", "must be string, and is object", "missing required property 'a'"],
            validation.Errors.Select(e => e.Message.En));
        Assert.Equal("the value must match exactly one of the 2 variants and matches more", Assert.Single(SchemaText.Schema("""{"oneOf":[true,{}]}""").Judge("1").Errors).Message.En);
    }

    [Fact]
    public void The_value_itself_is_never_told()
    {
        var schema = SchemaText.Schema("""
            {"properties":{"card":{"type":"integer","not":true,"pattern":"^x","format":"email","enum":[1],"const":2,"minLength":40}},"maxProperties":0}
            """, new SchemaOptions { AssertsFormat = true });
        var validation = schema.Judge("""{"card":"4111 1111 1111 1111"}""");
        Assert.Equal(8, validation.Errors.Count);
        Assert.DoesNotContain("4111", JsonSerializer.Serialize(validation), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_of_any_length_and_content_makes_a_short_message_of_one_line()
    {
        var name = new string('n', 5_000) + "\n";
        var error = Assert.Single(SchemaText.Schema("""{"additionalProperties":false}""").Judge(JsonSerializer.Serialize(new Dictionary<string, int> { [name] = 1 })).Errors);
        Assert.InRange(error.Message.En.Length, 20, 120);
        error = Assert.Single(SchemaText.Schema("""{"additionalProperties":false}""").Judge("""{"a\nb":1}""").Errors);
        Assert.Equal("unexpected property 'a b'", error.Message.En);
    }

    [Fact]
    public void An_error_of_another_document_names_the_document()
    {
        var options = new SchemaOptions { Documents = [new SchemaDocument("https://example.test/city", SchemaText.Utf8("""{"type":"string"}"""))] };
        var error = Assert.Single(SchemaText.Schema("""{"items":{"$ref":"https://example.test/city"}}""", options).Judge("[1]").Errors);
        Assert.Equal(("/0", "https://example.test/city#/type"), (error.InstancePath, error.SchemaPath));
    }
}
