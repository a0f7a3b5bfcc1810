using System.Globalization;

namespace Sentralix.JsonSchema.Patterns;

/// <summary>What stands after a backslash.</summary>
internal sealed class PatternEscapes(string text, bool isStrict)
{
    /// <summary>Takes an escape that stands for characters.</summary>
    /// <param name="at">After the backslash; then after the escape.</param>
    /// <param name="isInClass">Between square brackets.</param>
    public CodePointSet Take(ref int at, bool isInClass)
    {
        var from = at - 1;
        var letter = text[at++];
        switch (letter)
        {
            case 'd':
                return NamedSets.Digit;
            case 'D':
                return NamedSets.Digit.Complement();
            case 's':
                return NamedSets.Space;
            case 'S':
                return NamedSets.Space.Complement();
            case 'w':
                return NamedSets.Word;
            case 'W':
                return NamedSets.Word.Complement();
            case 'p' or 'P':
                var property = TakeProperty(ref at, from);
                return letter == 'p' ? property : property.Complement();
            default:
                var character = TakeCharacter(letter, ref at, from, isInClass);
                return CodePointSet.Of((character, character));
        }
    }

    /// <summary>Takes the name of a group with its closing bracket.</summary>
    public string TakeGroupName(ref int at)
    {
        var from = at;
        while (at < text.Length && (text[at] is '_' or '$' || char.IsLetter(text[at]) || (at > from && char.IsLetterOrDigit(text[at])))) at++;
        if (at == from || at >= text.Length || text[at] != '>') throw PatternFaultException.Invalid(from, "no group name", "нет имени группы");
        return text[from..at++];
    }

    private int TakeCharacter(char letter, ref int at, int from, bool isInClass)
    {
        switch (letter)
        {
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'v':
                return '\v';
            case 'b' when isInClass:
                return '\b';
            case '0' when at >= text.Length || !char.IsAsciiDigit(text[at]):
                return 0;
            case 'c' when at < text.Length && char.IsAsciiLetter(text[at]):
                return text[at++] % 32;
            case 'x':
                return TakeHex(ref at, 2, from);
            case 'u':
                return TakeUnicode(ref at, from);
            case '^' or '$' or '\\' or '.' or '*' or '+' or '?' or '(' or ')' or '[' or ']' or '{' or '}' or '|' or '/':
            case '-' when isInClass:
                return letter;

            // Whoever escapes what needs no escape means the character itself. Letters and digits are another matter: they may be meant
            // for something of another dialect.
            case var other when !isStrict && char.IsAscii(other) && (char.IsPunctuation(other) || char.IsSymbol(other) || other == ' '):
                return other;
            default:
                throw PatternFaultException.Invalid(from, $"an unknown escape '\\{letter}'", $"неизвестная последовательность '\\{letter}'");
        }
    }

    private int TakeUnicode(ref int at, int from)
    {
        if (at < text.Length && text[at] == '{')
        {
            var end = text.IndexOf('}', at);
            if (end < 0 || !int.TryParse(text.AsSpan(at + 1, end - at - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var named) || named is < 0 or > CodePointSet.Last)
            {
                throw PatternFaultException.Invalid(from, "no character of Unicode", "не символ Юникода");
            }

            at = end + 1;
            return named;
        }

        var unit = TakeHex(ref at, 4, from);
        if (!char.IsHighSurrogate((char)unit) || at + 6 > text.Length || text[at] != '\\' || text[at + 1] != 'u') return unit;
        if (!int.TryParse(text.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low) || !char.IsLowSurrogate((char)low)) return unit;
        at += 6;
        return char.ConvertToUtf32((char)unit, (char)low);
    }

    private int TakeHex(ref int at, int digits, int from)
    {
        if (at + digits > text.Length || !int.TryParse(text.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            throw PatternFaultException.Invalid(from, "hexadecimal digits are missing", "не хватает шестнадцатеричных цифр");
        }

        at += digits;
        return value;
    }

    private CodePointSet TakeProperty(ref int at, int from)
    {
        var end = at < text.Length && text[at] == '{' ? text.IndexOf('}', at) : -1;
        if (end < 0) throw PatternFaultException.Invalid(from, "no property of characters", "нет имени свойства символов");
        var name = text[(at + 1)..end];
        at = end + 1;
        return UnicodeProperties.Find(name) ?? throw PatternFaultException.Invalid(from, $"an unknown property '{name}'", $"неизвестное свойство '{name}'");
    }
}
