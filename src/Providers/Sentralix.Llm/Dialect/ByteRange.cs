namespace Sentralix.Llm.Dialect;

/// <summary>A stretch of a request body.</summary>
internal readonly record struct ByteRange(int Start, int End)
{
    public int Length => End - Start;
}
