namespace Sentralix.JsonSchema.Patterns;

/// <summary>Memory for where an automaton is. A thread uses it again for the next text.</summary>
internal sealed class StateLists
{
    /// <summary>Where it goes on after a character.</summary>
    public int[] Seeds = new int[64];
    public int SeedCount;

    /// <summary>Instructions that wait for a character.</summary>
    public int[] Waiting = new int[64];
    public int WaitingCount;

    /// <summary>Instructions still to be followed.</summary>
    public int[] Stack = new int[64];

    // Of each instruction, in which round it was met last.
    private int[] met = new int[64];
    private int round;

    /// <summary>The memory that is kept for the next text.</summary>
    public int Size => met.Length;

    public void Prepare(int instructions)
    {
        SeedCount = 0;
        if (met.Length >= instructions) return;
        var size = Math.Max(instructions, 2 * met.Length);
        Seeds = new int[size];
        Waiting = new int[size];

        // An instruction is put there by each that leads to it, and at most two instructions leave from one.
        Stack = new int[(2 * size) + 2];
        met = new int[size];
        round = 0;
    }

    public void NextRound()
    {
        WaitingCount = 0;
        if (++round != int.MaxValue) return;
        Array.Clear(met);
        round = 1;
    }

    public bool Meet(int instruction)
    {
        if (met[instruction] == round) return false;
        met[instruction] = round;
        return true;
    }
}
