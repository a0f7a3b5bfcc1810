namespace Sentralix.JsonSchema.Patterns;

/// <summary>Turns a pattern into the instructions of an automaton. Counted repetitions are written out.</summary>
internal sealed class AutomatonBuilder(Alphabet alphabet)
{
    // Counts within counts multiply.
    private const int MaxInstructions = 10_000;

    private readonly List<Instruction> program = [];

    /// <summary>The automaton; null: it would be too large.</summary>
    public static Automaton? Build(PatternNode pattern, PatternParts parts, Alphabet alphabet)
    {
        var builder = new AutomatonBuilder(alphabet);
        if (!builder.TryAdd(pattern)) return null;
        builder.program.Add(new Instruction(Operation.Found));
        return new Automaton([.. builder.program], alphabet, parts.AsksForBorders ? alphabet.MembersOf(NamedSets.Word) : null, BeginsAtStart(pattern));
    }

    private static bool BeginsAtStart(PatternNode node) => node switch
    {
        PlaceNode { Place: Place.Start } => true,
        SequenceNode { Parts: [var first, ..] } => BeginsAtStart(first),
        ChoiceNode choice => choice.Variants.All(BeginsAtStart),
        GroupNode group => BeginsAtStart(group.Part),
        _ => false,
    };

    private bool TryAdd(PatternNode node)
    {
        if (program.Count > MaxInstructions) return false;
        switch (node)
        {
            case CharacterNode character:
                program.Add(new Instruction(Operation.Take, Takes: alphabet.MembersOf(character.Set)));
                return true;
            case SequenceNode sequence:
                return sequence.Parts.All(TryAdd);
            case ChoiceNode choice:
                return TryAddChoice(choice);
            case GroupNode group:
                return TryAdd(group.Part);
            case RepeatNode repeat:
                return TryAddRepeat(repeat);
            case PlaceNode place:
                program.Add(new Instruction(place.Place switch
                {
                    Place.Start => Operation.Start,
                    Place.End => Operation.End,
                    Place.WordBorder => Operation.Border,
                    _ => Operation.NoBorder,
                }));
                return true;
            default:
                throw new InvalidOperationException($"No automaton knows {node.GetType().Name}.");
        }
    }

    private bool TryAddChoice(ChoiceNode choice)
    {
        var ends = new List<int>();
        for (var i = 0; i < choice.Variants.Count; i++)
        {
            var isLast = i == choice.Variants.Count - 1;
            var fork = program.Count;
            if (!isLast) program.Add(new Instruction(Operation.Fork));
            if (!TryAdd(choice.Variants[i])) return false;
            if (isLast) break;
            ends.Add(program.Count);
            program.Add(new Instruction(Operation.Jump));
            program[fork] = new Instruction(Operation.Fork, program.Count);
        }

        foreach (var end in ends) program[end] = new Instruction(Operation.Jump, program.Count);
        return true;
    }

    private bool TryAddRepeat(RepeatNode repeat)
    {
        for (var i = 0; i < repeat.Least; i++)
        {
            var before = program.Count;
            if (!TryAdd(repeat.Part)) return false;

            // Nothing, however often, is nothing; and counting to two thousand million takes its time.
            if (program.Count == before) return true;
        }

        if (repeat.Most is null)
        {
            var fork = program.Count;
            program.Add(new Instruction(Operation.Fork));
            if (!TryAdd(repeat.Part)) return false;
            program.Add(new Instruction(Operation.Jump, fork));
            program[fork] = new Instruction(Operation.Fork, program.Count);
            return true;
        }

        var forks = new List<int>();
        for (var i = repeat.Least; i < repeat.Most; i++)
        {
            forks.Add(program.Count);
            program.Add(new Instruction(Operation.Fork));
            if (!TryAdd(repeat.Part)) return false;
        }

        foreach (var fork in forks) program[fork] = new Instruction(Operation.Fork, program.Count);
        return true;
    }
}
