using System.Text;

namespace Sentralix.Knowledge.Extraction;

/// <summary>
/// Tells the one-byte Cyrillic encodings apart by how Russian the text is when read in each: they hold the same
/// letters in other places, so the wrong one gives unlikely pairs, capitals inside words and signs among letters.
/// </summary>
internal static class CyrillicCodePages
{
    private const int Sample = 64 * 1024;

    // Pairs of letters that make up about half of all pairs in Russian prose.
    private static readonly HashSet<string> CommonPairs =
    [
        .. ("ст но то на ен ов ни ра во ко по ро пр ос ре ал не ка го ли ол ер ть он ан ор ет ит ат те та ес ел ом де од ло ви ны об ве ле от ва " +
            "ла ск ис за ам ин со ри ие ог до ма им ед ой да ме ся ть че бо ьн нн ая ое ые ий ых ир ди ки мо вы ми ты ак ич ки ут же ду дн ив ну тр из").Split(' '),
    ];

    private static readonly Dictionary<string, Encoding> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["windows-1251"] = Page(1251),
        ["cp1251"] = Page(1251),
        ["koi8-r"] = Page(20866),
        ["koi8"] = Page(20866),
        ["cp866"] = Page(866),
        ["ibm866"] = Page(866),
    };

    private static readonly Encoding[] Candidates = [Page(1251), Page(20866), Page(866)];

    public static Encoding? Declared(string? charset) => charset is null ? null : ByName.GetValueOrDefault(charset.Trim().Trim('"', '\''));

    /// <summary>The encoding in which the bytes are Russian, or null where they are in none.</summary>
    public static Encoding? MostLikely(ReadOnlySpan<byte> bytes)
    {
        var sample = bytes[..Math.Min(bytes.Length, Sample)];
        Encoding? best = null;
        var bestScore = 0.0;
        foreach (var candidate in Candidates)
        {
            var score = Russianness(candidate.GetString(sample));
            if (score <= bestScore) continue;
            (best, bestScore) = (candidate, score);
        }
        return best;
    }

    // Positive for Russian. For each character beyond ASCII: a common pair +1, an uncommon one a little less than
    // nothing, a sign or a Latin letter at a Cyrillic one and a capital after a small letter a clear no.
    private static double Russianness(string text)
    {
        var score = 0.0;
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (character < '\u0080') continue;
            var before = i > 0 ? text[i - 1] : ' ';
            if (!IsRussian(character)) score -= char.IsLetter(before) ? 2 : IsTypography(character) ? 0 : 1;
            else if (char.IsAsciiLetter(before)) score -= 2;
            else if (!IsRussian(before)) score += 0.1;
            else if (char.IsLower(before) && char.IsUpper(character)) score -= 2;
            else score += CommonPairs.Contains($"{char.ToLowerInvariant(before)}{char.ToLowerInvariant(character)}") ? 1 : -0.3;
        }
        return score;
    }

    private static bool IsRussian(char character) => character is >= 'А' and <= 'я' or 'ё' or 'Ё';

    private static bool IsTypography(char character) => character is '«' or '»' or '—' or '–' or '№' or '…' or '„' or '“' or '”' or '\u00A0' or '°' or '§' or '©';

    private static Encoding Page(int number) => CodePagesEncodingProvider.Instance.GetEncoding(number)!;
}
