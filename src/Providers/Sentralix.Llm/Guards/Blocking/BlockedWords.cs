namespace Sentralix.Llm.Guards.Blocking;

/// <summary>Words that are looked for all at once, letter by letter (Aho and Corasick). A word of which any ending counts ends with
/// <c>*</c>, one of which any beginning counts begins with it.</summary>
internal sealed class BlockedWords
{
    private const char Any = '*';

    private readonly Dictionary<(int State, char Letter), int> steps = [];
    private readonly List<Node> nodes = [new()];

    /// <param name="words">The words.</param>
    /// <param name="whole">Whether they count only as whole words.</param>
    public BlockedWords(IEnumerable<string> words, bool whole)
    {
        foreach (var word in words) Add(word, whole);
        Link();
    }

    /// <summary>The longest word's length.</summary>
    public int Longest { get; private set; }

    /// <summary>Goes on by a letter. 0 is where every text begins.</summary>
    public int Step(int state, char letter)
    {
        while (true)
        {
            if (steps.TryGetValue((state, letter), out var next)) return next;
            if (state == 0) return 0;
            state = nodes[state].Fail;
        }
    }

    /// <summary>How many of the last letters may be the beginning of a word.</summary>
    public int Depth(int state) => nodes[state].Depth;

    /// <summary>The words that end here.</summary>
    public IReadOnlyList<Ending> Endings(int state) => nodes[state].Endings;

    private void Add(string word, bool whole)
    {
        var core = word.Trim().Trim(Any);
        var letters = new string([.. core.Where(c => !Letters.IsUnseen(c)).Select(Letters.Fold)]);
        if (letters.Length == 0) return;
        var state = 0;
        foreach (var letter in letters)
        {
            if (!steps.TryGetValue((state, letter), out var next))
            {
                next = steps[(state, letter)] = nodes.Count;
                nodes.Add(new Node { Depth = nodes[state].Depth + 1, Parent = state, Letter = letter });
            }

            state = next;
        }

        Longest = Math.Max(Longest, letters.Length);
        nodes[state].Endings.Add(new Ending(
            letters.Length,
            BeginsWord: whole && !word.TrimStart().StartsWith(Any) && Letters.IsOfWord(letters[0]),
            EndsWord: whole && !word.TrimEnd().EndsWith(Any) && Letters.IsOfWord(letters[^1])));
    }

    private void Link()
    {
        // By depth, so that what a node falls back to is linked already.
        foreach (var node in nodes.Skip(1).OrderBy(n => n.Depth))
        {
            node.Fail = node.Parent == 0 ? 0 : Step(nodes[node.Parent].Fail, node.Letter);
            node.Endings.AddRange(nodes[node.Fail].Endings);
        }
    }

    /// <summary>A word's end.</summary>
    /// <param name="Length">In letters.</param>
    /// <param name="BeginsWord">It counts only where no letter stands before it.</param>
    /// <param name="EndsWord">It counts only where no letter stands behind it.</param>
    internal readonly record struct Ending(int Length, bool BeginsWord, bool EndsWord);

    private sealed class Node
    {
        public int Depth { get; init; }

        public int Parent { get; init; }

        public char Letter { get; init; }

        public int Fail { get; set; }

        public List<Ending> Endings { get; } = [];
    }
}
