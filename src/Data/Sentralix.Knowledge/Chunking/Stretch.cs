namespace Sentralix.Knowledge.Chunking;

/// <summary>A stretch of the content; chunks are made of whole ones where they fit.</summary>
/// <param name="Start">Offset of its first character.</param>
/// <param name="End">Offset behind its last character.</param>
/// <param name="BeginsBlock">Whether a block begins here: the better place to part chunks.</param>
internal readonly record struct Stretch(int Start, int End, bool BeginsBlock)
{
    public int Length => End - Start;
}
