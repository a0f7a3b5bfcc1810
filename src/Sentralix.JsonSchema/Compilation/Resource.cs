using Sentralix.JsonSchema.Evaluation;

namespace Sentralix.JsonSchema.Compilation;

/// <summary>A schema with a URI of its own: a document, or a part of one that has an $id.</summary>
internal sealed class Resource(string uri, LoadedDocument document, int root, Dialect dialect)
{
    public string Uri => uri;

    public LoadedDocument Document => document;

    /// <summary>Where it begins in its document.</summary>
    public int Root => root;

    public Dialect Dialect => dialect;

    /// <summary>Places with a name, $anchor and $dynamicAnchor alike.</summary>
    public Dictionary<string, int> Anchors { get; } = new(StringComparer.Ordinal);

    /// <summary>Names that $dynamicRef looks for.</summary>
    public Dictionary<string, int> DynamicAnchors { get; } = new(StringComparer.Ordinal);

    /// <summary>The schemas of those names, once they are made.</summary>
    public Dictionary<string, SchemaNode> DynamicTargets { get; } = new(StringComparer.Ordinal);
}
