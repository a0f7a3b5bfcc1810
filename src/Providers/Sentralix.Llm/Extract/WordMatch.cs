namespace Sentralix.Llm.Extract;

/// <summary>How surely two stems belong to the same word: 0 to 1.</summary>
internal static class WordMatch
{
    private const double Related = 0.8;
    private const int ShortestPrefix = 4;

    // Consonants that change places within a word: оплата – оплачивать, возврат – возвращать, заказ – закажу.
    private static readonly string[] Alternations = ["тчщ", "кч", "гж", "хш", "сшщ", "зж", "дж", "цч"];

    public static double Of(string one, string other)
    {
        if (one == other) return 1;
        var (shorter, longer) = one.Length <= other.Length ? (one, other) : (other, one);
        var difference = longer.Length - shorter.Length;
        if (shorter.Length < ShortestPrefix || !char.IsLetter(shorter[0])) return 0;

        // достав – доставк; with longer stems a longer rest is still no other word.
        if (longer.StartsWith(shorter, StringComparison.Ordinal))
            return difference <= Rest(shorter.Length) ? Related : 0;
        return difference == 0 && one.AsSpan(0, one.Length - 1).SequenceEqual(other.AsSpan(0, one.Length - 1))
            && Alternate(one[^1], other[^1])
            ? Related
            : 0;
    }

    // План is not планета.
    private static int Rest(int length) => length switch { <= ShortestPrefix => 1, 5 => 2, _ => 4 };

    private static bool Alternate(char one, char other)
    {
        foreach (var set in Alternations)
        {
            if (set.Contains(one, StringComparison.Ordinal) && set.Contains(other, StringComparison.Ordinal)) return true;
        }

        return false;
    }
}
