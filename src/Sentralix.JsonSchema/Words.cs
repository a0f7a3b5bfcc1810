namespace Sentralix.JsonSchema;

/// <summary>One sentence in the two languages of the platform, for people and for models.</summary>
/// <param name="En">In English.</param>
/// <param name="Ru">In Russian.</param>
public sealed record Words(string En, string Ru);
