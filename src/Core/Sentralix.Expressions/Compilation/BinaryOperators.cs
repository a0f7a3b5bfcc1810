using Sentralix.Expressions.Syntax;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Compilation;

/// <summary>Compiles operators between two values.</summary>
internal static class BinaryOperators
{
    private const int ItemsAnOperation = 8;

    public static Code Compile(BinaryNode node, Scope scope) => node.Operator switch
    {
        BinaryOperator.And or BinaryOperator.Or => Logic(node, scope),
        BinaryOperator.Equal or BinaryOperator.NotEqual => Equality(node, scope),
        BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual => Ordering(node, scope),
        BinaryOperator.In => Contains(Compiler.Compile(node.Right, scope), Compiler.Compile(node.Left, scope), node.Span, "in", scope),
        BinaryOperator.Contains => Contains(Compiler.Compile(node.Left, scope), Compiler.Compile(node.Right, scope), node.Span, "contains", scope),
        BinaryOperator.Matches => Patterns.Compile(Compiler.Compile(node.Left, scope), node.Right, node.Span, scope),
        _ => Arithmetical(node, scope),
    };

    /// <summary>Whether a value is in a list, a text in a text (in any case of letters, as customers write), or a name in a map. Nothing is in null.</summary>
    public static Code Contains(Code whole, Code part, SourceSpan span, string sign, Scope scope)
    {
        if ((whole.Kinds & (Kinds.List | Kinds.Text | Kinds.Map | Kinds.Null)) == Kinds.None)
            scope.Fault(FaultCodes.Type, $"'{sign}' looks into a list, a string or a map, and not into {whole.Kinds.Word()}", span);
        else if ((whole.Kinds & (Kinds.List | Kinds.Null)) == Kinds.None && (part.Kinds & (Kinds.Text | Kinds.Null)) == Kinds.None)
            scope.Fault(FaultCodes.Type, $"'{sign}' finds a string in {whole.Kinds.Word()}, and not {part.Kinds.Word()}", span);
        Evaluate runWhole = whole.Run, runPart = part.Run;
        return Code.OfTest(
            frame =>
            {
                frame.Charge();
                return Contains(runWhole(frame), runPart(frame), sign, frame, span);
            },
            span);
    }

    private static bool Contains(in Value whole, in Value part, string sign, Frame frame, SourceSpan span)
    {
        switch (whole.Kind, part.Kind)
        {
            case (ValueKind.Null, _) or (ValueKind.Text or ValueKind.Map, ValueKind.Null): return false;
            case (ValueKind.Text, ValueKind.Text):
                frame.Search(whole.Text.Length, part.Text.Length);
                return whole.Text.Contains(part.Text, StringComparison.OrdinalIgnoreCase);
            case (ValueKind.Map, ValueKind.Text): return whole.Map.Has(part.Text);
            case (ValueKind.List, _):
                frame.Charge(whole.List.Count / ItemsAnOperation);
                foreach (ref readonly var item in whole.List.Items)
                    if (Comparison.AreEqual(item, part, frame)) return true;
                return false;
            default: throw new ExpressionException(FaultCodes.Type, $"'{sign}' does not take {whole.Kind.Word()} and {part.Kind.Word()}", span);
        }
    }

    private static Code Logic(BinaryNode node, Scope scope)
    {
        var (left, right) = (Compiler.Condition(node.Left, scope), Compiler.Condition(node.Right, scope));
        return node.Operator == BinaryOperator.And
            ? Code.OfTest(
                frame =>
                {
                    frame.Charge();
                    return left(frame) && right(frame);
                },
                node.Span)
            : Code.OfTest(
                frame =>
                {
                    frame.Charge();
                    return left(frame) || right(frame);
                },
                node.Span);
    }

