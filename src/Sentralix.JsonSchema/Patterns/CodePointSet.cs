namespace Sentralix.JsonSchema.Patterns;

/// <summary>A set of characters of Unicode: stretches in order, apart from one another.</summary>
internal sealed class CodePointSet
{
    public const int Last = 0x10FFFF;

    private readonly (int From, int To)[] stretches;

    private CodePointSet((int From, int To)[] stretches) => this.stretches = stretches;

    public static CodePointSet All { get; } = Of((0, Last));

    public IReadOnlyList<(int From, int To)> Stretches => stretches;

    public bool IsEmpty => stretches.Length == 0;

    public static CodePointSet Of(params IEnumerable<(int From, int To)> stretches)
    {
        var merged = new List<(int From, int To)>();
        foreach (var (from, to) in stretches.OrderBy(s => s.From))
        {
            if (merged.Count > 0 && from <= merged[^1].To + 1) merged[^1] = (merged[^1].From, Math.Max(merged[^1].To, to));
            else merged.Add((from, to));
        }

        return new CodePointSet([.. merged]);
    }

    public bool Contains(int character)
    {
        int low = 0, high = stretches.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (stretches[middle].To < character) low = middle + 1;
            else if (stretches[middle].From > character) high = middle - 1;
            else return true;
        }

        return false;
    }

    public CodePointSet Complement()
    {
        var others = new List<(int From, int To)>();
        var next = 0;
        foreach (var (from, to) in stretches)
        {
            if (from > next) others.Add((next, from - 1));
            next = to + 1;
        }

        if (next <= Last) others.Add((next, Last));
        return new CodePointSet([.. others]);
    }

    /// <summary>What lies between two characters, them included.</summary>
    public CodePointSet Between(int first, int last) =>
        new([.. stretches.Where(s => s.To >= first && s.From <= last).Select(s => (Math.Max(s.From, first), Math.Min(s.To, last)))]);
}
