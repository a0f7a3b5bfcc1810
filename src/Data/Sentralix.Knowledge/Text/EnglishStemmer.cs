using System.Collections.Frozen;

namespace Sentralix.Knowledge.Text;

/// <summary>
/// The Snowball stemmer of English, "Porter2" (snowballstem.org/algorithms/english). Words are lower-case; the stem
/// is written over the word and is never longer.
/// </summary>
internal static class EnglishStemmer
{
    private static readonly FrozenDictionary<string, string> Irregular = new Dictionary<string, string>
    {
        ["skis"] = "ski",
        ["skies"] = "sky",
        ["dying"] = "die",
        ["lying"] = "lie",
        ["tying"] = "tie",
        ["idly"] = "idl",
        ["gently"] = "gentl",
        ["ugly"] = "ugli",
        ["early"] = "earli",
        ["only"] = "onli",
        ["singly"] = "singl",
        ["sky"] = "sky",
        ["news"] = "news",
        ["howe"] = "howe",
        ["atlas"] = "atlas",
        ["cosmos"] = "cosmos",
        ["bias"] = "bias",
        ["andes"] = "andes",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> IrregularWords =
        Irregular.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> FinishedAfterPlural =
        new[] { "inning", "outing", "canning", "herring", "earring", "proceed", "exceed", "succeed" }
            .ToFrozenSet().GetAlternateLookup<ReadOnlySpan<char>>();

    /// <returns>The length of the stem at the beginning of <paramref name="word"/>.</returns>
    public static int Stem(Span<char> word)
    {
        if (IrregularWords.TryGetValue(word, out var irregular))
        {
            irregular.CopyTo(word);
            return irregular.Length;
        }
        if (word.Length < 3) return word.Length;

        // A leading apostrophe is a quotation mark.
        var offset = word[0] == '\'' ? 1 : 0;
        var stem = new EnglishStem(word[offset..]);
        stem.MarkConsonantalY();
        stem.MarkRegions();
        stem.RemovePlural();
        if (!FinishedAfterPlural.Contains(stem.Text))
        {
            stem.RemovePastAndGerund();
            stem.ReplaceFinalY();
            stem.ShortenLongSuffix();
            stem.ShortenMiddleSuffix();
            stem.RemoveLastSuffix();
            stem.RemoveFinalLetters();
        }
        stem.UnmarkConsonantalY();
        if (offset > 0) stem.Text.CopyTo(word);
        return stem.Text.Length;
    }
}
