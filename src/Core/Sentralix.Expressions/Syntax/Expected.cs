using Parlot;
using Parlot.Fluent;

namespace Sentralix.Expressions.Syntax;

/// <summary>A parser that nothing else can take the place of any more: where it fails, the source is wrong.</summary>
internal sealed class Expected<T>(Parser<T> inner, string words) : Parser<T>
{
    public override bool Parse(ParseContext context, ref ParseResult<T> result) =>
        inner.Parse(context, ref result) ? true : throw SyntaxFaults.Expected(words, ((SourceContext)context).Source, context.Scanner.Cursor.Offset);
}

/// <summary>Says what was found where something else was expected, and what the author may have meant.</summary>
internal static class SyntaxFaults
{
    private const int MaxShown = 20;

    public static ExpressionException Expected(string words, string source, int offset)
    {
        while (offset < source.Length && char.IsWhiteSpace(source[offset])) offset++;
        var length = Token(source, offset);
        var found = length == 0 ? "the end" : $"'{Shown(source.AsSpan(offset, length))}'";
        return new ExpressionException(FaultCodes.Syntax, $"{words} was expected, but {found} was found{Hint(source.AsSpan(offset))}", new SourceSpan(offset, offset + length));
    }

    public static ExpressionException At(int start, int end, string message) => new(FaultCodes.Syntax, message, new SourceSpan(start, end));

    private static string Shown(ReadOnlySpan<char> token) => token.Length <= MaxShown ? token.ToString() : $"{token[..MaxShown]}…";

    private static int Token(string source, int offset)
    {
        if (offset >= source.Length) return 0;
        var length = 1;
        if (Names.IsPart(source[offset]))
            while (offset + length < source.Length && Names.IsPart(source[offset + length])) length++;
        else if (char.IsHighSurrogate(source[offset]) && offset + 1 < source.Length)
            length = 2;
        return length;
    }

    private static string Hint(ReadOnlySpan<char> rest) => rest switch
    {
        ['=', '=', '=', ..] => "; '==' compares",
        ['=', '>', ..] => "; '>=' is greater or equal",
        ['=', ..] => "; '==' compares",
        ['&', ..] => "; '&&' is and",
        ['!', '=', ..] or ['<', ..] or ['>', ..] => "; comparisons are put together with '&&'",
        ['|', ..] => "; a filter inside '? :' or behind ':' needs brackets around it",
        ['«' or '“' or '„' or '”' or '‘' or '’' or '`', ..] => "; texts stand in 'single' or \"double\" quotes",
        ['(', ..] => "; only a name can be called",
        ['?', ..] => "; default(value, other) replaces null",
        _ when Word(rest) is { Length: > 0 } word => word switch
        {
            "and" => "; '&&' is and",
            "or" => "; '||' is or",
            "not" => "; '!' is not",
            "is" => "; '==' compares",
            "None" or "nil" or "undefined" => "; 'null' is nothing",
            "in" or "contains" or "matches" => "; comparisons are put together with '&&'",
            _ => "",
        },
        _ => "",
    };

    private static string Word(ReadOnlySpan<char> rest)
    {
        var length = 0;
        while (length < rest.Length && length < MaxShown && Names.IsPart(rest[length])) length++;
        return rest[..length].ToString();
    }
}
