using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Compilation;

/// <summary>A compiled part of an expression.</summary>
internal delegate Value Evaluate(Frame frame);

/// <summary>A compiled part that is true or false: conditions pass no values around.</summary>
internal delegate bool Test(Frame frame);

/// <summary>A part, compiled, with what is known of its value.</summary>
/// <param name="Run">Evaluates it.</param>
/// <param name="Shape">What is known.</param>
/// <param name="Span">Where it stands.</param>
internal sealed record Code(Evaluate Run, Shape Shape, SourceSpan Span)
{
    /// <summary>The value of a literal.</summary>
    public Value? Constant { get; init; }

    /// <summary>The same as a test, where it is one.</summary>
    public Test? Test { get; init; }

    public Kinds Kinds => Shape.Kinds;

    public static Code OfTest(Test test, SourceSpan span) => new(frame => test(frame) ? Value.True : Value.False, Shape.Bool, span) { Test = test };

    /// <summary>As a test; anything but true and false fails.</summary>
    public Test AsTest()
    {
        if (Test is not null) return Test;
        var (run, span) = (Run, Span);
        return frame =>
        {
            var value = run(frame);
            return value.Kind == ValueKind.Bool ? value.Bool : throw new ExpressionException(FaultCodes.Type, $"true or false is needed here, and this is {value.Kind.Word()}", span);
        };
    }
}
