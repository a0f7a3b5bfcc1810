using Sentralix.JsonSchema.Evaluation;
using Sentralix.JsonSchema.Json;

namespace Sentralix.JsonSchema.Compilation;

/// <summary>A schema in its document.</summary>
/// <param name="document">The document.</param>
/// <param name="at">Its place on the tape.</param>
/// <param name="resource">The resource that it belongs to.</param>
internal sealed class SchemaSite(LoadedDocument document, int at, Resource resource)
{
    public LoadedDocument Document => document;

    public int At => at;

    public Resource Resource => resource;

    /// <summary>The pointer to it, from the document's root.</summary>
    public string Pointer => TapePointer.Of(View, at);

    public TapeView View => document.View;

    /// <summary>As errors of values tell it.</summary>
    public string Location => $"{document.Prefix}#{Pointer}";

    /// <summary>What it becomes, once somebody needs it.</summary>
    public SchemaNode? Node { get; set; }

    /// <summary>The place of a keyword's value; -1: it is not there.</summary>
    public int Find(ReadOnlySpan<byte> keyword) => View[at].Kind == JsonKind.Object ? View.Member(at, keyword) : -1;
}
