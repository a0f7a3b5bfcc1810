using System.Globalization;
using System.Text;

namespace Sentralix.JsonSchema.Patterns;

/// <summary>Writes a pattern for .NET's backtracking matcher, in letters of the pattern's own alphabet: both dialects then see the same
/// characters, and whatever they mean differently is written out.</summary>
internal sealed class PatternWriter
{
    // Any unit will do that means nothing in an expression; the surrogates are left out.
    private const char FirstLetter = '\u4000';
    private const int MaxLetters = 0x8000;
    private const int MaxWritten = 256 * 1024;

    private readonly StringBuilder written = new();
    private readonly Alphabet alphabet;

    private PatternWriter(Alphabet alphabet) => this.alphabet = alphabet;

    public static string Write(PatternNode pattern, Alphabet alphabet)
    {
        if (alphabet.Count > MaxLetters) throw TooLarge();
        var writer = new PatternWriter(alphabet);
        writer.Add(pattern);
        return writer.written.ToString();
    }

    /// <summary>Writes a text in the same letters.</summary>
    /// <returns>How many there are.</returns>
    public static int Write(ReadOnlySpan<byte> text, Alphabet alphabet, Span<char> letters)
    {
        var count = 0;
        for (var i = 0; i < text.Length; count++)
        {
            letters[count] = (char)(FirstLetter + alphabet.LetterOf(text[i..], out var length));
            i += length;
        }

        return count;
    }

    private static PatternFaultException TooLarge() => PatternFaultException.Unsupported(0, "too many large sets of characters", "слишком много больших наборов символов");

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
                written.Append("(?").Append(look.IsBehind ? "<" : "").Append(look.IsNegated ? '!' : '=');
                Add(look.Part);
                written.Append(')');
                break;
            case PlaceNode place:
                AddPlace(place.Place);
                break;
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
            default:
                // .NET's own \b goes by its own idea of a word.
                AddBorder(isBorder: place == Place.WordBorder);
                break;
        }
    }

    private void AddBorder(bool isBorder)
    {
        written.Append("(?:(?<=");
        AddSet(NamedSets.Word);
        written.Append(isBorder ? ")(?!" : ")(?=");
        AddSet(NamedSets.Word);
        written.Append(")|(?<!");
        AddSet(NamedSets.Word);
        written.Append(isBorder ? ")(?=" : ")(?!");
        AddSet(NamedSets.Word);
        written.Append("))");
    }

    private void AddSet(CodePointSet set)
    {
        var members = alphabet.MembersOf(set);
        if (written.Length + members.Length > MaxWritten) throw TooLarge();
        var from = written.Length;
        written.Append('[');
        for (var letter = 0; letter < members.Length; letter++)
        {
            if (members[letter]) written.Append((char)(FirstLetter + letter));
        }

        if (written.Length > from + 1)
        {
            written.Append(']');
            return;
        }

        // A set of nothing.
        written.Length = from;
        written.Append("[^\\u0000-\\uFFFF]");
    }
}
