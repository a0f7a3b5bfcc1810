namespace Sentralix.JsonSchema.Patterns;

/// <summary>What is in a pattern.</summary>
internal sealed class PatternParts
{
    private readonly HashSet<CodePointSet> sets = new(ReferenceEqualityComparer.Instance);

    private PatternParts()
    {
    }

    /// <summary>Sets of characters, each once; the letters of words among them where it asks for a border.</summary>
    public IReadOnlyCollection<CodePointSet> Sets => sets;

    /// <summary>It looks ahead or behind.</summary>
    public bool LooksAround { get; private set; }

    /// <summary>It asks for the border of a word.</summary>
    public bool AsksForBorders { get; private set; }

    public static PatternParts Of(PatternNode pattern)
    {
        var parts = new PatternParts();
        parts.Add(pattern);
        return parts;
    }

    private void Add(PatternNode node)
    {
        switch (node)
        {
            case CharacterNode character:
                sets.Add(character.Set);
                break;
            case SequenceNode sequence:
                foreach (var part in sequence.Parts) Add(part);
                break;
            case ChoiceNode choice:
                foreach (var variant in choice.Variants) Add(variant);
                break;
            case RepeatNode repeat:
                Add(repeat.Part);
                break;
            case GroupNode group:
                Add(group.Part);
                break;
            case LookNode look:
                LooksAround = true;
                Add(look.Part);
                break;
            case PlaceNode { Place: Place.WordBorder or Place.NoWordBorder }:
                AsksForBorders = true;
                sets.Add(NamedSets.Word);
                break;
            case BackReferenceNode reference:
                // What a group remembers when it is met again differs between dialects, and no matcher in linear time knows it at all.
                throw PatternFaultException.Unsupported(reference.Offset, "a reference to what a group has found", "ссылка на найденное группой");
            default:
                break;
        }
    }
}
