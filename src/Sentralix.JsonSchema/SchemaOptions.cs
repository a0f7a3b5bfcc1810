namespace Sentralix.JsonSchema;

/// <summary>How a schema is compiled, and the limits within which it judges.</summary>
public sealed record SchemaOptions
{
    // Values are walked on the stack.
    private const int Deepest = 512;

    /// <summary>What is used where nothing is said.</summary>
    public static SchemaOptions Default { get; } = new();

    /// <summary>Documents that references may name. Nothing else is ever looked up, and nothing is fetched.</summary>
    public IReadOnlyList<SchemaDocument> Documents { get; init; } = [];

    /// <summary>The URI of the schema where it has no $id of its own; references are resolved against it.</summary>
    public string Uri { get; init; } = "";

    /// <summary>Whether "format" refuses a value. By default it only describes one, as the specification wants it.</summary>
    public bool AssertsFormat { get; init; }

    /// <summary>Bytes of a schema, and of each document.</summary>
    public int MaxSchemaBytes { get; init; } = 256 * 1024;

    /// <summary>Objects and arrays inside one another in a schema; 512 at most.</summary>
    public int MaxSchemaDepth { get; init => field = Math.Min(value, Deepest); } = 128;

    /// <summary>Schemas inside a schema, documents that it refers to included.</summary>
    public int MaxSubschemas { get; init; } = 10_000;

    /// <summary>Different patterns of a schema.</summary>
    public int MaxPatterns { get; init; } = 500;

    /// <summary>Characters of one pattern.</summary>
    public int MaxPatternLength { get; init; } = 2_000;

    /// <summary>Bytes of a value.</summary>
    public int MaxInstanceBytes { get; init; } = 1024 * 1024;

    /// <summary>Objects and arrays inside one another in a value; 512 at most.</summary>
    public int MaxInstanceDepth { get; init => field = Math.Min(value, Deepest); } = 64;

    /// <summary>Work for one value: about one step for a schema that looks at a value, for a member, for an item, and for every few bytes of text.
    /// A million take some tens of milliseconds.</summary>
    public long MaxSteps { get; init; } = 1_000_000;

    /// <summary>Time by the clock for all patterns together that only a backtracking matcher can run: those that look ahead or behind, or count
    /// too far. The text must not be longer than 10,000 bytes for them. Other patterns run in time proportional to the text and are counted in steps.</summary>
    public TimeSpan MaxPatternTime { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How many errors of one value are told.</summary>
    public int MaxErrors { get; init; } = 20;
}
