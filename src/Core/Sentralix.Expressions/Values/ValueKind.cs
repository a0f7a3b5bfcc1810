namespace Sentralix.Expressions.Values;

/// <summary>The types of the language. There is no other, and none turns into another by itself.</summary>
public enum ValueKind : byte
{
    Null,
    Bool,

    /// <summary>A whole number of 64 bits, <c>int</c> in the language.</summary>
    Whole,
    Decimal,

    /// <summary><c>string</c> in the language.</summary>
    Text,

    /// <summary>A reference to stored bytes.</summary>
    Bytes,
    Timestamp,
    Duration,
    List,
    Map,
}

/// <summary>Sets of types, for what is known of a value before it is there.</summary>
[Flags]
public enum Kinds
{
    None = 0,
    Null = 1 << ValueKind.Null,
    Bool = 1 << ValueKind.Bool,
    Whole = 1 << ValueKind.Whole,
    Decimal = 1 << ValueKind.Decimal,
    Text = 1 << ValueKind.Text,
    Bytes = 1 << ValueKind.Bytes,
    Timestamp = 1 << ValueKind.Timestamp,
    Duration = 1 << ValueKind.Duration,
    List = 1 << ValueKind.List,
    Map = 1 << ValueKind.Map,
    Number = Whole | Decimal,
    Any = (1 << (ValueKind.Map + 1)) - 1,
}

/// <summary>The words for types that an author reads.</summary>
public static class KindWords
{
    private static readonly string[] Words = ["null", "bool", "int", "decimal", "string", "bytes", "timestamp", "duration", "list", "map"];

    public static string Word(this ValueKind kind) => Words[(int)kind];

    /// <summary>The types of a set, with "or" between them.</summary>
    public static string Word(this Kinds kinds) => kinds == Kinds.Any
        ? "any value"
        : string.Join(" or ", Enum.GetValues<ValueKind>().Where(kind => kinds.Has(kind)).Select(kind => kind.Word()));

    public static bool Has(this Kinds kinds, ValueKind kind) => ((int)kinds & (1 << (int)kind)) != 0;

    public static Kinds Set(this ValueKind kind) => (Kinds)(1 << (int)kind);
}
