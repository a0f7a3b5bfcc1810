using System.Globalization;
using System.Text;

namespace Sentralix.JsonSchema.Patterns;

/// <summary>Writes a pattern as .NET's matchers read it. Everything that the two dialects mean differently is written out.</summary>
internal sealed class PatternWriter
{
    // .NET's own \b goes by the letters of all languages.
    private const string Word = "[0-9A-Z_a-z]";

    // \p{L} alone is two thousand characters, and .NET reads them all again.
    private const int MaxWritten = 64 * 1024;

    private readonly StringBuilder written = new();
    private readonly AstralAlphabet alphabet;

    private PatternWriter(AstralAlphabet alphabet) => this.alphabet = alphabet;

    /// <summary>It has parts that only a backtracking matcher knows.</summary>
    private bool looksAround;

    public static (string Pattern, AstralAlphabet Alphabet, bool LooksAround) Write(PatternNode pattern)
    {
        var sets = new HashSet<CodePointSet>(ReferenceEqualityComparer.Instance);
        Collect(pattern, sets);
        var writer = new PatternWriter(new AstralAlphabet(sets));
        writer.Add(pattern);
        return (writer.written.ToString(), writer.alphabet, writer.looksAround);
    }

    private static void Collect(PatternNode node, HashSet<CodePointSet> sets)
    {
        switch (node)
        {
            case CharacterNode character:
                sets.Add(character.Set);
                break;
            case SequenceNode sequence:
                foreach (var part in sequence.Parts) Collect(part, sets);
                break;
            case ChoiceNode choice:
                foreach (var variant in choice.Variants) Collect(variant, sets);
                break;
            case RepeatNode repeat:
                Collect(repeat.Part, sets);
                break;
            case GroupNode group:
                Collect(group.Part, sets);
                break;
            case LookNode look:
                Collect(look.Part, sets);
                break;
            default:
                break;
        }
    }

    private void Add(PatternNode node)
    {
        switch (node)
        {
            case CharacterNode character:
                AddSet(character.Set);
                break;
            case SequenceNode sequence:
                foreach (var part in sequence.Parts) Add(part);
                break;
            case ChoiceNode choice:
                AddChoice(choice);
                break;
            case RepeatNode repeat:
                AddRepeat(repeat);
                break;
            case GroupNode group:
                written.Append("(?:");
                Add(group.Part);
                written.Append(')');
                break;
            case LookNode look:
                looksAround = true;
                written.Append("(?").Append(look.IsBehind ? "<" : "").Append(look.IsNegated ? '!' : '=');
                Add(look.Part);
                written.Append(')');
                break;
            case PlaceNode place:
                AddPlace(place.Place);
                break;
            case BackReferenceNode reference:
                // What a group remembers when it is met again differs between the dialects, and no linear matcher knows it at all.
                throw PatternFaultException.Unsupported(reference.Offset, "a reference to what a group has found", "ссылка на найденное группой");
            default:
                throw new InvalidOperationException($"Nobody has said how {node.GetType().Name} is written.");
        }
    }

    private void AddChoice(ChoiceNode choice)
    {
        written.Append("(?:");
        for (var i = 0; i < choice.Variants.Count; i++)
        {
            if (i > 0) written.Append('|');
            Add(choice.Variants[i]);
        }

        written.Append(')');
    }

    private void AddRepeat(RepeatNode repeat)
    {
        written.Append("(?:");
        Add(repeat.Part);
        written.Append(CultureInfo.InvariantCulture, $"){{{repeat.Least},{repeat.Most}}}");
        if (repeat.IsLazy) written.Append('?');
    }

    private void AddPlace(Place place)
    {
        switch (place)
        {
            case Place.Start:
                written.Append('^');
                break;
            case Place.End:
                // $ of .NET holds before a last line break too.
                written.Append("\\z");
                break;
            case Place.WordBorder:
                looksAround = true;
                written.Append("(?:(?<=").Append(Word).Append(")(?!").Append(Word).Append(")|(?<!").Append(Word).Append(")(?=").Append(Word).Append("))");
                break;
            default:
                looksAround = true;
                written.Append("(?:(?<=").Append(Word).Append(")(?=").Append(Word).Append(")|(?<!").Append(Word).Append(")(?!").Append(Word).Append("))");
                break;
        }
    }

    private void AddSet(CodePointSet set)
    {
        if (written.Length > MaxWritten) throw PatternFaultException.Unsupported(0, "too many large sets of characters", "слишком много больших наборов символов");
        var from = written.Length;
        written.Append('[');
        foreach (var (first, last) in set.Between(0, 0xD7FF).Stretches) AddStretch(first, last);
        foreach (var (first, last) in set.Between(0xE000, 0xFFFF).Stretches) AddStretch(first, last);
        foreach (var letter in alphabet.LettersOf(set)) AddUnit(letter);
        if (written.Length > from + 1)
        {
            written.Append(']');
            return;
        }

        // A set of nothing.
        written.Length = from;
        written.Append("[^\\u0000-\\uFFFF]");
    }

    private void AddStretch(int first, int last)
    {
        AddUnit(first);
        if (last == first) return;
        written.Append('-');
        AddUnit(last);
    }

    // Of ASCII only letters and digits mean nothing else anywhere.
    private void AddUnit(int unit)
    {
        if (unit > 0x7F || char.IsAsciiLetterOrDigit((char)unit)) written.Append((char)unit);
        else written.Append("\\u").Append(unit.ToString("X4", CultureInfo.InvariantCulture));
    }
}
