namespace Sentralix.Expressions;

/// <summary>What one evaluation, or one rendering of a template, may cost. A caller may allow less than these, never more.</summary>
public sealed record Budget
{
    public static readonly Budget Default = new();

    /// <summary>Operators, members, calls and elements made.</summary>
    public int Operations { get; init => field = Lowered(value, 10_000); } = 10_000;

    /// <summary>Bytes of all texts made on the way, in memory (two for a character).</summary>
    public int TextBytes { get; init => field = Lowered(value, 1 << 20); } = 1 << 20;

    /// <summary>Items of a list.</summary>
    public int ListItems { get; init => field = Lowered(value, 10_000); } = 10_000;

    /// <summary>How deep an expression and the blocks of a template may be nested.</summary>
    public int Depth { get; init => field = Lowered(value, 32); } = 32;

    /// <summary>Rounds of one <c>{% for %}</c>.</summary>
    public int Rounds { get; init => field = Lowered(value, 200); } = 200;

    /// <summary>Bytes of a template's text in UTF-8.</summary>
    public int OutputBytes { get; init => field = Lowered(value, 64 * 1024); } = 64 * 1024;

    /// <summary>Characters of an expression's source.</summary>
    public int ExpressionLength { get; init => field = Lowered(value, 8 * 1024); } = 8 * 1024;

    /// <summary>Characters of a template's source.</summary>
    public int TemplateLength { get; init => field = Lowered(value, 64 * 1024); } = 64 * 1024;

    private static int Lowered(int value, int most) =>
        value >= 0 && value <= most ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"A budget may be lowered only: from 0 to {most}.");
}
