using System.Text;
using Xunit;

namespace Sentralix.JsonSchema.Tests;

/// <summary>Schemas and values as texts.</summary>
internal static class SchemaText
{
    public static Schema Schema(string json, SchemaOptions? options = null)
    {
        var compilation = JsonSchema.Schema.Compile(Utf8(json), options);
        Assert.True(compilation.IsUsable, string.Join('\n', compilation.Faults));
        return compilation.Schema;
    }

    public static SchemaFault Fault(string json, SchemaOptions? options = null)
    {
        var compilation = JsonSchema.Schema.Compile(Utf8(json), options);
        Assert.False(compilation.IsUsable);
        return compilation.Faults[0];
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>The judgement, which both ways of asking give alike.</summary>
    public static Validation Judge(this Schema schema, string json)
    {
        var validation = schema.Validate(Utf8(json));
        Assert.Equal(validation.IsValid, schema.IsValid(Utf8(json)));
        return validation;
    }
}
