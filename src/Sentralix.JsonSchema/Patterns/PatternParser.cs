using System.Globalization;

namespace Sentralix.JsonSchema.Patterns;

/// <summary>Reads regular expressions of ECMA-262 with the flag "u", which is what JSON Schema means by a pattern.</summary>
/// <param name="text">The pattern.</param>
/// <param name="isStrict">As the flag "u" wants it; else escapes of punctuation that need none, and braces and brackets that mean
/// themselves, are taken as every browser takes them without the flag: published schemas are full of them.</param>
internal sealed class PatternParser(string text, bool isStrict)
{
    private const int MaxNesting = 50;

    // .NET counts repetitions so far.
    private const int MaxCount = int.MaxValue - 1;

    private readonly PatternEscapes escapes = new(text, isStrict);
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly List<(int Offset, int Number, string? Name)> backReferences = [];
    private int at;
    private int nesting;
    private int groups;

    public static PatternNode Parse(string text, bool isStrict)
    {
        var parser = new PatternParser(text, isStrict);
        var pattern = parser.Choice();
        if (parser.at < text.Length) throw PatternFaultException.Invalid(parser.at, "')' without '('", "')' без '('");
        parser.CheckBackReferences();
        return pattern;
    }

    private PatternNode Choice()
    {
        if (++nesting > MaxNesting) throw PatternFaultException.Unsupported(at, "groups nested too deep", "слишком глубокая вложенность групп");
        var variants = new List<PatternNode> { Sequence() };
        while (Take('|')) variants.Add(Sequence());
        nesting--;
        return variants.Count == 1 ? variants[0] : new ChoiceNode(variants);
    }

    private SequenceNode Sequence()
    {
        var parts = new List<PatternNode>();
        while (at < text.Length && text[at] is not ('|' or ')')) parts.Add(Term());
        return new SequenceNode(parts);
    }

    private PatternNode Term()
    {
        var from = at;
        var part = Atom();
        if (at >= text.Length || text[at] is not ('*' or '+' or '?' or '{')) return part;
        if (!TryTakeCounts(out var least, out var most)) return part;
        if (part is PlaceNode or LookNode) throw PatternFaultException.Invalid(from, "nothing to repeat", "нечего повторять");
        return new RepeatNode(part, least, most, Take('?'));
    }

    private PatternNode Atom()
    {
        var from = at;
        var character = text[at++];
        switch (character)
        {
            case '^':
                return new PlaceNode(Place.Start);
            case '$':
                return new PlaceNode(Place.End);
            case '.':
                return new CharacterNode(NamedSets.Dot);
            case '(':
                return Group();
            case '[':
                return new CharacterNode(new PatternClass(text, escapes, isStrict).Read(ref at));
            case '\\':
                return Escape();
            case '*' or '+' or '?':
                throw PatternFaultException.Invalid(from, "nothing to repeat", "нечего повторять");
            case '{' when isStrict || IsCount(from):
                throw PatternFaultException.Invalid(from, "nothing to repeat", "нечего повторять");
            case ']' or '}' when isStrict:
                throw PatternFaultException.Invalid(from, "a lone bracket", "непарная скобка");
            default:
                at = from;
                return new CharacterNode(Single(TakeCodePoint()));
        }
    }

    private PatternNode Group()
    {
        if (!Take('?'))
        {
            groups++;
            return new GroupNode(Closed());
        }

        if (Take(':')) return new GroupNode(Closed());
        if (Take('=')) return new LookNode(Closed(), false, false);
        if (Take('!')) return new LookNode(Closed(), false, true);
        if (!Take('<')) throw Unknown();
        if (Take('=')) return new LookNode(Closed(), true, false);
        if (Take('!')) return new LookNode(Closed(), true, true);
        var from = at;
        var name = escapes.TakeGroupName(ref at);
        if (!names.Add(name)) throw PatternFaultException.Invalid(from, "a group name twice", "имя группы повторяется");
        groups++;
        return new GroupNode(Closed());
    }

    // ECMA-262 of 2025 has (?i:…) and (?-i:…); what else other dialects put here it has not.
    private PatternFaultException Unknown()
    {
        var end = at;
        while (end < text.Length && text[end] is ('i' or 'm' or 's' or '-')) end++;
        return end > at && end < text.Length && text[end] == ':'
            ? PatternFaultException.Unsupported(at, "a group with modifiers", "группа с модификаторами")
            : PatternFaultException.Invalid(at, "an unknown kind of group", "неизвестный вид группы");
    }

    private PatternNode Closed()
    {
        var from = at;
        var part = Choice();
        return Take(')') ? part : throw PatternFaultException.Invalid(from, "'(' without ')'", "'(' без ')'");
    }

    private PatternNode Escape()
    {
        var from = at;
        if (at >= text.Length) throw PatternFaultException.Invalid(at, "nothing after the last '\\'", "после последнего '\\' ничего нет");
        switch (text[at])
        {
            case 'b':
                at++;
                return new PlaceNode(Place.WordBorder);
            case 'B':
                at++;
                return new PlaceNode(Place.NoWordBorder);
            case >= '1' and <= '9':
                while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
                if (!int.TryParse(text.AsSpan(from, at - from), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) number = int.MaxValue;
                backReferences.Add((from, number, null));
                return new BackReferenceNode(from);
            case 'k':
                at++;
                if (!Take('<')) throw PatternFaultException.Invalid(at, "'\\k' without a group name", "'\\k' без имени группы");
                var name = escapes.TakeGroupName(ref at);
                backReferences.Add((from, 0, name));
                return new BackReferenceNode(from);
            default:
                return new CharacterNode(escapes.Take(ref at, isInClass: false));
        }
    }

    private void CheckBackReferences()
    {
        foreach (var (offset, number, name) in backReferences)
        {
            var isKnown = name is null ? number <= groups : names.Contains(name);
            if (!isKnown) throw PatternFaultException.Invalid(offset, "a reference to a group that is not there", "ссылка на несуществующую группу");
        }
    }

    // Of the forms {n}, {n,} and {n,m}.
    private bool IsCount(int from)
    {
        var i = from + 1;
        while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
        if (i == from + 1) return false;
        if (i < text.Length && text[i] == ',') i++;
        while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
        return i < text.Length && text[i] == '}';
    }

    private bool TryTakeCounts(out int least, out int? most)
    {
        least = 0;
        most = null;
        if (Take('*')) return true;
        if (Take('+'))
        {
            least = 1;
            return true;
        }

        if (Take('?'))
        {
            most = 1;
            return true;
        }

        if (!IsCount(at))
        {
            if (isStrict) throw PatternFaultException.Invalid(at, "a lone brace", "непарная скобка");
            return false;
        }

        var from = at++;
        least = TakeCount();
        if (!Take(',')) most = least;
        else if (text[at] != '}') most = TakeCount();
        at++;
        if (most < least) throw PatternFaultException.Invalid(from, "counts out of order", "числа повторений не по порядку");
        return true;
    }

    private int TakeCount()
    {
        var from = at;
        while (char.IsAsciiDigit(text[at])) at++;
        return int.TryParse(text.AsSpan(from, at - from), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? Math.Min(count, MaxCount) : MaxCount;
    }

    private bool Take(char wanted)
    {
        if (at >= text.Length || text[at] != wanted) return false;
        at++;
        return true;
    }

    private int TakeCodePoint()
    {
        var isPair = char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]);
        var character = isPair ? char.ConvertToUtf32(text[at], text[at + 1]) : text[at];
        at += isPair ? 2 : 1;
        return character;
    }

    private static CodePointSet Single(int character) => CodePointSet.Of((character, character));
}
