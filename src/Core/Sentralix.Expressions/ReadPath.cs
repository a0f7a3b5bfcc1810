using Sentralix.Expressions.Syntax;

namespace Sentralix.Expressions;

/// <summary>A path that an expression reads, such as <c>vars.order.items[*].price</c>.</summary>
/// <param name="Root">The root, such as <c>vars</c>; whether there is one of that name is another question.</param>
/// <param name="Steps">The names behind it; <see cref="AnyItem"/> where an item of a list, or a name that is computed, is read.</param>
public sealed record ReadPath(string Root, IReadOnlyList<string> Steps)
{
    public const string AnyItem = "[*]";

    public bool Equals(ReadPath? other) => other is not null && Root == other.Root && Steps.SequenceEqual(other.Steps);

    public override int GetHashCode() => Steps.Aggregate(Root.GetHashCode(StringComparison.Ordinal), HashCode.Combine);

    public override string ToString() => Root + string.Concat(Steps.Select(step =>
        step == AnyItem ? step : Names.IsMember(step) ? $".{step}" : $"[{Printer.Quoted(step)}]"));

    internal ReadPath Then(string step) => new(Root, [.. Steps, step]);
}
