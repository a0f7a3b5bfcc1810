using System.Runtime.InteropServices;

namespace Sentralix.JsonSchema.Patterns;

/// <summary>An automaton of few states, written out: one look a character. It never changes.</summary>
internal sealed class TransitionTable
{
    private const short Found = -1;
    private const short Lost = -2;
    private const int MaxStates = 200;
    private const int MaxEntries = 8_000;

    // Following instructions while it is made; the hundreds of patterns of a schema together take some tenths of a second.
    private const int MaxWork = 100_000;

    private readonly Alphabet alphabet;
    private readonly short[] next;
    private readonly bool[] isFoundAtEnd;

    private TransitionTable(Alphabet alphabet, short[] next, bool[] isFoundAtEnd)
    {
        this.alphabet = alphabet;
        this.next = next;
        this.isFoundAtEnd = isFoundAtEnd;
    }

    public int Size => next.Length * sizeof(short);

    /// <summary>The table; null: it would be too large.</summary>
    public static TransitionTable? Build(Automaton automaton)
    {
        var lists = new StateLists();
        lists.Prepare(automaton.Program.Length);
        var letters = automaton.Alphabet.Count;
        var states = new List<State> { new([], true, false) };
        var known = new Dictionary<string, short>(StringComparer.Ordinal);
        var next = new List<short>();
        var ends = new List<bool>();
        var work = 0;
        for (var i = 0; i < states.Count; i++)
        {
            var state = states[i];
            Load(lists, state);
            work += automaton.Follow(lists, state.IsStart, true, state.WasWord, out var isFoundAtEnd);
            ends.Add(isFoundAtEnd);
            for (var letter = 0; letter < letters; letter++)
            {
                var isWord = automaton.IsWord(letter);
                Load(lists, state);
                work += automaton.Follow(lists, state.IsStart, false, isWord != state.WasWord, out var isFound) + lists.WaitingCount;
                if (work > MaxWork) return null;
                if (isFound)
                {
                    next.Add(Found);
                    continue;
                }

                automaton.Advance(lists, letter);
                if (lists.SeedCount == 0 && automaton.BeginsAtStart)
                {
                    next.Add(Lost);
                    continue;
                }

                var following = State.Of(lists.Seeds.AsSpan(0, lists.SeedCount), isWord && automaton.AsksForBorders);
                if (!known.TryGetValue(following.Key, out var number))
                {
                    if (states.Count >= MaxStates || (states.Count + 1) * letters > MaxEntries) return null;
                    known[following.Key] = number = (short)states.Count;
                    states.Add(following);
                }

                next.Add(number);
            }
        }

        return new TransitionTable(automaton.Alphabet, [.. next], [.. ends]);
    }

    public bool IsFoundIn(ReadOnlySpan<byte> text)
    {
        int state = 0, letters = alphabet.Count;
        for (var i = 0; i < text.Length;)
        {
            int letter;
            if (text[i] < 0x80)
            {
                letter = alphabet.LetterOf(text[i]);
                i++;
            }
            else
            {
                letter = alphabet.LetterOf(text[i..], out var length);
                i += length;
            }

            state = next[(state * letters) + letter];
            if (state < 0) return state == Found;
        }

        return isFoundAtEnd[state];
    }

    private static void Load(StateLists lists, State state)
    {
        state.Seeds.CopyTo(lists.Seeds, 0);
        lists.SeedCount = state.Seeds.Length;
    }

    private sealed record State(int[] Seeds, bool IsStart, bool WasWord)
    {
        public string Key => string.Concat(MemoryMarshal.Cast<int, char>(Seeds), WasWord ? "w" : "");

        public static State Of(ReadOnlySpan<int> seeds, bool wasWord)
        {
            var sorted = seeds.ToArray();
            Array.Sort(sorted);
            return new State(sorted, false, wasWord);
        }
    }
}
