using System.Globalization;
using System.Text.RegularExpressions;
using Sentralix.Expressions.Syntax;
using Sentralix.Expressions.Values;

namespace Sentralix.Expressions.Compilation;

/// <summary>
/// <c>matches</c>: regular expressions that are matched in time linear in the text, without backtracking. The pattern is a literal: it is
/// checked and built when the expression is compiled.
/// </summary>
internal static class Patterns
{
    private const int MaxLength = 1000;

    /// <summary>How many states a pattern may need. A character may cost as many steps.</summary>
    private const int MaxStates = 1000;

    /// <summary>Characters for one operation. Together with the states it bounds the time of an evaluation to seconds at the very worst.</summary>
    private const int CharactersAnOperation = 32;

    // Not part of the language: a last wall for a processor that is busy with other things.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Code Compile(Code text, Node pattern, SourceSpan span, Scope scope)
    {
        if ((text.Kinds & (Kinds.Text | Kinds.Null)) == Kinds.None) scope.Fault(FaultCodes.Type, $"'matches' takes a string, and not {text.Kinds.Word()}", span);
        if (pattern is not LiteralNode { Value: { Kind: ValueKind.Text } literal })
        {
            scope.Fault(FaultCodes.Regex, "the pattern must be written here, as a text in quotes", pattern.Span);
            return Compiler.Nothing(span);
        }

        if (Build(literal.Text, out var fault) is not { } regex)
        {
            scope.Fault(FaultCodes.Regex, fault, pattern.Span);
            return Compiler.Nothing(span);
        }

        var run = text.Run;
        return Code.OfTest(frame => IsMatch(regex, run(frame), frame, span), span);
    }

    private static bool IsMatch(Regex regex, in Value value, Frame frame, SourceSpan span)
    {
        if (value.IsNull) return false;
        if (value.Kind != ValueKind.Text) throw new ExpressionException(FaultCodes.Type, $"'matches' takes a string, and not {value.Kind.Word()}", span);
        frame.Charge(1 + (value.Text.Length / CharactersAnOperation));
        try
        {
            return regex.IsMatch(value.Text);
        }
        catch (RegexMatchTimeoutException)
        {
            throw new ExpressionException(FaultCodes.Budget, "the pattern takes too long on this text", span);
        }
    }

    private static Regex? Build(string pattern, out string fault)
    {
        fault = pattern.Length > MaxLength ? $"the pattern is longer than {MaxLength} characters"
            : PatternSize.Of(pattern) > MaxStates ? $"the pattern repeats too much: it needs more than {MaxStates} states"
            : "";
        if (fault.Length > 0) return null;
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Patience);
        }
        catch (RegexParseException wrong)
        {
            fault = string.Create(CultureInfo.InvariantCulture, $"the pattern is wrong at character {wrong.Offset + 1}: {wrong.Error}");
        }
        catch (NotSupportedException)
        {
            fault = "the pattern looks around, refers back to a group or is atomic, which cannot be matched in linear time";
        }

        return null;
    }
}
