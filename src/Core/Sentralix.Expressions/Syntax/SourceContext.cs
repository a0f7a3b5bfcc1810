using Parlot;
using Parlot.Fluent;

namespace Sentralix.Expressions.Syntax;

/// <summary>The parse of one source: how deep it is nested so far.</summary>
internal sealed class SourceContext(string source, int maxDepth) : ParseContext(new Scanner(source), useNewLines: false)
{
    private int depth;

    public string Source => source;

    public void Enter()
    {
        if (++depth > maxDepth)
            throw new ExpressionException(FaultCodes.Budget, $"it is nested deeper than {maxDepth}", new SourceSpan(Scanner.Cursor.Offset, Scanner.Cursor.Offset + 1));
    }

    public void Leave() => depth--;
}

/// <summary>A parser that may contain itself. A million brackets end here, not with the stack.</summary>
internal sealed class Nested<T>(Parser<T> inner) : Parser<T>
{
    public override bool Parse(ParseContext context, ref ParseResult<T> result)
    {
        var source = (SourceContext)context;
        source.Enter();
        var found = inner.Parse(context, ref result);
        source.Leave();
        return found;
    }
}
