namespace Sentralix.JsonSchema.Json;

/// <summary>What a JSON value is.</summary>
internal enum JsonKind : byte
{
    Null,
    False,
    True,
    Number,
    String,
    Array,
    Object,
}

/// <summary>One value, or one name of an object, on a tape: values lie in the order of the text, a container before what it holds.</summary>
internal struct TapeNode
{
    /// <summary>Where its text begins; a string's text is what is between its quotes.</summary>
    public int Start;

    /// <summary>The length of its text in bytes.</summary>
    public int Length;

    /// <summary>The index after the last node that belongs to it.</summary>
    public int End;

    /// <summary>Members of an object, items of an array.</summary>
    public int Count;

    public JsonKind Kind;

    /// <summary>It was written with escapes: its plain text lies beside the text that was read.</summary>
    public bool IsBeside;
}
