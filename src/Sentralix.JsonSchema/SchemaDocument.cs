namespace Sentralix.JsonSchema;

/// <summary>A document that schemas may refer to.</summary>
/// <param name="Uri">Its absolute URI.</param>
/// <param name="Utf8">Its JSON.</param>
public sealed record SchemaDocument(string Uri, ReadOnlyMemory<byte> Utf8);
