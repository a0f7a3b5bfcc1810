using Sentralix.JsonSchema.Compilation;

namespace Sentralix.JsonSchema.Evaluation;

/// <summary>One thing that a schema says about a value.</summary>
/// <param name="name">As it stands in the schema.</param>
/// <param name="site">The schema that says it.</param>
internal abstract class Keyword(string name, SchemaSite site)
{
    public string Name => name;

    public SchemaSite Site => site;

    /// <summary>What it looks at.</summary>
    public abstract Kinds Kinds { get; }

    /// <summary>Schemas that it applies to the same value.</summary>
    public virtual IEnumerable<SchemaNode> InPlace => [];

    /// <summary>Whether the value is as the keyword wants it.</summary>
    /// <param name="run">The pass; takes the errors where it collects them.</param>
    /// <param name="at">The value.</param>
    /// <param name="marks">Takes which of its members or items were looked at.</param>
    public abstract bool Holds(ref Run run, int at, Marks marks);
}
