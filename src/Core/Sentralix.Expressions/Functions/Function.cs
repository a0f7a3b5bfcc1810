using Sentralix.Expressions.Compilation;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Functions;

/// <summary>What a function does with its arguments, whose number and types are checked already.</summary>
internal delegate Value Body(Call call);

/// <summary>A function of the language. <c>f(a, b)</c>, <c>a.f(b)</c> and <c>a | f: b</c> are the same call.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">What it takes.</param>
/// <param name="Result">What it gives.</param>
/// <param name="Body">What it does.</param>
internal sealed record Function(string Name, IReadOnlyList<Parameter> Parameters, Shape Result, Body Body)
{
    /// <summary>How many further arguments like the last may follow.</summary>
    public int Further { get; init; }

    /// <summary>What it gives for arguments of which more is known; null: <see cref="Result"/>.</summary>
    public Func<IReadOnlyList<Shape>, Shape>? ResultOf { get; init; }

    /// <summary>Makes something of arguments that are literals, once, when the expression is compiled; null where an argument is none. It may
    /// refuse them. The body finds it in <see cref="Call.Prepared"/>.</summary>
    public Func<IReadOnlyList<Value?>, object?>? Prepare { get; init; }

    public int Least => Parameters.Count(parameter => !parameter.IsOptional);

    public int Most => Parameters.Count + Further;

    public Parameter At(int index) => Parameters[Math.Min(index, Parameters.Count - 1)];
}

/// <param name="Name">For messages.</param>
/// <param name="Kinds">The types it takes.</param>
/// <param name="IsOptional">Whether it may be left out, as may all behind it.</param>
internal sealed record Parameter(string Name, Kinds Kinds, bool IsOptional = false);

/// <summary>The place of a call in the source.</summary>
internal sealed record CallPlace(Function Function, SourceSpan Span, object? Prepared)
{
    public ExpressionException Fault(string code, string message) => new(code, $"{Function.Name}(): {message}", Span);
}

/// <summary>One call.</summary>
internal readonly ref struct Call(Frame frame, CallPlace site, ReadOnlySpan<Value> arguments)
{
    private readonly ReadOnlySpan<Value> arguments = arguments;

    public Frame Frame => frame;

    public object? Prepared => site.Prepared;

    public int Count => arguments.Length;

    public ref readonly Value this[int index] => ref arguments[index];

    public ExpressionException Fault(string code, string message) => site.Fault(code, message);

    /// <summary>A whole number within limits.</summary>
    public int Whole(int index, int min, int max) => arguments[index].Whole is var number && number >= min && number <= max
        ? (int)number
        : throw Fault(FaultCodes.Value, $"{site.Function.At(index).Name} must be from {min} to {max}");
}
