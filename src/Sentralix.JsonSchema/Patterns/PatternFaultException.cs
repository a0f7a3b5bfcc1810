namespace Sentralix.JsonSchema.Patterns;

/// <summary>A pattern that cannot be used. It leaves the parser and is told by whoever compiles the schema.</summary>
internal sealed class PatternFaultException(string code, int offset, Words message) : Exception(message.En)
{
    /// <summary>One of <see cref="SchemaFaultCodes"/>.</summary>
    public string Code => code;

    /// <summary>Where in the pattern, in UTF-16 units.</summary>
    public int Offset => offset;

    public Words Words => message;

    public static PatternFaultException Invalid(int offset, string en, string ru) =>
        new(SchemaFaultCodes.PatternInvalid, offset, new Words($"no regular expression: {en} at {offset}", $"не регулярное выражение: {ru}, позиция {offset}"));

    public static PatternFaultException Unsupported(int offset, string en, string ru) =>
        new(SchemaFaultCodes.PatternUnsupported, offset, new Words($"the pattern cannot be run here: {en} at {offset}", $"шаблон здесь не выполнить: {ru}, позиция {offset}"));
}
