using Sentralix.Expressions.Syntax;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Tests.Language;

/// <summary>A second evaluator, as plain as possible, over boxed values. It was written from the language's rules, not from the compiler.</summary>
internal sealed class TreeWalker(IReadOnlyDictionary<string, object?> names)
{
    public object? Walk(Node node)
    {
        switch (node)
        {
            case LiteralNode literal: return Boxed(literal.Value);
            case NameNode name: return names[name.Name];
            case MemberNode member: return Member(Walk(member.Target), member.Name);
            case IndexNode index:
                return (Walk(index.Target), Walk(index.Index)) switch
                {
                    (null, _) => null,
                    (List<object?> or Dictionary<string, object?>, null) => null,
                    (List<object?> list, long at) => at >= 0 && at < list.Count ? list[(int)at] : null,
                    (Dictionary<string, object?> map, string name) => map.GetValueOrDefault(name),
                    _ => throw new Wrong(FaultCodes.Type),
                };
            case UnaryNode { Operator: UnaryOperator.Not } not: return !Truth(Walk(not.Operand));
            case UnaryNode negate: return Reckon(BinaryOperator.Subtract, 0L, Walk(negate.Operand));
            case ChoiceNode choice: return Truth(Walk(choice.Condition)) ? Walk(choice.Then) : Walk(choice.Otherwise);
            case ListNode list: return list.Items.Select(Walk).ToList();
            case MapNode map: return map.Entries.ToDictionary(entry => entry.Name, entry => Walk(entry.Value));
            case BinaryNode { Operator: BinaryOperator.And } and: return Truth(Walk(and.Left)) && Truth(Walk(and.Right));
            case BinaryNode { Operator: BinaryOperator.Or } or: return Truth(Walk(or.Left)) || Truth(Walk(or.Right));
            case BinaryNode { Operator: BinaryOperator.In } within: // The list is looked at first.
                var whole = Walk(within.Right);
                return Has(whole, Walk(within.Left));
            case BinaryNode binary: return Binary(binary.Operator, Walk(binary.Left), Walk(binary.Right));
            case CallNode call: return Call(call);
            default: throw new ArgumentOutOfRangeException(nameof(node));
        }
    }

    private object? Call(CallNode call)
    {
        var first = Walk(call.Arguments[0]);
        switch (call.Name)
        {
            case "size": return first switch { string text => (long)text.EnumerateRunes().Count(), List<object?> list => list.Count, Dictionary<string, object?> map => map.Count, _ => throw new Wrong(FaultCodes.Type) };
            case "upper": return first is string lower ? lower.ToUpperInvariant() : throw new Wrong(FaultCodes.Type);
            case "default":
                // Arguments are evaluated before the function is called.
                var other = Walk(call.Arguments[1]);
                return first ?? other;
        }

        if (first is not List<object?> items) throw new Wrong(FaultCodes.Type);
        var variable = ((NameNode)call.Arguments[1]).Name;
        object? Of(object? item) => new TreeWalker(new Dictionary<string, object?>(names) { [variable] = item }).Walk(call.Arguments[2]);
        return call.Name switch
        {
            "map" => items.Select(Of).ToList(),
            "filter" => items.Where(item => Truth(Of(item))).ToList(),
            "any" => items.Any(item => Truth(Of(item))),
            "all" => items.All(item => Truth(Of(item))),
            _ => items.FirstOrDefault(item => Truth(Of(item))),
        };
    }

    private static object? Member(object? target, string name) => target switch
    {
        null => null,
        Dictionary<string, object?> map => map.GetValueOrDefault(name),
        _ => throw new Wrong(FaultCodes.Type),
    };

    private static object Binary(BinaryOperator @operator, object? left, object? right) => @operator switch
    {
        BinaryOperator.Equal => Same(left, right),
        BinaryOperator.NotEqual => !Same(left, right),
        BinaryOperator.Contains => Has(left, right),
        BinaryOperator.Less => Order(left, right) is < 0,
        BinaryOperator.LessOrEqual => Order(left, right) is <= 0,
        BinaryOperator.Greater => Order(left, right) is > 0,
        BinaryOperator.GreaterOrEqual => Order(left, right) is >= 0,
        _ => Reckon(@operator, left, right),
    };

    private static bool Same(object? left, object? right) => (left, right) switch
    {
        (List<object?> a, List<object?> b) => a.Count == b.Count && a.Zip(b).All(pair => Same(pair.First, pair.Second)),
        (Dictionary<string, object?> a, Dictionary<string, object?> b) => a.Count == b.Count && a.All(entry => b.TryGetValue(entry.Key, out var other) && Same(entry.Value, other)),
        (long or decimal, long or decimal) => Convert.ToDecimal(left, null) == Convert.ToDecimal(right, null),
        _ => Equals(left, right),
    };

    private static int? Order(object? left, object? right) => (left, right) switch
    {
        (long or decimal, long or decimal) => Convert.ToDecimal(left, null).CompareTo(Convert.ToDecimal(right, null)),
        (string a, string b) => string.CompareOrdinal(a, b),
        (null, _) or (_, null) => null,
        _ => throw new Wrong(FaultCodes.Type),
    };

    private static bool Has(object? whole, object? part) => (whole, part) switch
    {
        (null, _) => false,
        (List<object?> list, _) => list.Any(item => Same(item, part)),
        (string or Dictionary<string, object?>, null) => false,
        (string text, string piece) => text.Contains(piece, StringComparison.OrdinalIgnoreCase),
        (Dictionary<string, object?> map, string name) => map.ContainsKey(name),
        _ => throw new Wrong(FaultCodes.Type),
    };

    private static object Reckon(BinaryOperator @operator, object? left, object? right)
    {
        try
        {
            return (@operator, left, right) switch
            {
                (BinaryOperator.Add, string a, string b) => a + b,
                (BinaryOperator.Add, List<object?> a, List<object?> b) => a.Concat(b).ToList(),
                (BinaryOperator.Add, long a, long b) => checked(a + b),
                (BinaryOperator.Subtract, long a, long b) => checked(a - b),
                (BinaryOperator.Multiply, long a, long b) => checked(a * b),
                (BinaryOperator.Remainder, long a, long b) => a % b,
                (_, long or decimal, long or decimal) => Reckon(@operator, Convert.ToDecimal(left, null), Convert.ToDecimal(right, null)),
                _ => throw new Wrong(FaultCodes.Type),
            };
        }
        catch (ArithmeticException)
        {
            throw new Wrong(FaultCodes.Arithmetic);
        }
    }

    private static object Reckon(BinaryOperator @operator, decimal left, decimal right) => @operator switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Subtract => left - right,
        BinaryOperator.Multiply => left * right,
        BinaryOperator.Divide => left / right,
        _ => left % right,
    };

    private static bool Truth(object? value) => value is bool yes ? yes : throw new Wrong(FaultCodes.Type);

    public static object? Boxed(Value value) => value.Kind switch
    {
        ValueKind.Bool => value.Bool,
        ValueKind.Whole => value.Whole,
        ValueKind.Decimal => value.Decimal,
        ValueKind.Text => value.Text,
        ValueKind.List => value.List.Select(Boxed).ToList(),
        ValueKind.Map => value.Map.Names.ToDictionary(name => name, name => Boxed(value.Map[name])),
        _ => null,
    };

    internal sealed class Wrong(string code) : Exception(code);
}
