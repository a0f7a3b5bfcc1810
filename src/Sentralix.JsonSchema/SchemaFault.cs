namespace Sentralix.JsonSchema;

/// <summary>Why a schema cannot be used.</summary>
/// <param name="Code">One of <see cref="SchemaFaultCodes"/>.</param>
/// <param name="Pointer">Where in the schema: a JSON Pointer, "" for the whole; a document's URI stands before it where it is not the schema itself.</param>
/// <param name="Message">What is wrong.</param>
public sealed record SchemaFault(string Code, string Pointer, Words Message);
