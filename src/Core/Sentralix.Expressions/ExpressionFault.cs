namespace Sentralix.Expressions;

/// <summary>What is wrong with an expression or a template, and where.</summary>
/// <param name="Code">One of <see cref="FaultCodes"/>.</param>
/// <param name="Message">In words for the author: what was found and what was expected.</param>
/// <param name="Offset">Where it begins in the source, in characters from 0.</param>
/// <param name="Length">How long it is; 0: it is something that is missing.</param>
/// <param name="Line">The line of <paramref name="Offset"/>, from 1.</param>
/// <param name="Column">The character in that line, from 1.</param>
public sealed record ExpressionFault(string Code, string Message, int Offset, int Length, int Line, int Column)
{
    public override string ToString() => $"{Code} at {Line}:{Column}: {Message}";

    internal static ExpressionFault At(string source, string code, string message, SourceSpan span)
    {
        var offset = Math.Clamp(span.Start, 0, source.Length);
        var before = source.AsSpan(0, offset);
        var line = before.Count('\n') + 1;
        return new ExpressionFault(code, message, offset, Math.Clamp(span.End - offset, 0, source.Length - offset), line, offset - before.LastIndexOf('\n'));
    }
}

/// <summary>The codes of faults. They are stable.</summary>
public static class FaultCodes
{
    /// <summary>The source is no expression.</summary>
    public const string Syntax = "expr_syntax";

    /// <summary>A value has a type that an operator or a function does not take.</summary>
    public const string Type = "expr_type";

    /// <summary>A root, a member, a function or a filter of that name does not exist.</summary>
    public const string Unknown = "expr_unknown";

    /// <summary>It would cost more than is allowed: operations, texts, lists, depth, length.</summary>
    public const string Budget = "expr_budget";

    /// <summary>A number out of range, or a division by zero.</summary>
    public const string Arithmetic = "expr_arithmetic";

    /// <summary>A value has the right type, but a function can make nothing of it, such as <c>int('abc')</c>.</summary>
    public const string Value = "expr_value";

    /// <summary>A regular expression is wrong, or needs what cannot be matched in linear time.</summary>
    public const string Regex = "expr_regex";

    /// <summary>A template's blocks do not fit together.</summary>
    public const string Template = "template_syntax";

    /// <summary>A template puts a value where it cannot be made safe for its target.</summary>
    public const string Unsafe = "template_unsafe";
}

/// <summary>A stretch of the source.</summary>
public readonly record struct SourceSpan(int Start, int End)
{
    internal SourceSpan To(SourceSpan other) => new(Start, other.End);
}
