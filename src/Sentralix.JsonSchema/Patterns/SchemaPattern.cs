using System.Diagnostics;
using System.Text.RegularExpressions;
using Sentralix.JsonSchema.Evaluation;

namespace Sentralix.JsonSchema.Patterns;

/// <summary>A pattern of a schema, ready to run: in time proportional to the text where it can be, else against the clock.</summary>
internal sealed class SchemaPattern
{
    private readonly Regex matcher;
    private readonly AstralAlphabet alphabet;

    private SchemaPattern(string source, int size, Regex matcher, AstralAlphabet alphabet, bool isLinear)
    {
        Source = source;
        Size = size;
        IsLinear = isLinear;
        this.matcher = matcher;
        this.alphabet = alphabet;
    }

    /// <summary>As it stands in the schema.</summary>
    public string Source { get; }

    /// <summary>The characters that it takes to write it for .NET.</summary>
    public int Size { get; }

    /// <summary>Its time is proportional to the text.</summary>
    public bool IsLinear { get; }

    /// <exception cref="PatternFaultException">It is no pattern, or none that can be run.</exception>
    public static SchemaPattern Compile(string source, SchemaOptions options)
    {
        if (source.Length > options.MaxPatternLength) throw PatternFaultException.Unsupported(options.MaxPatternLength, "the pattern is too long", "шаблон слишком длинный");
        var (written, alphabet, looksAround) = PatternWriter.Write(PatternParser.Parse(source, isStrict: false));
        const RegexOptions Common = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
        if (!looksAround)
        {
            try
            {
                return new SchemaPattern(source, written.Length, new Regex(written, Common | RegexOptions.NonBacktracking), alphabet, isLinear: true);
            }
            catch (NotSupportedException)
            {
                // Its counted repetitions would make too large an automaton. A backtracking matcher counts them, and the clock watches it.
            }
        }

        return new SchemaPattern(source, written.Length, new Regex(written, Common, options.MaxPatternTime), alphabet, isLinear: false);
    }

    /// <summary>Whether it matches somewhere in a text.</summary>
    public bool IsFoundIn(ref Run run, ReadOnlySpan<byte> text)
    {
        if (!run.Spend(1 + (text.Length >> 2))) return false;
        var characters = run.Decode(text);
        if (text.ContainsAnyInRange((byte)0xF0, (byte)0xF4)) characters = characters[..alphabet.Fold(characters)];
        if (IsLinear) return matcher.IsMatch(characters);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var isFound = matcher.IsMatch(characters);
            return run.SpendPatternTime(Stopwatch.GetElapsedTime(started)) && isFound;
        }
        catch (RegexMatchTimeoutException)
        {
            return run.Stop(ValidationStops.PatternTime);
        }
    }
}
