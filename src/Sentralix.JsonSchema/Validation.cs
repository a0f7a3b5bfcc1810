namespace Sentralix.JsonSchema;

/// <summary>A judgement over one value.</summary>
/// <param name="IsValid">The schema accepts it.</param>
/// <param name="Stop">Why it could not be judged, one of <see cref="ValidationStops"/>; null: it was.</param>
/// <param name="Errors">What is wrong, none where it is valid.</param>
/// <param name="HasMore">There are more errors than were asked for.</param>
public sealed record Validation(bool IsValid, string? Stop, IReadOnlyList<ValidationError> Errors, bool HasMore)
{
    /// <summary>It is valid.</summary>
    public static Validation Valid { get; } = new(true, null, [], false);
}
