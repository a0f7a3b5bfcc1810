namespace Sentralix.JsonSchema.Patterns;

/// <summary>.NET's matchers see UTF-16 units, ECMA-262 sees characters. So a character beyond U+FFFF is given to the matcher as one unit
/// that stands for all characters which this pattern cannot tell apart. The units are taken from the surrogates, which no text has alone.</summary>
internal sealed class AstralAlphabet
{
    private const int First = 0x10000;
    private const char FirstStandIn = '\uD800';
    private const int MaxStandIns = 0x800;

    private readonly int[] starts;
    private readonly char[] standIns;
    private readonly Dictionary<CodePointSet, List<char>> bySet = new(ReferenceEqualityComparer.Instance);

    public AstralAlphabet(IReadOnlyCollection<CodePointSet> sets)
    {
        var astral = sets.Select(s => (Set: s, Part: s.Between(First, CodePointSet.Last))).Where(s => !s.Part.IsEmpty).ToList();
        var borders = new SortedSet<int> { First };
        foreach (var (_, part) in astral)
        {
            foreach (var (from, to) in part.Stretches)
            {
                borders.Add(from);
                if (to < CodePointSet.Last) borders.Add(to + 1);
            }
        }

        // Stretches between borders that are in the same sets are one letter of this alphabet.
        starts = [.. borders];
        standIns = new char[starts.Length];
        var letters = new Dictionary<string, char>(StringComparer.Ordinal);
        foreach (var (set, _) in astral) bySet.TryAdd(set, []);
        var cursors = new int[astral.Count];
        for (var i = 0; i < starts.Length; i++)
        {
            var members = new char[astral.Count];
            for (var s = 0; s < astral.Count; s++)
            {
                var stretches = astral[s].Part.Stretches;
                while (cursors[s] < stretches.Count && stretches[cursors[s]].To < starts[i]) cursors[s]++;
                members[s] = cursors[s] < stretches.Count && stretches[cursors[s]].From <= starts[i] ? '1' : '0';
            }

            var signature = new string(members);
            if (!letters.TryGetValue(signature, out var letter))
            {
                if (letters.Count == MaxStandIns) throw PatternFaultException.Unsupported(0, "too many sets of rare characters", "слишком много наборов редких символов");
                letters[signature] = letter = (char)(FirstStandIn + letters.Count);
                for (var s = 0; s < astral.Count; s++)
                {
                    if (members[s] == '1') bySet[astral[s].Set].Add(letter);
                }
            }

            standIns[i] = letter;
        }
    }

    /// <summary>The units that stand for a set's characters beyond U+FFFF.</summary>
    public IReadOnlyList<char> LettersOf(CodePointSet set) => bySet.TryGetValue(set, out var letters) ? letters : [];

    /// <summary>Puts one unit in the place of each pair.</summary>
    /// <returns>The new length.</returns>
    public int Fold(Span<char> text)
    {
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length)
            {
                var place = Array.BinarySearch(starts, char.ConvertToUtf32(text[i], text[i + 1]));
                text[length++] = standIns[place >= 0 ? place : ~place - 1];
                i++;
            }
            else
            {
                text[length++] = text[i];
            }
        }

        return length;
    }
}
