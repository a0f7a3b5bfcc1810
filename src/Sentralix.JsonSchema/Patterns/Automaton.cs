using Sentralix.JsonSchema.Evaluation;

namespace Sentralix.JsonSchema.Patterns;

/// <summary>A pattern that is in all places at once where it may be: whatever it says, a text takes time by its length times the places.
/// It remembers nothing between texts, so no text makes it grow. (.NET's own matcher without backtracking keeps up to ten thousand states
/// for each pattern, which a hostile pattern turns into tens of megabytes.)</summary>
internal sealed class Automaton(Instruction[] program, Alphabet alphabet, bool[]? wordLetters, bool beginsAtStart)
{
    public Instruction[] Program => program;

    public Alphabet Alphabet => alphabet;

    /// <summary>It is found at the start or nowhere.</summary>
    public bool BeginsAtStart => beginsAtStart;

    public bool AsksForBorders => wordLetters is not null;

    public bool IsWord(int letter) => wordLetters is not null && wordLetters[letter];

    public bool IsFoundIn(ref Run run, ReadOnlySpan<byte> text)
    {
        var lists = run.StateLists;
        lists.Prepare(program.Length);
        var isStart = true;
        var wasWord = false;
        while (true)
        {
            var isEnd = text.IsEmpty;
            var length = 0;
            var letter = isEnd ? 0 : alphabet.LetterOf(text, out length);
            var isWord = !isEnd && IsWord(letter);
            var followed = Follow(lists, isStart, isEnd, isWord != wasWord, out var isFound);

            // A step is some four instructions.
            if (!run.Spend((followed + 3) >> 2)) return false;
            if (isFound || isEnd) return isFound;
            Advance(lists, letter);
            if (lists.SeedCount == 0 && beginsAtStart) return false;
            isStart = false;
            wasWord = isWord;
            text = text[length..];
        }
    }

    /// <summary>Follows everything that takes no character, from the seeds and, where it may begin, from the beginning.</summary>
    /// <returns>How many instructions were met.</returns>
    public int Follow(StateLists lists, bool isStart, bool isEnd, bool isBorder, out bool isFound)
    {
        lists.NextRound();
        isFound = false;
        var followed = 0;
        var depth = 0;
        for (var seed = isStart || !beginsAtStart ? -1 : 0; seed < lists.SeedCount; seed++)
        {
            lists.Stack[depth++] = seed < 0 ? 0 : lists.Seeds[seed];
            while (depth > 0)
            {
                var at = lists.Stack[--depth];
                if (!lists.Meet(at)) continue;
                followed++;
                ref readonly var instruction = ref program[at];
                switch (instruction.Operation)
                {
                    case Operation.Found:
                        isFound = true;
                        return followed;
                    case Operation.Take:
                        lists.Waiting[lists.WaitingCount++] = at;
                        break;
                    case Operation.Fork:
                        lists.Stack[depth++] = instruction.Target;
                        lists.Stack[depth++] = at + 1;
                        break;
                    case Operation.Jump:
                        lists.Stack[depth++] = instruction.Target;
                        break;
                    case Operation.Start when isStart:
                    case Operation.End when isEnd:
                    case Operation.Border when isBorder:
                    case Operation.NoBorder when !isBorder:
                        lists.Stack[depth++] = at + 1;
                        break;
                }
            }
        }

        return followed;
    }

    /// <summary>Makes seeds of what waited for this letter.</summary>
    public void Advance(StateLists lists, int letter)
    {
        lists.SeedCount = 0;
        for (var i = 0; i < lists.WaitingCount; i++)
        {
            var at = lists.Waiting[i];
            if (program[at].Takes![letter]) lists.Seeds[lists.SeedCount++] = at + 1;
        }
    }
}
