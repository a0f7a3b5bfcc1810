using Parlot;

namespace Sentralix.Expressions.Syntax;

/// <summary>Reads one expression that is all of its source.</summary>
internal static class ExpressionParser
{
    /// <exception cref="ExpressionException">It is none.</exception>
    public static Node Parse(string source, Budget budget)
    {
        if (source.Length > budget.ExpressionLength)
            throw new ExpressionException(FaultCodes.Budget, $"it is longer than {budget.ExpressionLength} characters");
        var context = new SourceContext(source, budget.Depth);
        var node = Next(context);
        context.SkipWhiteSpace();
        return context.Scanner.Cursor.Eof ? node : throw SyntaxFaults.Expected("an operator or the end", source, context.Scanner.Cursor.Offset);
    }

    /// <summary>Reads the expression at the cursor, and stops behind it.</summary>
    public static Node Next(SourceContext context)
    {
        var result = new ParseResult<Node>();
        return Grammar.Expression.Parse(context, ref result) ? result.Value : throw SyntaxFaults.Expected("a value", context.Source, context.Scanner.Cursor.Offset);
    }
}
