namespace Sentralix.Knowledge.Text;

/// <summary>Takes the terms of a text one by one; the span is valid during the call only.</summary>
internal interface ITermSink
{
    void Add(ReadOnlySpan<char> term);
}

/// <summary>
/// Turns cleaned text (<see cref="CleanText"/>) into the terms that are indexed and searched: one code for documents
/// and queries and for both databases, so that they rank alike. A term holds letters, digits and "._-" only, which
/// SQLite's unicode61 tokenizer with these tokenchars leaves whole.
/// </summary>
internal static class Terms
{
    /// <summary>Changes when the same text gives other terms: what is indexed under another version is indexed anew.</summary>
    public const int Version = 1;

    /// <summary>Longer terms are keys, hashes and base64, not words: they only swell the vocabulary.</summary>
    public const int MaxLength = 64;

    /// <summary>Reads a text into a sink.</summary>
    public static void Read<TSink>(ReadOnlySpan<char> text, ref TSink sink) where TSink : struct, ITermSink
    {
        var i = 0;
        while (i < text.Length)
        {
            if (!IsWordCharacter(text[i]))
            {
                i++;
                continue;
            }
            if (char.IsAsciiDigit(text[i])) WrittenNumbers.Read(text, i, ref sink);
            var end = CompoundEnd(text, i);
            var compound = new Compound(text[i..end], text[end..]);
            compound.Read(ref sink);
            i = end;
        }
    }

    /// <summary>Letters and digits of the basic plane, and marks on them; the rest separates words.</summary>
    public static bool IsWordCharacter(char character) =>
        char.IsLetterOrDigit(character) && !IsLetterSinceUnicode6(character) || Composition.IsMark(character);

    // New Tai Lue and Vedic signs that Unicode has called letters only since FTS5's tables were made.
    private static bool IsLetterSinceUnicode6(char character) =>
        character is >= '\u19B0' and <= '\u19C0' or '\u19C8' or '\u19C9' or '\u1CF2' or '\u1CF3';

    // TP-Link, 8-800-555-35-35, 1.2.3, ivan@mail.ru, snake_case, don't and 1000,50 go on over the sign in them.
    private static int CompoundEnd(ReadOnlySpan<char> text, int start)
    {
        var end = start + 1;
        while (end < text.Length)
        {
            if (IsWordCharacter(text[end])) end++;
            else if (end + 1 < text.Length && IsWordCharacter(text[end + 1]) && Connects(text, end)) end += 2;
            else if (text[end] == '_' && text[end..].IndexOfAnyExcept('_') is > 1 and var run && IsWordCharacter(text[end + run])) end += run;
            else break;
        }
        return end;
    }

    private static bool Connects(ReadOnlySpan<char> text, int at) => text[at] switch
    {
        '.' or '_' or '@' => true,
        ',' => char.IsAsciiDigit(text[at - 1]) && char.IsAsciiDigit(text[at + 1]),
        var sign => TermFolding.IsHyphen(sign) || TermFolding.IsApostrophe(sign) && char.IsLetter(text[at + 1]),
    };
}
