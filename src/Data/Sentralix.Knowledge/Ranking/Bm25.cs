namespace Sentralix.Knowledge.Ranking;

/// <summary>
/// The ranking function, written down once: exactly what SQLite's <c>bm25(table, 3, 3, 1)</c> computes over the
/// columns title, heading and body (with the sign turned), so that SQL over a posting table ranks alike. Weights
/// multiply the frequency of a term; the length of a row is its plain number of terms in all fields.
/// </summary>
internal static class Bm25
{
    public const double K1 = 1.2;
    public const double B = 0.75;

    // FTS5's floor for terms in more than half of the rows; without it they would count against a row.
    private const double LeastWeight = 1e-6;

    /// <summary>What a term is worth by its rarity.</summary>
    public static double TermWeight(long rows, long rowsWithTerm)
    {
        var weight = Math.Log((rows - rowsWithTerm + 0.5) / (rowsWithTerm + 0.5));
        return weight > 0 ? weight : LeastWeight;
    }

    /// <summary>What one term adds to the score of a row.</summary>
    public static double Score(double termWeight, Posting posting, int length, double averageLength)
    {
        var frequency = posting.WeightedFrequency;
        return termWeight * frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * length / averageLength));
    }
}
