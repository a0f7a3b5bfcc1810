namespace Sentralix.JsonSchema;

/// <summary>One thing that is wrong with a value.</summary>
/// <param name="InstancePath">Where in the value: a JSON Pointer, "" for the whole.</param>
/// <param name="SchemaPath">Which keyword says so: "#" and a JSON Pointer; a document's URI stands before it where it is not the schema itself.</param>
/// <param name="Keyword">The keyword's name; one of <see cref="ValidationStops"/> where the value was not judged.</param>
/// <param name="Message">What is wrong, in words that a model can act on. It may hold names and expected values, never the value itself.</param>
public sealed record ValidationError(string InstancePath, string SchemaPath, string Keyword, Words Message);
