using Sentralix.JsonSchema.Json;

namespace Sentralix.JsonSchema.Compilation;

/// <summary>A document whose schemas are known by their places.</summary>
/// <param name="prefix">What stands before a pointer into it in what is told: nothing for the schema that was asked about.</param>
/// <param name="tape">Its JSON.</param>
internal sealed class LoadedDocument(string prefix, TapeDocument tape)
{
    public TapeView View => tape.View;

    public TapeDocument Tape => tape;

    public string Prefix => prefix;

    /// <summary>Its schemas, by their place on the tape.</summary>
    public Dictionary<int, SchemaSite> Sites { get; } = [];
}
