using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Sentralix.JsonSchema.Compilation;
using Sentralix.JsonSchema.Json;
using Sentralix.JsonSchema.Patterns;

namespace Sentralix.JsonSchema.Evaluation;

/// <summary>One pass of a schema over one value: what it may still spend, where it is, what it has found.</summary>
internal ref struct Run
{
    // Schemas that apply inside one another. The instance's own depth is limited, so only schemas that refer to one another get here.
    private const int MaxDepth = 1_000;

    // Putting words together takes as long as judging some values.
    private const int CostOfError = 16;

    public readonly TapeView Instance;
    private readonly Scratch scratch;
    private long steps;
    private long patternTicks;
    private int depth;
    private int marksTop;
    private int scopeTop;
    private ErrorLog? log;

    public Run(TapeView instance, Scratch scratch, SchemaOptions options, ErrorLog? log)
    {
        Instance = instance;
        this.scratch = scratch;
        this.log = log;
        steps = options.MaxSteps;
        patternTicks = options.MaxPatternTime.Ticks;
    }

    /// <summary>Why it was given up; null: it was not.</summary>
    public string? Stopped { get; private set; }

    /// <summary>Every error is wanted, so nothing stops at the first one.</summary>
    public readonly bool Collects => log is not null;

    public readonly int ScopeDepth => scopeTop;

    public readonly ReadOnlySpan<Resource> Scope => scratch.Scope.AsSpan(0, scopeTop);

    /// <summary>What is left of the budget; below zero: nothing. Whoever takes from it asks <see cref="Spend"/> after.</summary>
    [UnscopedRef]
    public ref long Steps => ref steps;

    public bool Spend(long cost)
    {
        steps -= cost;
        return steps >= 0 ? Stopped is null : Stop(ValidationStops.Steps);
    }

    /// <summary>Gives up: no verdict is reached, and every schema from here on holds for nothing.</summary>
    public bool Stop(string why)
    {
        Stopped ??= why;
        return false;
    }

    public bool Enter(Resource? scope)
    {
        if (!Spend(1)) return false;
        if (depth >= MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) return Stop(ValidationStops.Depth);
        depth++;
        if (scope is not null && (scopeTop == 0 || scratch.Scope[scopeTop - 1] != scope)) Push(scope);
        return true;
    }

    public void Leave(int scopeBefore)
    {
        depth--;
        scopeTop = scopeBefore;
    }

    public bool SpendPatternTime(TimeSpan time)
    {
        patternTicks -= time.Ticks;
        return patternTicks >= 0 || Stop(ValidationStops.PatternTime);
    }

    public readonly Span<char> Decode(ReadOnlySpan<byte> text) => scratch.Decode(text);

    /// <summary>Room for so many characters, until the next call.</summary>
    public readonly Span<char> Letters(int count) => scratch.RoomFor(count);

    public readonly StateLists StateLists => scratch.StateLists;

    public bool Fail(Keyword keyword, int at, Words message) => Fail(keyword.Name, keyword.Site, at, message);

    public bool Fail(string keyword, SchemaSite site, int at, Words message) => Fail(keyword, new KeywordPlace(site, keyword), at, message);

    /// <summary>Writes an error down.</summary>
    /// <returns>False, the verdict.</returns>
    public bool Fail(string keyword, KeywordPlace place, int at, Words message)
    {
        if (log is null || !Spend(CostOfError)) return false;
        log.Add(keyword, place, at, message);
        return false;
    }

    /// <summary>From here on errors are not of interest.</summary>
    /// <returns>For <see cref="Resume"/>.</returns>
    public ErrorLog? Silence()
    {
        var kept = log;
        log = null;
        return kept;
    }

    public void Resume(ErrorLog? kept) => log = kept;

    public readonly (int Kept, int Left) LogPosition => log?.Position ?? default;

    public readonly void RewindLog((int Kept, int Left) position) => log?.Rewind(position);

    /// <summary>Room for the marks of a value with so many members or items.</summary>
    public Marks Track(int count)
    {
        var words = (count + 63) >> 6;
        if (words == 0 || !Spend(words)) return Marks.None;
        if (scratch.Marks.Length < marksTop + words) Array.Resize(ref scratch.Marks, Math.Max(2 * scratch.Marks.Length, marksTop + words));
        scratch.Marks.AsSpan(marksTop, words).Clear();
        var marks = new Marks(marksTop, words);
        marksTop += words;
        return marks;
    }

    /// <summary>Room beside that of an outer schema, for the same value; none where it does not ask.</summary>
    public Marks TrackLike(Marks outer) => outer.Tracks ? Track(outer.Words << 6) : Marks.None;

    public void Release(Marks marks)
    {
        if (marks.Tracks) marksTop = marks.Offset;
    }

    public readonly void Mark(Marks marks, int ordinal)
    {
        if (marks.Tracks) scratch.Marks[marks.Offset + (ordinal >> 6)] |= 1UL << (ordinal & 63);
    }

    public void MarkAll(Marks marks)
    {
        if (marks.Tracks && Spend(marks.Words)) scratch.Marks.AsSpan(marks.Offset, marks.Words).Fill(ulong.MaxValue);
    }

    public readonly bool IsMarked(Marks marks, int ordinal) =>
        marks.Tracks && (scratch.Marks[marks.Offset + (ordinal >> 6)] & (1UL << (ordinal & 63))) != 0;

    public void Merge(Marks into, Marks from)
    {
        if (!into.Tracks || !from.Tracks || !Spend(into.Words)) return;
        for (var i = 0; i < into.Words; i++) scratch.Marks[into.Offset + i] |= scratch.Marks[from.Offset + i];
    }

    private void Push(Resource scope)
    {
        if (scopeTop == scratch.Scope.Length) Array.Resize(ref scratch.Scope, 2 * scopeTop);
        scratch.Scope[scopeTop++] = scope;
    }
}
