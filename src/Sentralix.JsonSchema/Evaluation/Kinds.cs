using Sentralix.JsonSchema.Json;

namespace Sentralix.JsonSchema.Evaluation;

/// <summary>Kinds of values that a keyword looks at; it accepts every other.</summary>
[Flags]
internal enum Kinds
{
    None = 0,
    Null = 1 << JsonKind.Null,
    Boolean = (1 << JsonKind.False) | (1 << JsonKind.True),
    Number = 1 << JsonKind.Number,
    String = 1 << JsonKind.String,
    Array = 1 << JsonKind.Array,
    Object = 1 << JsonKind.Object,
    All = Null | Boolean | Number | String | Array | Object,
}
