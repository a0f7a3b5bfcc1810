namespace Sentralix.Llm.Guards.Blocking;

/// <summary>How letters are compared: whatever their case, ё as е, and any white space as a space.</summary>
internal static class Letters
{
    public static char Fold(char c) => char.ToLowerInvariant(c) switch
    {
        'ё' => 'е',
        var other => char.IsWhiteSpace(other) ? ' ' : other,
    };

    public static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || c == '_';

    /// <summary>Characters that nobody sees, and marks that change no word: a soft hyphen within a word hides it from no reader.</summary>
    public static bool IsUnseen(char c) => c is '\u00AD' or '\u0301' or '\u0308' or (>= '\u200B' and <= '\u200F') or '\u2060' or '\uFEFF';
}
