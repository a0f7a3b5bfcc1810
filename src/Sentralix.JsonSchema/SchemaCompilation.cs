using System.Diagnostics.CodeAnalysis;

namespace Sentralix.JsonSchema;

/// <summary>What came of a schema's text.</summary>
/// <param name="Schema">The schema; null: it has faults.</param>
/// <param name="Faults">What is wrong with it.</param>
public sealed record SchemaCompilation(Schema? Schema, IReadOnlyList<SchemaFault> Faults)
{
    /// <summary>It can be used.</summary>
    [MemberNotNullWhen(true, nameof(Schema))]
    public bool IsUsable => Schema is not null;
}
