namespace Sentralix.Expressions.Syntax;

/// <summary>What may be a name: letters of any alphabet, digits and '_', not beginning with a digit.</summary>
internal static class Names
{
    /// <summary>Words of the grammar: they name nothing, except behind a dot.</summary>
    private static readonly HashSet<string> Reserved = ["true", "false", "null", "in", "contains", "matches"];

    public static bool IsStart(char c) => char.IsLetter(c) || c == '_';

    public static bool IsPart(char c) => char.IsLetterOrDigit(c) || c == '_';

    public static bool IsReserved(string name) => Reserved.Contains(name);

    public static bool IsName(string name) => IsMember(name) && !IsReserved(name);

    /// <summary>Whether it can stand behind a dot.</summary>
    public static bool IsMember(string name) => name.Length > 0 && IsStart(name[0]) && name.All(IsPart);
}
