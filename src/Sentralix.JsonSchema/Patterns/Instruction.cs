namespace Sentralix.JsonSchema.Patterns;

/// <summary>What an instruction of an automaton does.</summary>
internal enum Operation : byte
{
    /// <summary>Takes a character.</summary>
    Take,

    /// <summary>Goes on in two places.</summary>
    Fork,

    /// <summary>Goes on elsewhere.</summary>
    Jump,

    /// <summary>Goes on only at the start.</summary>
    Start,

    /// <summary>Goes on only at the end.</summary>
    End,

    /// <summary>Goes on only at the border of a word.</summary>
    Border,

    /// <summary>Goes on only elsewhere than at the border of a word.</summary>
    NoBorder,

    /// <summary>Has found.</summary>
    Found,
}

/// <summary>One instruction. All but jumps go on with the next.</summary>
/// <param name="Operation">What it does.</param>
/// <param name="Target">Where a jump, and a fork besides the next, goes on.</param>
/// <param name="Takes">The letters that it takes.</param>
internal readonly record struct Instruction(Operation Operation, int Target = 0, bool[]? Takes = null);
