using Sentralix.Expressions.Syntax;

namespace Sentralix.Expressions.Templates;

/// <summary>A piece of a template's source: text, or what stands in braces. Trimming takes white space away from the text beside it.</summary>
internal abstract record Piece(SourceSpan Span)
{
    public bool TrimsBefore { get; init; }

    public bool TrimsAfter { get; init; }
}

internal sealed record TextPiece(string Text, SourceSpan Span) : Piece(Span);

/// <summary>A comment: nothing.</summary>
internal sealed record EmptyPiece(SourceSpan Span) : Piece(Span);

internal sealed record OutputPiece(Node Value, SourceSpan Span) : Piece(Span);

internal enum TagKind
{
    If,
    Elsif,
    Else,
    EndIf,
    For,
    EndFor,
}

/// <param name="Kind">Which.</param>
/// <param name="Value">The condition, or the list.</param>
/// <param name="Variable">The variable of a loop.</param>
/// <param name="Span">Where.</param>
internal sealed record TagPiece(TagKind Kind, Node? Value, string? Variable, SourceSpan Span) : Piece(Span);
