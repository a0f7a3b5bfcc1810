using System.Text;

namespace Sentralix.Bench.Search;

/// <summary>Documents and questions of made-up Russian words. They are distributed as words are (Zipf), so a few stand in every chunk and
/// most in hardly any, and they come in several forms. The same in every run.</summary>
internal sealed class SyntheticLibrary
{
    public const int Documents = 100;
    public const int SectionsEach = 500;

    private const int Lemmas = 20_000;
    private static readonly string[] Consonants = ["б", "в", "г", "д", "ж", "з", "к", "л", "м", "н", "п", "р", "с", "т", "ф", "х", "ц", "ч", "ш", "ст", "пр", "кр", "тр"];
    private static readonly string[] Vowels = ["а", "о", "у", "и", "е", "ы", "я"];
    private static readonly string[] Endings = ["", "а", "у", "ом", "е", "ы", "ами", "ах"];

    private readonly Random random = new(20261123);
    private readonly string[] lemmas;
    private readonly double[] cumulative = new double[Lemmas];

    public SyntheticLibrary()
    {
        var known = new HashSet<string>();
        while (known.Count < Lemmas)
        {
            // Frequent words are short.
            var syllables = 1 + (known.Count > 60 ? 1 : 0) + (known.Count > 2000 ? 1 : 0);
            known.Add(string.Concat(Enumerable.Range(0, syllables).Select(_ => Pick(Consonants) + Pick(Vowels))) + Pick(Consonants));
        }

        lemmas = [.. known];
        var sum = 0.0;
        for (var rank = 0; rank < Lemmas; rank++) cumulative[rank] = sum += 1.0 / (rank + 1);
    }

    /// <summary>A Markdown document whose sections are a chunk each.</summary>
    public string Document()
    {
        var markdown = new StringBuilder();
        for (var section = 0; section < SectionsEach; section++)
        {
            markdown.Append("## ").Append(Words(4)).Append("\n\n");
            var end = markdown.Length + 480;
            while (markdown.Length < end) markdown.Append(Words(8 + random.Next(5))).Append(". ");
            markdown.Append("\n\n");
        }

        return markdown.ToString();
    }

    /// <summary>A question of three to eight words, as frequent in questions as in documents.</summary>
    public string Question() => Words(3 + random.Next(6)) + "?";

    private string Words(int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ => Word()));

    private string Word()
    {
        var at = Array.BinarySearch(cumulative, random.NextDouble() * cumulative[^1]);
        return lemmas[at < 0 ? ~at : at] + Pick(Endings);
    }

    private string Pick(string[] among) => among[random.Next(among.Length)];
}
