namespace Sentralix.Llm.Guards.Masking;

/// <summary>Something personal in a text.</summary>
internal readonly record struct PersonalMatch(PersonalKind Kind, int Start, int Length);

/// <summary>Finds what is personal in a text, in one pass. A number that could be several things is the first of them that its check
/// digits or its form allow.</summary>
internal static class PersonalText
{
    private const int LongestDomain = 253;

    /// <summary>The next one.</summary>
    /// <param name="text">The whole text: what stands before a place decides too.</param>
    /// <param name="from">Where to go on.</param>
    /// <param name="kinds">What is looked for.</param>
    /// <param name="match">What was found.</param>
    public static bool TryNext(ReadOnlySpan<char> text, int from, PersonalKind kinds, out PersonalMatch match)
    {
        for (var at = from; at < text.Length; at++)
        {
            var c = text[at];
            if (kinds.HasFlag(PersonalKind.Email) && IsLocal(c) && (at == from || !IsLocal(text[at - 1])))
            {
                if (Email(text, at) is { } email)
                {
                    match = email;
                    return true;
                }
            }

            if (!(char.IsAsciiDigit(c) || c is '+' or '(') || (at > 0 && IsWord(text[at - 1]))) continue;
            var (kind, length) = Number(text, at, kinds);
            if (length == 0) continue;
            match = new PersonalMatch(kind, at, length);
            return true;
        }

        match = default;
        return false;
    }

    private static (PersonalKind Kind, int Length) Number(ReadOnlySpan<char> text, int at, PersonalKind kinds)
    {
        var rest = text[at..];
        var phones = kinds.HasFlag(PersonalKind.Phone);
        int length;
        if (rest[0] == '+') return (PersonalKind.Phone, phones ? PersonalNumbers.PhoneWithPlus(rest) : 0);
        if (rest[0] == '(') return (PersonalKind.Phone, phones ? PersonalNumbers.PhoneOfMobile(rest) : 0);
        if (kinds.HasFlag(PersonalKind.Card) && (length = PersonalNumbers.Card(rest)) > 0) return (PersonalKind.Card, length);
        if (kinds.HasFlag(PersonalKind.Snils) && (length = PersonalNumbers.SnilsInGroups(rest)) > 0) return (PersonalKind.Snils, length);
        if (phones && (length = PersonalNumbers.PhoneWithTrunk(rest)) > 0) return (PersonalKind.Phone, length);
        if (kinds.HasFlag(PersonalKind.Snils) && (length = PersonalNumbers.SnilsInRow(rest)) > 0) return (PersonalKind.Snils, length);
        if (kinds.HasFlag(PersonalKind.Passport) && (length = PersonalNumbers.Passport(rest, text[..at])) > 0) return (PersonalKind.Passport, length);
        if (kinds.HasFlag(PersonalKind.Inn) && (length = PersonalNumbers.Inn(rest)) > 0) return (PersonalKind.Inn, length);
        return (PersonalKind.Phone, phones ? PersonalNumbers.PhoneOfMobile(rest) : 0);
    }

    /// <summary>An address that begins with the run of characters at a place.</summary>
    private static PersonalMatch? Email(ReadOnlySpan<char> text, int start)
    {
        var end = start;
        while (end < text.Length && IsLocal(text[end])) end++;
        if (end == text.Length || text[end] != '@') return null;

        // "…почта:-ivan@example.ru": what no address begins with is not of it.
        while (start < end && !char.IsLetterOrDigit(text[start])) start++;
        if (start == end) return null;
        var domain = Domain(text[(end + 1)..]);
        return domain == 0 ? null : new PersonalMatch(PersonalKind.Email, start, end + 1 + domain - start);
    }

    /// <summary>How long the domain is that a text begins with; 0: there is none. A dot that ends the sentence is not of it.</summary>
    private static int Domain(ReadOnlySpan<char> text)
    {
        var (length, labelStart, end) = (0, 0, 0);
        while (length < Math.Min(text.Length, LongestDomain) && (char.IsLetterOrDigit(text[length]) || text[length] is '-' or '.'))
        {
            if (text[length] == '.')
            {
                if (length == labelStart) break;
                labelStart = length + 1;
            }
            else if (labelStart > 0 && text[length] != '-')
            {
                end = length + 1;
            }

            length++;
        }

        // At least two labels, the last of them of at least two characters that are not all digits.
        var last = text[..end].LastIndexOf('.') + 1;
        return end - last >= 2 && text[last..end].IndexOfAnyExceptInRange('0', '9') >= 0 ? end : 0;
    }

    private static bool IsLocal(char c) => char.IsLetterOrDigit(c) || c is '.' or '_' or '%' or '+' or '-';

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
