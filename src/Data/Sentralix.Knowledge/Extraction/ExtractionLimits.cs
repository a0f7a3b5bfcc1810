namespace Sentralix.Knowledge.Extraction;

/// <summary>
/// What a document may cost. The defaults were chosen by attack: a megabyte of nested elements kept the HTML parser
/// busy for minutes, and 783 KB of unclosed formatting took it 56 s and 9 GB.
/// </summary>
internal sealed record ExtractionLimits
{
    public static readonly ExtractionLimits Default = new();

    public int MaxBytes { get; init; } = 10 * 1024 * 1024;

    public int MaxDepth { get; init; } = 256;

    public int MaxElements { get; init; } = 500_000;
}
