using System.Globalization;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Functions;

/// <summary>Functions over numbers.</summary>
internal static class NumberFunctions
{
    private const Kinds Ordered = Kinds.Number | Kinds.Timestamp | Kinds.Duration;
    private const int MaxArguments = 16;
    private const int MaxDigits = 10;
    private static readonly Parameter Number = new("number", Kinds.Number);

    public static readonly IReadOnlyList<Function> All =
    [
        new("int", [new("value", Kinds.Number | Kinds.Text)], Shape.Whole, ToWhole),
        new("decimal", [new("value", Kinds.Number | Kinds.Text)], Shape.Decimal, ToDecimal),
        new("round", [Number, new("digits", Kinds.Whole, IsOptional: true)], Shape.Number, Round) { ResultOf = shapes => shapes.Count == 1 ? Shape.Whole : Shape.Number },
        new("floor", [Number], Shape.Whole, call => Whole(call, decimal.Floor(call[0].Number))),
        new("ceil", [Number], Shape.Whole, call => Whole(call, decimal.Ceiling(call[0].Number))),
        new("abs", [new("number", Kinds.Number | Kinds.Duration)], Shape.Number, Abs) { ResultOf = shapes => new(shapes[0].Kinds & (Kinds.Number | Kinds.Duration)) },
        new("min", [new("value", Ordered | Kinds.List)], Shape.Any, call => Extreme(call, -1)) { Further = MaxArguments, ResultOf = Extremes },
        new("max", [new("value", Ordered | Kinds.List)], Shape.Any, call => Extreme(call, 1)) { Further = MaxArguments, ResultOf = Extremes },
        new("sum", [new("list", Kinds.List)], Shape.Number, Sum) { ResultOf = shapes => Sums(shapes[0].Items) },
    ];

    private static Value Whole(Call call, decimal number) =>
        number is >= long.MinValue and <= long.MaxValue ? Value.Of((long)number) : throw call.Fault(FaultCodes.Arithmetic, "the number is out of the range of int");

    private static Value ToWhole(Call call) => call[0].Kind switch
    {
        ValueKind.Whole => call[0],
        ValueKind.Decimal => Whole(call, decimal.Truncate(call[0].Decimal)),
        _ => long.TryParse(call[0].Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? Value.Of(number)
            : throw call.Fault(FaultCodes.Value, "the text is no whole number"),
    };

    private static Value ToDecimal(Call call) => call[0].Kind switch
    {
        ValueKind.Decimal => call[0],
        ValueKind.Whole => Value.Of((decimal)call[0].Whole),
        _ => decimal.TryParse(call[0].Text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? Value.Of(number)
            : throw call.Fault(FaultCodes.Value, "the text is no number"),
    };

    // Half is rounded away from zero, as bills are, and not to the even neighbour.
    private static Value Round(Call call)
    {
        if (call.Count == 1) return call[0].Kind == ValueKind.Whole ? call[0] : Whole(call, decimal.Round(call[0].Decimal, MidpointRounding.AwayFromZero));
        var digits = call.Whole(1, 0, MaxDigits);
        return call[0].Kind == ValueKind.Whole ? call[0] : Value.Of(decimal.Round(call[0].Decimal, digits, MidpointRounding.AwayFromZero));
    }

    private static Value Abs(Call call)
    {
        var isNegative = call[0].Kind == ValueKind.Duration ? call[0].Duration < TimeSpan.Zero : call[0].Number < 0;
        return isNegative ? Compilation.Arithmetic.Negate(call[0], null) : call[0];
    }

    private static Value Extreme(Call call, int sign)
    {
        if (call.Count == 1) return call[0].Kind == ValueKind.List ? Extreme(call, call[0].List.Items, sign) : call[0];
        Span<Value> all = new Value[call.Count];
        for (var i = 0; i < all.Length; i++) all[i] = call[i];
        return Extreme(call, all, sign);
    }

    private static Value Extreme(Call call, ReadOnlySpan<Value> values, int sign)
    {
        if (values.IsEmpty) return Value.Null;
        call.Frame.Charge(values.Length);
        var best = values[0];
        foreach (var value in values)
        {
            if (!Ordered.Has(value.Kind) || !Comparison.HaveOrder(best.Kind, value.Kind))
                throw call.Fault(FaultCodes.Type, $"takes numbers, timestamps or durations, all alike, and here are {best.Kind.Word()} and {value.Kind.Word()}");
            if (Math.Sign(Comparison.Order(value, best)) == sign) best = value;
        }

        return best;
    }

    private static Value Sum(Call call)
    {
        var total = Value.Of(0L);
        var items = call[0].List.Items;
        call.Frame.Charge(items.Length);
        for (var i = 0; i < items.Length; i++)
        {
            if (!items[i].IsNumber && items[i].Kind != ValueKind.Duration) throw call.Fault(FaultCodes.Type, $"takes numbers or durations, and here is {items[i].Kind.Word()}");
            total = i == 0 ? items[0] : Compilation.Arithmetic.Apply(Syntax.BinaryOperator.Add, total, items[i], call.Frame, null);
        }

        return total;
    }

    private static Shape Extremes(IReadOnlyList<Shape> shapes)
    {
        var kinds = shapes.Aggregate(Kinds.None, (all, one) => all | (one.Kinds.Has(ValueKind.List) ? one.Items.Kinds | Kinds.Null : Kinds.None) | one.Kinds);
        return new(kinds & (Ordered | Kinds.Null));
    }

    private static Shape Sums(Shape items) => new((items.Kinds & (Kinds.Number | Kinds.Duration)) | Kinds.Whole);
}
