namespace Sentralix.Knowledge.Ranking;

/// <summary>How often a term stands in the fields of one chunk: a row of a posting table.</summary>
internal readonly record struct Posting(string Term, int InTitle, int InHeading, int InBody)
{
    public double WeightedFrequency => InTitle * FieldWeights.Title + InHeading * FieldWeights.Heading + InBody * FieldWeights.Body;
}