    private static Code Equality(BinaryNode node, Scope scope)
    {
        var (left, right) = (Compiler.Compile(node.Left, scope), Compiler.Compile(node.Right, scope));
        var isEqual = node.Operator == BinaryOperator.Equal;
        if (!CanBeEqual(left.Kinds, right.Kinds))
            scope.Warn(FaultCodes.Type, $"{left.Kinds.Word()} and {right.Kinds.Word()} are never equal", node.Span);
        Evaluate runLeft = left.Run, runRight = right.Run;

        // Most conditions compare with a literal.
        if ((right.Constant ?? left.Constant) is { } literal)
        {
            var run = right.Constant is null ? runRight : runLeft;
            return literal.Kind switch
            {
                ValueKind.Null => Code.OfTest(
                    frame =>
                    {
                        frame.Charge();
                        return run(frame).IsNull == isEqual;
                    },
                    node.Span),
                ValueKind.Text when literal.Text is var text => Code.OfTest(
                    frame =>
                    {
                        frame.Charge();
                        var value = run(frame);
                        return (value.Kind == ValueKind.Text && string.Equals(value.Text, text)) == isEqual;
                    },
                    node.Span),
                _ => Code.OfTest(
                    frame =>
                    {
                        frame.Charge();
                        return Comparison.AreEqual(run(frame), literal, frame) == isEqual;
                    },
                    node.Span),
            };
        }

        return Code.OfTest(
            frame =>
            {
                frame.Charge();
                return Comparison.AreEqual(runLeft(frame), runRight(frame), frame) == isEqual;
            },
            node.Span);
    }

    private static bool CanBeEqual(Kinds left, Kinds right) => (left & right) != Kinds.None || ((left & Kinds.Number) != 0 && (right & Kinds.Number) != 0);

    private static Code Ordering(BinaryNode node, Scope scope)
    {
        var (left, right) = (Compiler.Compile(node.Left, scope), Compiler.Compile(node.Right, scope));
        var (span, @operator) = (node.Span, node.Operator);
        var canBe = left.Kinds.Has(ValueKind.Null) || right.Kinds.Has(ValueKind.Null)
            || Pairs(left.Kinds, right.Kinds).Any(pair => Comparison.HaveOrder(pair.Left, pair.Right));
        if (!canBe) scope.Fault(FaultCodes.Type, $"{left.Kinds.Word()} and {right.Kinds.Word()} have no order", span);
        Evaluate runLeft = left.Run, runRight = right.Run;
        if (right.Constant is { Kind: ValueKind.Whole } literal)
        {
            var number = literal.Whole;
            return Code.OfTest(
                frame =>
                {
                    frame.Charge();
                    var value = runLeft(frame);
                    return value.Kind == ValueKind.Whole ? Holds(@operator, value.Whole.CompareTo(number)) : IsOrdered(@operator, value, literal, span);
                },
                span);
        }

        return Code.OfTest(
            frame =>
            {
                frame.Charge();
                return IsOrdered(@operator, runLeft(frame), runRight(frame), span);
            },
            span);
    }

    private static bool IsOrdered(BinaryOperator @operator, in Value left, in Value right, SourceSpan span)
    {
        if (Comparison.HaveOrder(left.Kind, right.Kind)) return Holds(@operator, Comparison.Order(left, right));
        return left.IsNull || right.IsNull
            ? false
            : throw new ExpressionException(FaultCodes.Type, $"{left.Kind.Word()} and {right.Kind.Word()} have no order", span);
    }

    private static bool Holds(BinaryOperator @operator, int order) => @operator switch
    {
        BinaryOperator.Less => order < 0,
        BinaryOperator.LessOrEqual => order <= 0,
        BinaryOperator.Greater => order > 0,
        _ => order >= 0,
    };

    private static Code Arithmetical(BinaryNode node, Scope scope)
    {
        var (left, right) = (Compiler.Compile(node.Left, scope), Compiler.Compile(node.Right, scope));
        var (span, @operator) = (node.Span, node.Operator);
        var kinds = Pairs(left.Kinds, right.Kinds).Aggregate(Kinds.None, (all, pair) => all | (Arithmetic.Result(@operator, pair.Left, pair.Right)?.Set() ?? Kinds.None));
        if (kinds == Kinds.None) scope.Fault(FaultCodes.Type, $"'{@operator.Sign()}' does not take {left.Kinds.Word()} and {right.Kinds.Word()}{Hint(left.Kinds, right.Kinds)}", span);
        Evaluate runLeft = left.Run, runRight = right.Run;
        return new Code(
            frame =>
            {
                frame.Charge();
                return Arithmetic.Apply(@operator, runLeft(frame), runRight(frame), frame, span);
            },
            kinds == Kinds.None ? Shape.Any : new Shape(kinds),
            span);
    }

    private static string Hint(Kinds left, Kinds right) => left == Kinds.Text || right == Kinds.Text ? "; string(), int() and decimal() convert" : "";

    private static IEnumerable<(ValueKind Left, ValueKind Right)> Pairs(Kinds left, Kinds right)
    {
        foreach (var one in Enum.GetValues<ValueKind>())
            foreach (var other in Enum.GetValues<ValueKind>())
                if (left.Has(one) && right.Has(other)) yield return (one, other);
    }
}
