using System.Globalization;
using System.Text.Json;

namespace Sentralix.Orchestrator.Scenarios.Expressions;

/// <summary>The values of the expression language: null, bool, long, decimal, string, list, map.</summary>
internal static class Values
{
    public static object? Of(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => json.TryGetInt64(out var whole) ? (object)whole : json.GetDecimal(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Array => json.EnumerateArray().Select(Of).ToList(),
        JsonValueKind.Object => json.EnumerateObject().ToDictionary(p => p.Name, p => Of(p.Value)),
        _ => null,
    };

    public static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        bool yes => yes ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => JsonSerializer.Serialize(value, Contracts.SentralixJson.Options),
    };

    /// <summary>A member of a map; a member of null, or one that is not there, is null.</summary>
    public static object? Member(object? value, string name) =>
        value is IReadOnlyDictionary<string, object?> map && map.TryGetValue(name, out var member) ? member : null;

    public static object? Item(object? value, object? index) => (value, index) switch
    {
        (IReadOnlyList<object?> list, long i) => i >= 0 && i < list.Count ? list[(int)i] : null,
        (_, string name) => Member(value, name),
        _ => null,
    };

    public static bool Equal(object? left, object? right) => (left, right) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (long or decimal, long or decimal) => Number(left) == Number(right),
        _ => left.Equals(right),
    };

    /// <summary>Ordering; anything with null, or of two kinds, has none.</summary>
    public static int? Compare(object? left, object? right) => (left, right) switch
    {
        (long or decimal, long or decimal) => Number(left).CompareTo(Number(right)),
        (string a, string b) => string.CompareOrdinal(a, b),
        _ => null,
    };

    public static bool Contains(object? whole, object? part) => whole switch
    {
        string text when part is string piece => text.Contains(piece, StringComparison.OrdinalIgnoreCase),
        IReadOnlyList<object?> list => list.Any(item => Equal(item, part)),
        IReadOnlyDictionary<string, object?> map when part is string name => map.ContainsKey(name),
        _ => false,
    };

    public static decimal Number(object? value) => value switch
    {
        long whole => whole,
        decimal number => number,
        _ => throw new ExpressionException("a number is needed"),
    };

    public static bool Truth(object? value) => value is bool yes ? yes : throw new ExpressionException("true or false is needed");
}

/// <summary>An expression that cannot be evaluated on these values.</summary>
internal sealed class ExpressionException(string message) : Exception(message);
