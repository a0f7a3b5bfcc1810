using System.Diagnostics.CodeAnalysis;

namespace Sentralix.Expressions.Values;

/// <summary>A map from names to values that does not change. Names keep the order in which they were given.</summary>
public abstract class ValueMap
{
    public static readonly ValueMap Empty = Of([]);

    public abstract int Count { get; }

    public abstract IEnumerable<string> Names { get; }

    public abstract bool TryGet(string name, out Value value);

    public abstract bool Has(string name);

    /// <summary>The value, or null where there is none.</summary>
    public Value this[string name] => TryGet(name, out var value) ? value : Value.Null;

    /// <param name="entries">Given away: nobody may change it afterwards.</param>
    public static ValueMap Of(Dictionary<string, Value> entries) => new Held(entries);

    /// <summary>A map whose values are made when they are asked for: a scenario may have many variables of which an expression reads one.</summary>
    /// <param name="names">All names.</param>
    /// <param name="make">The value of a name; called anew for every reading. May throw <see cref="ExpressionException"/>, which becomes the
    /// fault of the expression that reads.</param>
    public static ValueMap Made(IReadOnlyCollection<string> names, Func<string, Value> make) => new MadeOnReading(names, make);

    private sealed class Held(Dictionary<string, Value> entries) : ValueMap
    {
        public override int Count => entries.Count;

        public override IEnumerable<string> Names => entries.Keys;

        public override bool TryGet(string name, out Value value) => entries.TryGetValue(name, out value);

        public override bool Has(string name) => entries.ContainsKey(name);
    }

    [SuppressMessage("Performance", "CA1859", Justification = "A dictionary's keys are given as they are.")]
    private sealed class MadeOnReading(IReadOnlyCollection<string> names, Func<string, Value> make) : ValueMap
    {
        private readonly HashSet<string> known = [.. names];

        public override int Count => known.Count;

        public override IEnumerable<string> Names => names;

        public override bool TryGet(string name, out Value value)
        {
            var has = known.Contains(name);
            value = has ? make(name) : Value.Null;
            return has;
        }

        public override bool Has(string name) => known.Contains(name);
    }
}
