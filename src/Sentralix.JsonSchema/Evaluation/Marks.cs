namespace Sentralix.JsonSchema.Evaluation;

/// <summary>Which members or items of one value some keyword has looked at: a stretch of bits. Kept only where an "unevaluated…" asks.</summary>
internal readonly record struct Marks(int Offset, int Words)
{
    /// <summary>Nobody asks.</summary>
    public static Marks None => default;

    public bool Tracks => Words > 0;
}
