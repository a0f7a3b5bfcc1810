using System.Text;

namespace Sentralix.JsonSchema.Patterns;

/// <summary>The characters of Unicode as one pattern sees them: those that it cannot tell apart are one letter.</summary>
internal sealed class Alphabet
{
    // Who needs more wants to see how long it takes.
    private const int MaxWork = 1_000_000;
    private const int Ascii = 128;

    private readonly ushort[] ascii = new ushort[Ascii];
    private readonly int[] starts;
    private readonly ushort[] letters;
    private readonly Dictionary<CodePointSet, bool[]> bySet = new(ReferenceEqualityComparer.Instance);

    public Alphabet(IReadOnlyCollection<CodePointSet> sets)
    {
        var borders = new SortedSet<int> { 0 };
        foreach (var (from, to) in sets.SelectMany(s => s.Stretches))
        {
            borders.Add(from);
            if (to < CodePointSet.Last) borders.Add(to + 1);
        }

        if ((long)borders.Count * sets.Count > MaxWork) throw PatternFaultException.Unsupported(0, "too many large sets of characters", "слишком много больших наборов символов");
        starts = [.. borders];
        letters = new ushort[starts.Length];
        var known = new Dictionary<string, ushort>(StringComparer.Ordinal);
        var signatures = Signatures(sets);
        for (var i = 0; i < starts.Length; i++)
        {
            // Stretches that lie in the same sets are one letter.
            if (!known.TryGetValue(signatures[i], out var letter)) known[signatures[i]] = letter = (ushort)known.Count;
            letters[i] = letter;
        }

        Count = known.Count;
        for (var i = 0; i < Ascii; i++) ascii[i] = Search(i);
        var index = 0;
        foreach (var set in sets)
        {
            var members = new bool[Count];
            foreach (var (signature, letter) in known) members[letter] = signature[index] == '1';
            bySet[set] = members;
            index++;
        }
    }

    /// <summary>How many letters there are.</summary>
    public int Count { get; }

    /// <summary>The memory that it takes.</summary>
    public int Size => (starts.Length * 6) + (bySet.Count * Count);

    /// <summary>Which letters a set holds.</summary>
    public bool[] MembersOf(CodePointSet set) => bySet[set];

    /// <summary>The letter of an ASCII character.</summary>
    public int LetterOf(byte character) => ascii[character];

    /// <summary>The letter of the character that a text begins with.</summary>
    /// <param name="text">UTF-8 that is known to be good.</param>
    /// <param name="length">The character's bytes.</param>
    public int LetterOf(ReadOnlySpan<byte> text, out int length)
    {
        if (text[0] < Ascii)
        {
            length = 1;
            return ascii[text[0]];
        }

        Rune.DecodeFromUtf8(text, out var character, out length);
        return Search(character.Value);
    }

    private ushort Search(int character)
    {
        var place = Array.BinarySearch(starts, character);
        return letters[place >= 0 ? place : ~place - 1];
    }

    private string[] Signatures(IReadOnlyCollection<CodePointSet> sets)
    {
        var rows = new char[starts.Length][];
        for (var i = 0; i < rows.Length; i++) rows[i] = new char[sets.Count];
        var column = 0;
        foreach (var set in sets)
        {
            var cursor = 0;
            for (var i = 0; i < starts.Length; i++)
            {
                while (cursor < set.Stretches.Count && set.Stretches[cursor].To < starts[i]) cursor++;
                rows[i][column] = cursor < set.Stretches.Count && set.Stretches[cursor].From <= starts[i] ? '1' : '0';
            }

            column++;
        }

        return [.. rows.Select(row => new string(row))];
    }
}
