using System.Globalization;
using System.Text;
using Sentralix.JsonSchema.Patterns;

namespace Sentralix.JsonSchema.Formats;

/// <summary>Labels in the letters of all languages: what RFC 5891 to 5893 allow. Whether letters and accents are written as one character
/// where they can be is not looked at: the platform runs without ICU, which alone knows.</summary>
internal static class IdnLabels
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    // RFC 5892, 2.6: characters that their properties would judge otherwise.
    private const string AllowedByName = "\u00DF\u03C2\u06FD\u06FE\u0F0B\u3007";
    private const string RefusedByName = "\u0640\u07FA\u302E\u302F\u3031\u3032\u3033\u3034\u3035\u303B";

    private const string NotSeen = "\u00AD\u200B\u2060\uFEFF\uFE00\uFE01\uFE02\uFE03\uFE04\uFE05\uFE06\uFE07\uFE08\uFE09\uFE0A\uFE0B\uFE0C\uFE0D\uFE0E\uFE0F";

    // Letters whose canonical combining class is 9, as far as they are in the Basic Multilingual Plane.
    private const string Viramas =
        "\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D3B\u0D3C\u0D4D\u0DCA\u0E3A\u0EBA\u0F84\u1039\u103A\u1714\u1715\u1734\u17D2\u1A60\u1B44\u1BAA\u1BAB\u1BF2\u1BF3\u2D7F\uA806\uA82C\uA8C4\uA953\uA9C0\uAAF6\uABED";

    /// <summary>A name as it is before it is looked up: without signs that are not seen, in small letters, in plain forms.</summary>
    public static string Map(string name)
    {
        var seen = new StringBuilder(name.Length);
        foreach (var character in name)
        {
            // Of the compatible forms those of East Asian keyboards are the ones that people type. .NET knows the others only together with ICU,
            // and a name that has one is refused.
            if (character is '\u3002' or '\uFF61') seen.Append('.');
            else if (character is >= '\uFF01' and <= '\uFF5E') seen.Append((char)(character - 0xFEE0));
            else if (!NotSeen.Contains(character, StringComparison.Ordinal)) seen.Append(character);
        }

        return seen.ToString().ToLowerInvariant();
    }

    public static bool IsUnicodeLabel(ReadOnlySpan<char> label)
    {
        var text = label.ToString();
        if (text.Length == 0 || text[0] == '-' || text[^1] == '-') return false;
        if (text.Length >= 4 && text[2] == '-' && text[3] == '-') return false;
        var characters = text.EnumerateRunes().Select(r => r.Value).ToArray();
        if (characters.Contains(0xFFFD)) return false;
        if (CharUnicodeInfo.GetUnicodeCategory(characters[0]) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark) return false;
        for (var i = 0; i < characters.Length; i++)
        {
            if (!IsAllowed(characters, i)) return false;
        }

        return true;
    }

    private static bool IsAllowed(int[] label, int at)
    {
        var character = label[at];
        var before = at > 0 ? label[at - 1] : -1;
        var after = at + 1 < label.Length ? label[at + 1] : -1;
        switch (character)
        {
            case 0xB7:
                return before == 'l' && after == 'l';
            case 0x375:
                return IsIn("Script=Greek", after);
            case 0x5F3 or 0x5F4:
                return IsIn("Script=Hebrew", before);
            case 0x30FB:
                return label.Any(c => c != 0x30FB && (IsIn("Script=Hiragana", c) || IsIn("Script=Katakana", c) || IsIn("Script=Han", c)));
            case >= 0x660 and <= 0x669:
                return !label.Any(c => c is >= 0x6F0 and <= 0x6F9);
            case >= 0x6F0 and <= 0x6F9:
                return !label.Any(c => c is >= 0x660 and <= 0x669);
            case ZeroWidthJoiner:
                return IsVirama(before);
            case ZeroWidthNonJoiner:
                return IsVirama(before) || JoinsAcross(label, at);
            default:
                return IsLetterOrDigit(character);
        }
    }

    // RFC 5892: letters and digits that are their own small and plain form.
    private static bool IsLetterOrDigit(int character)
    {
        if (character == '-') return true;
        if (character <= char.MaxValue)
        {
            if (AllowedByName.Contains((char)character, StringComparison.Ordinal)) return true;
            if (RefusedByName.Contains((char)character, StringComparison.Ordinal)) return false;
        }

        // Conjoining jamo, which Hangul writes as syllables.
        if (character is (>= 0x1100 and <= 0x11FF) or (>= 0xA960 and <= 0xA97F) or (>= 0xD7B0 and <= 0xD7FF)) return false;
        if (CharUnicodeInfo.GetUnicodeCategory(character) is not (UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber))
        {
            return false;
        }

        return !IsIn("Changes_When_NFKC_Casefolded", character);
    }

    private static bool IsVirama(int character) => character is > 0 and <= char.MaxValue && Viramas.Contains((char)character, StringComparison.Ordinal);

    // A joiner is allowed between letters of a cursive script.
    private static bool JoinsAcross(int[] label, int at) =>
        at > 0 && at + 1 < label.Length && IsCursive(label[at - 1]) && IsCursive(label[at + 1]);

    private static bool IsCursive(int character) => IsIn("Script=Arabic", character) || IsIn("Script=Syriac", character) || IsIn("Script=Mongolian", character) || IsIn("Script=Nko", character);

    private static bool IsIn(string property, int character) => UnicodeProperties.Find(property)!.Contains(character);
}
