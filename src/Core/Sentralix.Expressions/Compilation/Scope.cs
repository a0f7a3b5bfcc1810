namespace Sentralix.Expressions.Compilation;

/// <summary>What names mean while an expression is compiled, and what was found to be wrong.</summary>
internal sealed class Scope(Vocabulary vocabulary)
{
    private readonly Stack<Local> locals = new();
    private readonly List<(string Code, string Message, SourceSpan Span)> faults = [];
    private readonly List<(string Code, string Message, SourceSpan Span)> warnings = [];

    public Vocabulary Vocabulary => vocabulary;

    public IReadOnlyList<(string Code, string Message, SourceSpan Span)> Faults => faults;

    public IReadOnlyList<(string Code, string Message, SourceSpan Span)> Warnings => warnings;

    /// <summary>Slots that an evaluation needs.</summary>
    public int LocalCount { get; private set; }

    private int used;

    public void Fault(string code, string message, SourceSpan span) => faults.Add((code, message, span));

    public void Warn(string code, string message, SourceSpan span) => warnings.Add((code, message, span));

    /// <summary>Names a variable until <see cref="Close"/>.</summary>
    /// <returns>Its first slot.</returns>
    public int Open(string name, Shape shape, int slots = 1)
    {
        var slot = used;
        used += slots;
        LocalCount = Math.Max(LocalCount, used);
        locals.Push(new Local(name, slot, slots, shape));
        return slot;
    }

    public void Close() => used -= locals.Pop().Slots;

    public Local? Find(string name)
    {
        foreach (var local in locals)
            if (local.Name == name) return local;
        return null;
    }

    /// <summary>All names that can stand here.</summary>
    public IEnumerable<string> Names => locals.Select(local => local.Name).Concat(vocabulary.Roots);

    internal sealed record Local(string Name, int Slot, int Slots, Shape Shape);
}
