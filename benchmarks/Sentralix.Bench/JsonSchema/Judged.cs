namespace Sentralix.Bench.JsonSchema;

/// <summary>What a block of judging came to.</summary>
/// <param name="Count">How many values were judged.</param>
/// <param name="Valid">How many of them were accepted.</param>
/// <param name="Processor">The processor time that it took.</param>
internal readonly record struct Judged(long Count, long Valid, TimeSpan Processor)
{
    public double PerSecond => Count / Processor.TotalSeconds;

    public static Judged operator +(Judged one, Judged other) => new(one.Count + other.Count, one.Valid + other.Valid, one.Processor + other.Processor);
}
