namespace Sentralix.JsonSchema.Patterns;

/// <summary>A part of a regular expression of ECMA-262.</summary>
internal abstract record PatternNode;

/// <summary>One character out of a set.</summary>
internal sealed record CharacterNode(CodePointSet Set) : PatternNode;

/// <summary>Parts one after another; none: nothing.</summary>
internal sealed record SequenceNode(IReadOnlyList<PatternNode> Parts) : PatternNode;

/// <summary>One of several.</summary>
internal sealed record ChoiceNode(IReadOnlyList<PatternNode> Variants) : PatternNode;

/// <summary>A part several times.</summary>
/// <param name="Part">What is repeated.</param>
/// <param name="Least">At least so often.</param>
/// <param name="Most">At most so often; null: without end.</param>
/// <param name="IsLazy">As seldom as possible first.</param>
internal sealed record RepeatNode(PatternNode Part, int Least, int? Most, bool IsLazy) : PatternNode;

/// <summary>A group. What it finds is asked for by nobody.</summary>
internal sealed record GroupNode(PatternNode Part) : PatternNode;

/// <summary>A place: "^", "$", a border of a word or none.</summary>
internal sealed record PlaceNode(Place Place) : PatternNode;

/// <summary>What lies ahead or behind.</summary>
internal sealed record LookNode(PatternNode Part, bool IsBehind, bool IsNegated) : PatternNode;

/// <summary>What a group has found, once more.</summary>
internal sealed record BackReferenceNode(int Offset) : PatternNode;

/// <summary>Places that take no character.</summary>
internal enum Place
{
    Start,
    End,
    WordBorder,
    NoWordBorder,
}
