namespace Sentralix.JsonSchema;

/// <summary>Codes for values that could not be judged, and are therefore not accepted. They do not change.</summary>
public static class ValidationStops
{
    /// <summary>The text is not JSON.</summary>
    public const string NotJson = "instance_not_json";

    /// <summary>More bytes than the limit.</summary>
    public const string TooLarge = "instance_too_large";

    /// <summary>Nested deeper than the limit.</summary>
    public const string TooDeep = "instance_too_deep";

    /// <summary>An object has a name twice.</summary>
    public const string DuplicateName = "instance_duplicate_name";

    /// <summary>A number has an exponent beyond what is counted with.</summary>
    public const string NumberTooLarge = "instance_number_unsupported";

    /// <summary>The budget of steps is spent.</summary>
    public const string Steps = "validation_steps_exceeded";

    /// <summary>Schemas refer to one another without end.</summary>
    public const string Depth = "validation_too_deep";

    /// <summary>The time for patterns is spent, or a text is too long for a pattern that runs against the clock.</summary>
    public const string PatternTime = "validation_pattern_timeout";
}
