namespace Sentralix.Expressions;

/// <summary>
/// The roots that expressions of one place may name, and what is known of each. <c>now</c> is always there. Whatever is not named here does
/// not exist for an author: secrets are kept out by leaving them out.
/// </summary>
public sealed class Vocabulary
{
    internal const int NowIndex = 0;
    private readonly Dictionary<string, int> places = [];
    private readonly List<Shape> shapes = [];

    public Vocabulary(IEnumerable<KeyValuePair<string, Shape>> roots)
    {
        Add("now", Shape.Timestamp);
        foreach (var (name, shape) in roots) Add(name, shape);
    }

    /// <summary>Roots of which nothing is known.</summary>
    public static Vocabulary Of(params IEnumerable<string> names) => new(names.Select(name => KeyValuePair.Create(name, Shape.Any)));

    public IReadOnlyCollection<string> Roots => places.Keys;

    internal int Count => shapes.Count;

    internal bool TryFind(string name, out int place, out Shape shape)
    {
        var has = places.TryGetValue(name, out place);
        shape = has ? shapes[place] : Shape.Any;
        return has;
    }

    internal int Place(string name) => places.TryGetValue(name, out var place) ? place : throw new ArgumentException($"The vocabulary has no root '{name}'.", nameof(name));

    private void Add(string name, Shape shape)
    {
        if (!Syntax.Names.IsName(name)) throw new ArgumentException($"'{name}' cannot be the name of a root.", nameof(name));
        if (!places.TryAdd(name, shapes.Count)) throw new ArgumentException($"The root '{name}' is there twice.", nameof(name));
        shapes.Add(shape);
    }
}
