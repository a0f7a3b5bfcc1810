using System.Globalization;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Syntax;

/// <summary>A path in a text: <c>vars.order.items[0].name</c>, <c>vars['первый заказ']</c>.</summary>
internal sealed record ValuePath(string Root, IReadOnlyList<PathStep> Steps)
{
    private const int MaxLength = 500;

    public static bool TryParse(string text, out ValuePath path)
    {
        path = new("", []);
        if (text.Length > MaxLength) return false;
        var at = 0;
        var root = Name(text, ref at);
        if (root.Length == 0) return false;
        var steps = new List<PathStep>();
        while (at < text.Length)
        {
            if (Step(text, ref at) is not { } step) return false;
            steps.Add(step);
        }

        path = new(root, steps);
        return true;
    }

    /// <summary>What stands there, or null where the path leads nowhere.</summary>
    public static Value Read(Value value, IReadOnlyList<PathStep> steps)
    {
        foreach (var step in steps)
        {
            if (step.Name is { } name) value = value.Kind == ValueKind.Map ? value.Map[name] : Value.Null;
            else value = value.Kind == ValueKind.List && step.Index < value.List.Count ? value.List[step.Index] : Value.Null;
            if (value.IsNull) return value;
        }

        return value;
    }

    private static PathStep? Step(string text, ref int at)
    {
        if (text[at] == '.')
        {
            at++;
            return Name(text, ref at) is { Length: > 0 } name ? new PathStep(name, 0) : null;
        }

        var close = text[at] == '[' ? text.IndexOf(']', at) : -1;
        if (close < 0) return null;
        var inner = text.AsSpan(at + 1, close - at - 1);
        at = close + 1;
        if (inner is ['\'', .., '\''] or ['"', .., '"'] && inner.Length >= 2) return new PathStep(inner[1..^1].ToString(), 0);
        return int.TryParse(inner, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? new PathStep(null, index) : null;
    }

    private static string Name(string text, ref int at)
    {
        var start = at;
        if (at < text.Length && Names.IsStart(text[at]))
            while (at < text.Length && Names.IsPart(text[at])) at++;
        return text[start..at];
    }
}

/// <param name="Name">The name of a member; null: an item.</param>
/// <param name="Index">The place of an item.</param>
internal readonly record struct PathStep(string? Name, int Index);
