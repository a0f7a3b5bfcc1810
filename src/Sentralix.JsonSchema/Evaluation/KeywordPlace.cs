using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Json;

namespace Sentralix.JsonSchema.Evaluation;

/// <summary>Where a keyword stands. Its text is made only for errors that are told: names in a schema may be long, and nested.</summary>
/// <param name="Site">The schema.</param>
/// <param name="Keyword">The keyword; "": the schema itself is meant.</param>
internal readonly record struct KeywordPlace(SchemaSite Site, string Keyword)
{
    public override string ToString() => Keyword.Length == 0 ? Site.Location : $"{Site.Location}/{TapePointer.Escape(Keyword)}";
}
