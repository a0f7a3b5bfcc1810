using Parlot;
using Parlot.Fluent;
using Sentralix.Expressions.Syntax;

namespace Sentralix.Expressions.Templates;

/// <summary>
/// The grammar of templates, around that of expressions:
/// <code>
/// template = {text | "{{" expr "}}" | "{%" tag "%}" | "{#" … "#}"}
/// tag      = "if" expr | "elsif" expr | "else" | "endif" | "for" name "in" expr | "endfor" | "raw" | "endraw" | "comment" | "endcomment"
/// </code>
/// A '-' inside of the braces takes the white space beside them away.
/// </summary>
internal static class TemplateGrammar
{
    private static readonly Parser<IReadOnlyList<Piece>> Template = Build();

    /// <exception cref="ExpressionException">It is no template.</exception>
    public static IReadOnlyList<Piece> Parse(string source, Budget budget)
    {
        if (source.Length > budget.TemplateLength) throw new ExpressionException(FaultCodes.Budget, $"it is longer than {budget.TemplateLength} characters");
        var context = new SourceContext(source, budget.Depth);
        var result = new ParseResult<IReadOnlyList<Piece>>();
        Template.Parse(context, ref result);
        return result.Value;
    }

    private static Parser<IReadOnlyList<Piece>> Build()
    {
        var text = Literals.Scan(TextLength).Then<Piece>((_, start, end, t) => new TextPiece(t.ToString()!, new SourceSpan(start, end)));
        var comment = Literals.Scan(CommentLength, "{").Then<Piece>((context, start, end, c) => Comment(c.Span, ((SourceContext)context).Source, new SourceSpan(start, end)));
        var value = new Expected<Node>(Grammar.Expression, "a value");
        var output = Open("{{").And(value).And(Close("}}"))
            .Then<Piece>((_, start, end, o) => new OutputPiece(o.Item2, new SourceSpan(start, end)) { TrimsBefore = o.Item1, TrimsAfter = o.Item3 });
        var loop = new Expected<(string Name, SourceSpan Span)>(Tokens.Word, "the name of a variable").AndSkip(new Expected<TextSpan>(Tokens.Keyword("in"), "'in'")).And(value);
        var inner = OneOf(
            Tag("if", TagKind.If, value), Tag("elsif", TagKind.Elsif, value), Tag("else", TagKind.Else), Tag("endif", TagKind.EndIf), Tag("endfor", TagKind.EndFor),
            Tokens.Keyword("for").SkipAnd(loop).Then((_, start, end, l) => new TagPiece(TagKind.For, l.Item2, Variable(l.Item1), new SourceSpan(start, end))));
        var tag = Open("{%").And(new Expected<TagPiece>(inner, "a tag")).And(Close("%}"))
            .Then<Piece>((_, start, end, t) => t.Item2 with { Span = new SourceSpan(start, end), TrimsBefore = t.Item1, TrimsAfter = t.Item3 });
        return ZeroOrMany(OneOf(text, comment, new Verbatim("raw"), new Verbatim("comment"), output, tag));
    }

    /// <returns>Whether it takes the white space before it away.</returns>
    private static Parser<bool> Open(string braces) => Literals.Scan(rest => !rest.StartsWith(braces) ? 0 : rest.Length > 2 && rest[2] == '-' ? 3 : 2, "{").Then(open => open.Length == 3);

    private static Parser<bool> Close(string braces) =>
        new Expected<TextSpan>(Terms.Scan(rest => rest.StartsWith(braces) ? 2 : rest is ['-', ..] && rest[1..].StartsWith(braces) ? 3 : 0), $"an operator or '{braces}'").Then(close => close.Length == 3);

    private static Parser<TagPiece> Tag(string word, TagKind kind, Parser<Node>? value = null) => value is null
        ? Tokens.Keyword(word).Then((_, start, end, _) => new TagPiece(kind, null, null, new SourceSpan(start, end)))
        : Tokens.Keyword(word).SkipAnd(value).Then((_, start, end, node) => new TagPiece(kind, node, null, new SourceSpan(start, end)));

    private static string Variable((string Name, SourceSpan Span) word) =>
        Names.IsName(word.Name) && word.Name != "loop" ? word.Name : throw SyntaxFaults.At(word.Span.Start, word.Span.End, $"'{word.Name}' cannot be the name of a variable");

    private static int TextLength(ReadOnlySpan<char> rest)
    {
        var at = 0;
        while (true)
        {
            var brace = rest[at..].IndexOf('{');
            if (brace < 0) return rest.Length;
            at += brace;
            if (at + 1 < rest.Length && rest[at + 1] is '{' or '%' or '#') return at;
            at++;
        }
    }

    private static int CommentLength(ReadOnlySpan<char> rest)
    {
        if (rest is not ['{', '#', ..]) return 0;
        var end = rest[2..].IndexOf("#}");
        return end < 0 ? rest.Length : end + 4;
    }

    private static EmptyPiece Comment(ReadOnlySpan<char> text, string source, SourceSpan span) => text.Length >= 4 && text.EndsWith("#}")
        ? new EmptyPiece(span) { TrimsBefore = text[2] == '-', TrimsAfter = text[^3] == '-' }
        : throw new ExpressionException(FaultCodes.Template, "the comment that begins here has no '#}'", new SourceSpan(span.Start, Math.Min(span.Start + 2, source.Length)));

    /// <summary>What stands between <c>{% raw %}</c> and <c>{% endraw %}</c>, or between <c>{% comment %}</c> and its end, is not read.</summary>
    private sealed class Verbatim(string word) : Parser<Piece>
    {
        public override bool Parse(ParseContext context, ref ParseResult<Piece> result)
        {
            var cursor = context.Scanner.Cursor;
            var (source, start) = (((SourceContext)context).Source, cursor.Offset);
            if (Read(source, start, word) is not { } open) return false;
            var end = $"end{word}";
            for (var at = open.End; (at = source.IndexOf("{%", at, StringComparison.Ordinal)) >= 0; at += 2)
            {
                if (Read(source, at, end) is not { } close) continue;
                var span = new SourceSpan(start, close.End);
                var text = source[open.End..at];
                if (open.TrimsAfter) text = text.TrimStart();
                if (close.TrimsBefore) text = text.TrimEnd();
                Piece piece = word == "raw" ? new TextPiece(text, span) : new EmptyPiece(span);
                cursor.Advance(close.End - start);
                result.Set(start, close.End, piece with { TrimsBefore = open.TrimsBefore, TrimsAfter = close.TrimsAfter });
                return true;
            }

            throw new ExpressionException(FaultCodes.Template, $"the '{word}' that begins here has no '{end}'", new SourceSpan(start, open.End));
        }

        /// <summary>A tag that is one word.</summary>
        private static (int End, bool TrimsBefore, bool TrimsAfter)? Read(string source, int at, string word)
        {
            if (string.CompareOrdinal(source, at, "{%", 0, 2) != 0) return null;
            at += 2;
            var trimsBefore = at < source.Length && source[at] == '-';
            if (trimsBefore) at++;
            while (at < source.Length && char.IsWhiteSpace(source[at])) at++;
            if (string.CompareOrdinal(source, at, word, 0, word.Length) != 0) return null;
            at += word.Length;
            while (at < source.Length && char.IsWhiteSpace(source[at])) at++;
            var trimsAfter = at < source.Length && source[at] == '-';
            if (trimsAfter) at++;
            return string.CompareOrdinal(source, at, "%}", 0, 2) == 0 ? (at + 2, trimsBefore, trimsAfter) : null;
        }
    }
}
