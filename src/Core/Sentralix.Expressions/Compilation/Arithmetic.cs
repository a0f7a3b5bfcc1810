using Sentralix.Expressions.Syntax;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Compilation;

/// <summary>What <c>+ - * / %</c> and the unary minus do. Whole numbers and decimals are exact: what does not fit is a fault, never a wrong number.</summary>
internal static class Arithmetic
{
    /// <summary>The type of a result; null: these two cannot be taken together.</summary>
    public static ValueKind? Result(BinaryOperator @operator, ValueKind left, ValueKind right) => (@operator, left, right) switch
    {
        // A quotient is a decimal also of whole numbers: 7 / 2 is 3.5 for everybody but programmers.
        (BinaryOperator.Divide, ValueKind.Whole or ValueKind.Decimal, ValueKind.Whole or ValueKind.Decimal) => ValueKind.Decimal,
        (_, ValueKind.Whole, ValueKind.Whole) => ValueKind.Whole,
        (_, ValueKind.Whole or ValueKind.Decimal, ValueKind.Whole or ValueKind.Decimal) => ValueKind.Decimal,
        (BinaryOperator.Add, ValueKind.Text, ValueKind.Text) => ValueKind.Text,
        (BinaryOperator.Add, ValueKind.List, ValueKind.List) => ValueKind.List,
        (BinaryOperator.Add or BinaryOperator.Subtract, ValueKind.Timestamp, ValueKind.Duration) => ValueKind.Timestamp,
        (BinaryOperator.Add, ValueKind.Duration, ValueKind.Timestamp) => ValueKind.Timestamp,
        (BinaryOperator.Subtract, ValueKind.Timestamp, ValueKind.Timestamp) => ValueKind.Duration,
        (BinaryOperator.Add or BinaryOperator.Subtract, ValueKind.Duration, ValueKind.Duration) => ValueKind.Duration,
        (BinaryOperator.Multiply, ValueKind.Duration, ValueKind.Whole) or (BinaryOperator.Multiply, ValueKind.Whole, ValueKind.Duration) => ValueKind.Duration,
        _ => null,
    };

    public static Value Apply(BinaryOperator @operator, in Value left, in Value right, Frame frame, SourceSpan? span)
    {
        if (Result(@operator, left.Kind, right.Kind) is not { } result)
        {
            throw new ExpressionException(FaultCodes.Type, $"'{@operator.Sign()}' does not take {left.Kind.Word()} and {right.Kind.Word()}", span);
        }

        try
        {
            return result switch
            {
                ValueKind.Whole => Value.Of(Wholes(@operator, left.Whole, right.Whole)),
                ValueKind.Decimal => Value.Of(Decimals(@operator, left.Number, right.Number)),
                ValueKind.Text => Value.Of(Joined(left.Text, right.Text, frame)),
                ValueKind.List => Value.Of(Joined(left.List, right.List, frame)),
                ValueKind.Timestamp => Value.Of(Moment(@operator, left, right)),
                _ => Value.Of(new TimeSpan(Ticks(@operator, left, right))),
            };
        }
        catch (OverflowException)
        {
            throw new ExpressionException(FaultCodes.Arithmetic, $"the result of '{@operator.Sign()}' is out of range", span);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new ExpressionException(FaultCodes.Arithmetic, $"the result of '{@operator.Sign()}' is no date any more", span);
        }
        catch (DivideByZeroException)
        {
            throw new ExpressionException(FaultCodes.Arithmetic, "a division by zero", span);
        }
    }

    public static Value Negate(in Value value, SourceSpan? span) => value.Kind switch
    {
        ValueKind.Whole when value.Whole == long.MinValue => throw new ExpressionException(FaultCodes.Arithmetic, "the result of '-' is out of range", span),
        ValueKind.Whole => Value.Of(-value.Whole),
        ValueKind.Decimal => Value.Of(-value.Decimal),
        ValueKind.Duration when value.Duration == TimeSpan.MinValue => throw new ExpressionException(FaultCodes.Arithmetic, "the result of '-' is out of range", span),
        ValueKind.Duration => Value.Of(-value.Duration),
        _ => throw new ExpressionException(FaultCodes.Type, $"'-' does not take {value.Kind.Word()}", span),
    };

    private static long Wholes(BinaryOperator @operator, long left, long right) => @operator switch
    {
        BinaryOperator.Add => checked(left + right),
        BinaryOperator.Subtract => checked(left - right),
        BinaryOperator.Multiply => checked(left * right),

        // The processor traps the least number divided by -1, though nothing remains of it.
        _ => right == -1 ? 0 : left % right,
    };

    private static decimal Decimals(BinaryOperator @operator, decimal left, decimal right) => @operator switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Subtract => left - right,
        BinaryOperator.Multiply => left * right,
        BinaryOperator.Divide => left / right,
        _ => left % right,
    };

    private static string Joined(string left, string right, Frame frame)
    {
        frame.Make((long)left.Length + right.Length);
        return string.Concat(left, right);
    }

    private static ValueList Joined(ValueList left, ValueList right, Frame frame)
    {
        frame.MakeList((long)left.Count + right.Count);
        return ValueList.Owning([.. left.Items, .. right.Items]);
    }

    private static DateTimeOffset Moment(BinaryOperator @operator, in Value left, in Value right)
    {
        var (moment, duration) = left.Kind == ValueKind.Timestamp ? (left.Timestamp, right.Duration) : (right.Timestamp, left.Duration);
        return @operator == BinaryOperator.Add ? moment + duration : moment - duration;
    }

    private static long Ticks(BinaryOperator @operator, in Value left, in Value right) => @operator switch
    {
        BinaryOperator.Multiply => checked((left.Kind == ValueKind.Whole ? left.Whole : left.Ticks) * (right.Kind == ValueKind.Whole ? right.Whole : right.Ticks)),
        BinaryOperator.Add => checked(left.Ticks + right.Ticks),
        _ => checked(left.Ticks - right.Ticks),
    };
}
