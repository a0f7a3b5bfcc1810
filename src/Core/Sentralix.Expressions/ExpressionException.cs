namespace Sentralix.Expressions;

/// <summary>
/// Ends an evaluation. It never leaves <see cref="Expression"/> and <see cref="Templates.Template"/>, which turn it into an
/// <see cref="ExpressionFault"/>; whoever gives values that are made on reading may throw it.
/// </summary>
public sealed class ExpressionException(string code, string message, SourceSpan? span = null) : Exception(message)
{
    public string Code => code;

    /// <summary>Where in the source; null: all of it.</summary>
    public SourceSpan? Span => span;

    internal ExpressionFault At(string source, SourceSpan whole) => ExpressionFault.At(source, code, Message, span ?? whole);
}
