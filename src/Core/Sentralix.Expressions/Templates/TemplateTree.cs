using Sentralix.Expressions.Syntax;

namespace Sentralix.Expressions.Templates;

/// <summary>A part of a template.</summary>
internal abstract record Part;

internal sealed record TextPart(string Text) : Part;

/// <param name="Value">What is shown.</param>
/// <param name="IsRaw">Whether as it is.</param>
/// <param name="Span">Where it stands.</param>
internal sealed record OutputPart(Node Value, bool IsRaw, SourceSpan Span) : Part
{
    /// <summary>With the filter that makes it raw.</summary>
    public Node Whole => IsRaw ? new CallNode("raw", [Value], CallForm.Filter, Span, Span) : Value;
}

/// <param name="Cases">Conditions and what is shown for the first that is true.</param>
/// <param name="Otherwise">What is shown when none is.</param>
/// <param name="Span">Where it begins.</param>
internal sealed record IfPart(IReadOnlyList<(Node Condition, IReadOnlyList<Part> Body)> Cases, IReadOnlyList<Part> Otherwise, SourceSpan Span) : Part;

internal sealed record ForPart(string Variable, Node List, IReadOnlyList<Part> Body, SourceSpan Span) : Part;

/// <summary>Fits the pieces of a template together.</summary>
internal sealed class TemplateTree
{
    private readonly IReadOnlyList<Piece> pieces;
    private readonly int maxDepth;
    private int at;

    private TemplateTree(IReadOnlyList<Piece> pieces, int maxDepth) => (this.pieces, this.maxDepth) = (pieces, maxDepth);

    /// <exception cref="ExpressionException">The blocks do not fit together.</exception>
    public static IReadOnlyList<Part> Build(IReadOnlyList<Piece> pieces, Budget budget)
    {
        var tree = new TemplateTree(Trimmed(pieces), budget.Depth);
        var parts = tree.Body(0);
        return tree.at == tree.pieces.Count ? parts : throw Alone((TagPiece)tree.pieces[tree.at]);
    }

    /// <summary>Takes white space away where a piece says so, and joins texts that stand side by side.</summary>
    private static List<Piece> Trimmed(IReadOnlyList<Piece> pieces)
    {
        var trimmed = new List<Piece>();
        for (var i = 0; i < pieces.Count; i++)
        {
            if (pieces[i] is not TextPiece text)
            {
                if (pieces[i] is not EmptyPiece) trimmed.Add(pieces[i]);
                continue;
            }

            var words = text.Text;
            if (i > 0 && pieces[i - 1].TrimsAfter) words = words.TrimStart();
            if (i + 1 < pieces.Count && pieces[i + 1].TrimsBefore) words = words.TrimEnd();
            if (words.Length == 0) continue;
            if (trimmed is [.., TextPiece before]) trimmed[^1] = new TextPiece(before.Text + words, before.Span);
            else trimmed.Add(new TextPiece(words, text.Span));
        }

        return trimmed;
    }

    private List<Part> Body(int depth)
    {
        var parts = new List<Part>();
        while (at < pieces.Count)
        {
            switch (pieces[at])
            {
                case TextPiece text: parts.Add(new TextPart(text.Text)); break;
                case OutputPiece output: parts.Add(Output(output)); break;
                case TagPiece { Kind: TagKind.If or TagKind.For } tag:
                    if (depth >= maxDepth) throw new ExpressionException(FaultCodes.Budget, $"blocks are nested deeper than {maxDepth}", tag.Span);
                    at++;
                    parts.Add(tag.Kind == TagKind.If ? If(tag, depth) : For(tag, depth));
                    continue;
                default: return parts;
            }

            at++;
        }

        return parts;
    }

    private static OutputPart Output(OutputPiece output) => output.Value is CallNode { Name: "raw", Form: CallForm.Filter, Arguments: [var inner] }
        ? new OutputPart(inner, IsRaw: true, output.Span)
        : new OutputPart(output.Value, IsRaw: false, output.Span);

    private IfPart If(TagPiece tag, int depth)
    {
        var cases = new List<(Node, IReadOnlyList<Part>)> { (tag.Value!, Body(depth + 1)) };
        while (Takes(TagKind.Elsif) is { } next) cases.Add((next.Value!, Body(depth + 1)));
        var otherwise = Takes(TagKind.Else) is null ? [] : Body(depth + 1);
        return Takes(TagKind.EndIf) is null ? throw Open(tag, "if", "endif") : new IfPart(cases, otherwise, tag.Span);
    }

    private ForPart For(TagPiece tag, int depth)
    {
        var body = Body(depth + 1);
        return Takes(TagKind.EndFor) is null ? throw Open(tag, "for", "endfor") : new ForPart(tag.Variable!, tag.Value!, body, tag.Span);
    }

    private TagPiece? Takes(TagKind kind)
    {
        if (at == pieces.Count || pieces[at] is not TagPiece tag || tag.Kind != kind) return null;
        at++;
        return tag;
    }

    private ExpressionException Open(TagPiece tag, string word, string end) => at == pieces.Count
        ? new ExpressionException(FaultCodes.Template, $"the '{word}' that begins here has no '{end}'", tag.Span)
        : Alone((TagPiece)pieces[at]);

    private static ExpressionException Alone(TagPiece tag) => new(FaultCodes.Template, $"there is nothing that this '{Word(tag.Kind)}' could belong to", tag.Span);

    private static string Word(TagKind kind) => kind.ToString().ToLowerInvariant();
}
