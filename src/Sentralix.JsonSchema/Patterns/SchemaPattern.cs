using System.Diagnostics;
using System.Text.RegularExpressions;
using Sentralix.JsonSchema.Evaluation;

namespace Sentralix.JsonSchema.Patterns;

/// <summary>A pattern of a schema, ready to run: by a table where it is small, else by an automaton, and only where it looks ahead or behind
/// or counts too far, by .NET's backtracking matcher against the clock.</summary>
internal sealed class SchemaPattern
{
    // What .NET's matcher keeps of its way through a text grows with the text, and stays for the next one.
    private const int MaxBacktrackedText = 10_000;
    private const int MatcherSize = 64 * 1024;

    private readonly TransitionTable? table;
    private readonly Automaton? automaton;
    private readonly Alphabet alphabet;
    private readonly Regex? backtracking;

    private SchemaPattern(string source, SchemaOptions options)
    {
        Source = source;
        var pattern = PatternParser.Parse(source, isStrict: false);
        var parts = PatternParts.Of(pattern);
        alphabet = new Alphabet(parts.Sets);
        Size = alphabet.Size;
        if (!parts.LooksAround) automaton = AutomatonBuilder.Build(pattern, parts, alphabet);
        if (automaton is not null)
        {
            table = TransitionTable.Build(automaton);
            Size += (16 * automaton.Program.Length) + (table?.Size ?? 0);
            return;
        }

        var written = PatternWriter.Write(pattern, alphabet);
        backtracking = new Regex(written, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, options.MaxPatternTime);
        Size += MatcherSize + (8 * written.Length);
    }

    /// <summary>As it stands in the schema.</summary>
    public string Source { get; }

    /// <summary>About how many bytes it takes.</summary>
    public int Size { get; }

    /// <summary>Its time is proportional to the text.</summary>
    public bool IsLinear => automaton is not null;

    /// <summary>It is written out as a table.</summary>
    public bool IsTable => table is not null;

    /// <exception cref="PatternFaultException">It is no pattern, or none that can be run.</exception>
    public static SchemaPattern Compile(string source, SchemaOptions options) => source.Length <= options.MaxPatternLength
        ? new SchemaPattern(source, options)
        : throw PatternFaultException.Unsupported(options.MaxPatternLength, "the pattern is too long", "шаблон слишком длинный");

    /// <summary>Whether it matches somewhere in a text.</summary>
    public bool IsFoundIn(ref Run run, ReadOnlySpan<byte> text)
    {
        if (!run.Spend(1 + (text.Length >> 3))) return false;
        if (table is not null) return table.IsFoundIn(text);
        return automaton is not null ? automaton.IsFoundIn(ref run, text) : IsFoundByClock(ref run, text);
    }

    private bool IsFoundByClock(ref Run run, ReadOnlySpan<byte> text)
    {
        if (text.Length > MaxBacktrackedText) return run.Stop(ValidationStops.PatternTime);
        var letters = run.Letters(text.Length);
        letters = letters[..PatternWriter.Write(text, alphabet, letters)];
        var started = Stopwatch.GetTimestamp();
        try
        {
            var isFound = backtracking!.IsMatch(letters);
            return run.SpendPatternTime(Stopwatch.GetElapsedTime(started)) && isFound;
        }
        catch (RegexMatchTimeoutException)
        {
            return run.Stop(ValidationStops.PatternTime);
        }
    }
}
