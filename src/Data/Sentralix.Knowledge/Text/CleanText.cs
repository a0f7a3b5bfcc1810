using System.Globalization;
using System.Text;

namespace Sentralix.Knowledge.Text;

/// <summary>
/// The form in which text is stored and shown: what the eye sees, and nothing else. Letters are composed, line ends
/// are \n, every space is an ordinary one; soft hyphens, zero-width and bidirectional controls, tag characters and
/// variation selectors are gone, because they hide words from the search and instructions from the reader.
/// Quotes, dashes and ё stay as written; folding them is the index's affair (<see cref="TermFolding"/>).
/// </summary>
internal static class CleanText
{
    /// <summary>The cleaned text; cleaning it again changes nothing.</summary>
    public static string Of(string text)
    {
        var clean = 0;
        while (clean < text.Length && IsClean(text[clean])) clean++;
        if (clean == text.Length) return text;

        // The character before the first doubtful one may be the base of a mark.
        clean = Math.Max(0, clean - 1);
        var result = new StringBuilder(text.Length).Append(text, 0, clean);
        for (var i = clean; i < text.Length; i++)
        {
            var character = text[i];
            if (IsClean(character))
                result.Append(character);
            else if (character == '\r')
            {
                if (i + 1 >= text.Length || text[i + 1] != '\n') result.Append('\n');
            }
            else if (character is '\v' or '\f' or '\u0085' or '\u2028' or '\u2029')
                result.Append('\n');
            else if (char.IsSurrogate(character))
                i += AppendSurrogates(result, text, i);
            else if (Composition.IsMark(character) && result.Length > 0 && Composition.TryCompose(result[^1], character, out var composed))
                result[^1] = composed;
            else if (!IsInvisible(character))
                result.Append(Visible(character));
        }
        return result.ToString();
    }

    // Printable ASCII, the basic Cyrillic block, tab and line feed: nearly every character of nearly every document.
    private static bool IsClean(char character) =>
        character is >= ' ' and < '\u007F' or >= '\u0400' and <= '\u045F' or '\n' or '\t';

    private static char Visible(char character) => character switch
    {
        '\u2011' => '-',
        _ when char.GetUnicodeCategory(character) == UnicodeCategory.SpaceSeparator => ' ',
        _ => character,
    };

    private static bool IsInvisible(char character) => char.GetUnicodeCategory(character) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned => true,
        _ => character is >= '\uFE00' and <= '\uFE0F' or '\u034F' or '\u115F' or '\u1160' or '\u17B4' or '\u17B5' or '\u3164' or '\uFFA0',
    };

    /// <returns>How many characters were read beyond the first.</returns>
    private static int AppendSurrogates(StringBuilder result, string text, int at)
    {
        if (!Rune.TryGetRuneAt(text, at, out var rune))
        {
            result.Append('\uFFFD');
            return 0;
        }
        // Plane 14 holds tag characters and variation selectors only: invisible ASCII for smuggling instructions.
        if (rune.Value is < 0xE0000 or > 0xE0FFF && Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format)
            result.Append(text, at, 2);
        return 1;
    }
}
