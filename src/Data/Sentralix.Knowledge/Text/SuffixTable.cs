namespace Sentralix.Knowledge.Text;

/// <summary>The suffixes of one step of a Snowball stemmer, found by longest match from the end of a word.</summary>
internal sealed class SuffixTable
{
    private readonly char _first;
    private readonly (string Suffix, int Group)[][] _byLastLetter;

    /// <param name="first">The first letter of the alphabet, which all suffixes are written in.</param>
    /// <param name="groups">Suffixes with spaces between; a match tells the number of its group.</param>
    public SuffixTable(char first, params string[] groups)
    {
        _first = first;
        var all = groups.SelectMany((suffixes, group) => suffixes.Split(' ').Select(suffix => (suffix, group))).ToArray();
        _byLastLetter = [.. Enumerable.Range(0, 32).Select(letter =>
            all.Where(entry => entry.suffix[^1] - first == letter).OrderByDescending(entry => entry.suffix.Length).ToArray())];
    }

    /// <summary>The length of the longest suffix that the text ends with, 0 if none.</summary>
    public int LongestIn(ReadOnlySpan<char> text, out int group)
    {
        group = -1;
        if (text.IsEmpty) return 0;
        var bucket = text[^1] - _first;
        if ((uint)bucket >= (uint)_byLastLetter.Length) return 0;

        foreach (var (suffix, number) in _byLastLetter[bucket])
        {
            if (!text.EndsWith(suffix)) continue;
            group = number;
            return suffix.Length;
        }
        return 0;
    }
}
