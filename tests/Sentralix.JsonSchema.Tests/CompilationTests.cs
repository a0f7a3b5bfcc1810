using Xunit;

namespace Sentralix.JsonSchema.Tests;

/// <summary>Schemas that cannot be used are refused with a code and a place.</summary>
public sealed class CompilationTests
{
    private static readonly SchemaOptions Small = new() { MaxSchemaBytes = 1_000, MaxSubschemas = 10, MaxPatterns = 2, MaxPatternLength = 20, MaxSchemaDepth = 10 };

    [Theory]
    [InlineData("", "schema_not_json", "")]
    [InlineData("{", "schema_not_json", "")]
    [InlineData("{}x", "schema_not_json", "")]
    [InlineData("""{"type":"string","type":"null"}""", "schema_not_json", "")]
    [InlineData("[]", "schema_invalid", "")]
    [InlineData("\"string\"", "schema_invalid", "")]
    [InlineData("""{"type":"str"}""", "schema_invalid", "/type")]
    [InlineData("""{"properties":{"a":{"minimum":"1"}}}""", "schema_invalid", "/properties/a/minimum")]
    [InlineData("""{"properties":{"a/b":{"required":"a"}}}""", "schema_invalid", "/properties/a~1b/required")]
    [InlineData("""{"items":[{"type":"string"}]}""", "schema_invalid", "/items")]
    [InlineData("""{"allOf":[]}""", "schema_invalid", "/allOf")]
    [InlineData("""{"multipleOf":0}""", "schema_invalid", "/multipleOf")]
    [InlineData("""{"$ref":"#/$defs/x"}""", "schema_ref_unknown", "/$ref")]
    [InlineData("""{"items":{"$ref":"https://example.test/other"}}""", "schema_ref_unknown", "/items/$ref")]
    [InlineData("""{"$ref":"#nowhere"}""", "schema_ref_unknown", "/$ref")]
    [InlineData("""{"$dynamicRef":"#nowhere"}""", "schema_ref_unknown", "/$dynamicRef")]
    [InlineData("""{"prefixItems":[true],"$ref":"#/prefixItems/01"}""", "schema_ref_unknown", "/$ref")]
    [InlineData("""{"$ref":"#"}""", "schema_ref_loop", "")]
    [InlineData("""{"properties":{"a":{"allOf":[{"not":{"$ref":"#/properties/a"}}]}}}""", "schema_ref_loop", "/properties/a")]
    [InlineData("""{"anyOf":[{"type":"string"},{"$ref":"#"}]}""", "schema_ref_loop", "")]
    [InlineData("""{"$defs":{"a":{"$id":"https://x.test/a"},"b":{"$id":"https://x.test/a"}}}""", "schema_id_duplicate", "/$defs/b/$id")]
    [InlineData("""{"$defs":{"a":{"$anchor":"n"},"b":{"$anchor":"n"}}}""", "schema_id_duplicate", "/$defs/b/$anchor")]
    [InlineData("""{"$schema":"https://example.test/dialect"}""", "schema_dialect_unknown", "/$schema")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-04/schema#"}""", "schema_dialect_unknown", "/$schema")]
    [InlineData("""{"pattern":"("}""", "schema_pattern_invalid", "/pattern")]
    [InlineData("""{"patternProperties":{"[":{}}}""", "schema_pattern_invalid", "/patternProperties/[")]
    [InlineData("""{"pattern":"\\a"}""", "schema_pattern_invalid", "/pattern")]
    [InlineData("""{"pattern":"(a)\\1"}""", "schema_pattern_unsupported", "/pattern")]
    [InlineData("""{"pattern":"(?i:a)"}""", "schema_pattern_unsupported", "/pattern")]
    [InlineData("""{"minimum":1e99999999999999999999}""", "schema_number_unsupported", "/minimum")]
    public void A_schema_that_cannot_be_used_is_refused_with_a_code_and_a_place(string schema, string code, string pointer)
    {
        var fault = SchemaText.Fault(schema);
        Assert.Equal((code, pointer), (fault.Code, fault.Pointer));
        Assert.NotEmpty(fault.Message.En);
        Assert.NotEmpty(fault.Message.Ru);
    }

    [Theory]
    [InlineData("""{"title":"%1000%"}""", "schema_too_large")]
    [InlineData("""{"not":{"not":{"not":{"not":{"not":{"not":{"not":{"not":{"not":{"not":{"not":true}}}}}}}}}}}""", "schema_too_deep")]
    [InlineData("""{"anyOf":[{},{},{},{},{},{},{},{},{},{},{}]}""", "schema_too_large")]
    [InlineData("""{"patternProperties":{"a":{},"b":{},"c":{}}}""", "schema_too_large")]
    [InlineData("""{"pattern":"aaaaaaaaaaaaaaaaaaaaaaaaa"}""", "schema_pattern_unsupported")]
    public void A_schema_beyond_the_limits_is_refused(string schema, string code) =>
        Assert.Equal(code, SchemaText.Fault(schema.Replace("%1000%", new string('x', 1_000), StringComparison.Ordinal), Small).Code);

    [Fact]
    public void Every_fault_is_told_and_not_only_the_first()
    {
        var compilation = Schema.Compile("""{"properties":{"a":{"type":"str"},"b":{"minLength":-1}}}"""u8);
        Assert.Equal(["/properties/a/type", "/properties/b/minLength"], compilation.Faults.Select(f => f.Pointer).Distinct());
        compilation = Schema.Compile("""{"properties":{"a":{"$ref":"#/x"},"b":{"pattern":"["}}}"""u8);
        Assert.Equal(["schema_ref_unknown", "schema_pattern_invalid"], compilation.Faults.Select(f => f.Code));
    }

    [Fact]
    public void A_reference_finds_what_was_registered_and_parts_of_it()
    {
        var options = new SchemaOptions
        {
            Documents =
            [
                new SchemaDocument("https://example.test/broken", "{"u8.ToArray()),
                new SchemaDocument("https://example.test/bundle", """{"$defs":{"phone":{"$id":"phone","pattern":"^\\+","$defs":{"short":{"maxLength":3}}}}}"""u8.ToArray()),
            ],
        };
        Assert.False(SchemaText.Schema("""{"$ref":"https://example.test/bundle#/$defs/phone"}""", options).Judge("\"7\"").IsValid);
        Assert.True(SchemaText.Schema("""{"$id":"https://example.test/mine","$ref":"bundle#/$defs/phone/$defs/short"}""", options).Judge("\"777\"").IsValid);
        var fault = SchemaText.Fault("""{"$ref":"https://example.test/broken"}""", options);
        Assert.Equal(("schema_not_json", "https://example.test/broken#"), (fault.Code, fault.Pointer));
    }

    [Fact]
    public void A_document_that_is_no_schema_is_told_with_its_name()
    {
        var options = new SchemaOptions { Documents = [new SchemaDocument("https://example.test/d", """{"items":{"type":"str"}}"""u8.ToArray())] };
        var fault = SchemaText.Fault("""{"$ref":"https://example.test/d"}""", options);
        Assert.Equal(("schema_invalid", "https://example.test/d#/items/type"), (fault.Code, fault.Pointer));
    }

    [Fact]
    public void A_dialect_that_needs_an_unknown_vocabulary_is_refused()
    {
        var options = new SchemaOptions
        {
            Documents = [new SchemaDocument("https://example.test/dialect", """{"$schema":"https://json-schema.org/draft/2020-12/schema","$vocabulary":{"https://example.test/vocabulary":true}}"""u8.ToArray())],
        };
        Assert.Equal("schema_vocabulary_unknown", SchemaText.Fault("""{"$schema":"https://example.test/dialect"}""", options).Code);
    }

    [Theory]
    [InlineData("http://json-schema.org/draft-07/schema#")]
    [InlineData("http://json-schema.org/draft-06/schema")]
    [InlineData("https://json-schema.org/draft/2019-09/schema")]
    public void A_schema_of_an_older_draft_that_reads_the_same_is_taken(string draft)
    {
        var schema = SchemaText.Schema($$"""
            {"$schema":"{{draft}}","type":"object","properties":{"a":{"$ref":"#/definitions/a","description":"x"} },"required":["a"],"additionalProperties":false,"definitions":{"a":{"type":"integer"} } }
            """);
        Assert.True(schema.Judge("""{"a":1}""").IsValid);
        Assert.False(schema.Judge("""{"a":1,"b":2}""").IsValid);
    }

    [Theory]
    [InlineData("http://json-schema.org/draft-07/schema#", """ "additionalItems":false """, "/additionalItems")]
    [InlineData("http://json-schema.org/draft-07/schema#", """ "$ref":"#/definitions/a","minLength":1,"definitions":{"a":{}} """, "/minLength")]
    [InlineData("http://json-schema.org/draft-07/schema#", """ "prefixItems":[true] """, "/prefixItems")]
    [InlineData("http://json-schema.org/draft-06/schema#", """ "if":true """, "/if")]
    [InlineData("https://json-schema.org/draft/2019-09/schema", """ "$recursiveRef":"#" """, "/$recursiveRef")]
    public void A_schema_of_an_older_draft_that_would_be_misread_is_refused(string draft, string rest, string pointer)
    {
        var fault = SchemaText.Fault($$"""{"$schema":"{{draft}}",{{rest}} }""");
        Assert.Equal(("schema_draft_differs", pointer), (fault.Code, fault.Pointer));
    }

    [Fact]
    public void Whether_a_text_is_a_schema_at_all_is_told_without_following_its_references()
    {
        Assert.Empty(Schema.Check("""{"$ref":"https://example.test/not-here","pattern":"["}"""u8));
        Assert.Empty(Schema.Check("true"u8));
        Assert.Equal("schema_invalid", Schema.Check("""{"type":"text"}"""u8)[0].Code);
        Assert.Equal("schema_not_json", Schema.Check("type: object"u8)[0].Code);
        Assert.Equal("schema_invalid", Schema.Check("[1]"u8)[0].Code);
    }

    [Fact]
    public void The_metaschema_is_a_schema_by_its_own_word()
    {
        var schema = SchemaText.Schema("""{"$ref":"https://json-schema.org/draft/2020-12/schema"}""");
        Assert.True(schema.Judge("""{"type":"object","properties":{"a":{"$ref":"#"}}}""").IsValid);
        Assert.Equal("/properties/a/type", Assert.Single(schema.Judge("""{"properties":{"a":{"type":7}}}""").Errors, e => e.Keyword == "type").InstancePath);
    }
}
