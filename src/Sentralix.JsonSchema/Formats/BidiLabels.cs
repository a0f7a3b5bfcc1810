using System.Globalization;
using Sentralix.JsonSchema.Patterns;

namespace Sentralix.JsonSchema.Formats;

/// <summary>Names with labels that are written from right to left: the rule of RFC 5893, as far as letters, digits and marks go.</summary>
internal static class BidiLabels
{
    private static readonly string[] RightToLeft =
    [
        "Script=Hebrew", "Script=Arabic", "Script=Syriac", "Script=Thaana", "Script=Nko", "Script=Samaritan", "Script=Mandaic", "Script=Adlam",
    ];

    public static bool AreGood(IEnumerable<string> labels)
    {
        var all = labels.Select(l => l.StartsWith("xn--", StringComparison.Ordinal) ? Punycode.Decode(l.AsSpan(4)) ?? l : l)
            .Select(l => l.EnumerateRunes().Select(r => r.Value).ToArray()).ToList();
        return !all.Exists(l => l.Any(c => IsRightToLeft(c) || IsArabicDigit(c))) || all.TrueForAll(IsGood);
    }

    // A label begins with a letter and holds letters of one direction; one from right to left ends with a letter or a digit.
    private static bool IsGood(int[] label)
    {
        if (label.Length == 0 || IsDigit(label[0])) return false;
        if (!IsRightToLeft(label[0])) return !label.Any(c => IsRightToLeft(c) || IsArabicDigit(c));
        if (label.Any(c => !IsRightToLeft(c) && !IsDigit(c) && !IsMark(c) && c is not ('-' or 0x200C or 0x200D))) return false;
        var hasEuropean = label.Any(c => c is (>= '0' and <= '9') or (>= 0x6F0 and <= 0x6F9));
        var last = Array.FindLast(label, c => !IsMark(c));
        return !(hasEuropean && label.Any(IsArabicDigit)) && (IsRightToLeft(last) || IsDigit(last));
    }

    private static bool IsRightToLeft(int character) => character > 0x58F && !IsDigit(character) && !IsMark(character)
        && RightToLeft.Any(script => UnicodeProperties.Find(script)!.Contains(character));

    private static bool IsArabicDigit(int character) => character is >= 0x660 and <= 0x669;

    private static bool IsDigit(int character) => CharUnicodeInfo.GetUnicodeCategory(character) == UnicodeCategory.DecimalDigitNumber;

    private static bool IsMark(int character) => CharUnicodeInfo.GetUnicodeCategory(character) == UnicodeCategory.NonSpacingMark;
}
