namespace Sentralix.Knowledge.Text;

/// <summary>
/// A run of word characters and the signs that connect them, such as TP-Link or ivan@mail.ru: gives the whole as one
/// term, and every part, because people search for either.
/// </summary>
internal readonly ref struct Compound(ReadOnlySpan<char> text, ReadOnlySpan<char> after)
{
    // A longer chain (a file path, a table of dots) is no name that anyone types whole.
    private const int MaxParts = 8;

    private readonly ReadOnlySpan<char> _text = text;
    private readonly ReadOnlySpan<char> _after = after;

    public void Read<TSink>(ref TSink sink) where TSink : struct, ITermSink
    {
        Span<char> whole = stackalloc char[Terms.MaxLength];
        var wholeLength = 0;
        var parts = 0;
        var isWords = true;
        var fits = true;

        var start = 0;
        while (start < _text.Length)
        {
            var end = PartEnd(start);
            if (ReadPart(_text[start..end], ref sink)) parts++;
            fits &= Append(whole, ref wholeLength, _text[start..end]);
            if (end < _text.Length)
            {
                isWords &= TermFolding.IsHyphen(_text[end]);
                fits &= AppendSign(whole, ref wholeLength, _text[end]);
            }
            start = end + 1;
        }

        if (fits) fits = AppendTail(whole, ref wholeLength, ref parts);
        if (parts is < 2 or > MaxParts || !fits) return;
        if (isWords) wholeLength = StemEach(whole[..wholeLength]);
        sink.Add(whole[..wholeLength]);
    }

    private int PartEnd(int start)
    {
        var end = start;
        while (end < _text.Length && (Terms.IsWordCharacter(_text[end]) || TermFolding.IsApostrophe(_text[end]))) end++;
        return end;
    }

    private static bool ReadPart<TSink>(ReadOnlySpan<char> part, ref TSink sink) where TSink : struct, ITermSink
    {
        if (!AddWord(part, ref sink)) return false;

        // iphone15 is also iphone and 15; a3f9 with more changes is a code and stays whole.
        if (Word.LettersMeetDigits(part) is { } border)
        {
            AddWord(part[..border], ref sink);
            AddWord(part[border..], ref sink);
        }
        return true;
    }

    // False for what is no term: too long, or marks without a letter.
    private static bool AddWord<TSink>(ReadOnlySpan<char> word, ref TSink sink) where TSink : struct, ITermSink
    {
        if (word.Length > Terms.MaxLength) return false;
        Span<char> term = stackalloc char[Terms.MaxLength];
        var length = Word.Write(word, term);
        if (length == 0) return false;
        sink.Add(term[..length]);
        return true;
    }

    private static bool Append(Span<char> whole, ref int length, ReadOnlySpan<char> part)
    {
        if (length + part.Length > whole.Length) return false;
        var target = whole.Slice(length, part.Length);
        target = target[..TermFolding.Fold(part, target)];
        Scripts.Unify(target);
        length += Word.RemoveApostrophes(target);
        return true;
    }

    private static bool AppendSign(Span<char> whole, ref int length, char sign) => sign switch
    {
        '@' => AppendText(whole, ref length, "_at_"),
        // The decimal comma of Russian numbers.
        ',' => AppendText(whole, ref length, "."),
        '.' => AppendText(whole, ref length, "."),
        '_' => AppendText(whole, ref length, "_"),
        _ => AppendText(whole, ref length, "-"),
    };

    // C++ and C# differ from C.
    private bool AppendTail(Span<char> whole, ref int length, ref int parts)
    {
        if (length == 0 || !Scripts.IsLatin(whole[length - 1]) || _after.Length > 2 && Terms.IsWordCharacter(_after[2])) return true;
        if (_after.StartsWith("++"))
        {
            parts++;
            return AppendText(whole, ref length, "_plus_plus");
        }
        if (_after.StartsWith("#") && (_after.Length == 1 || !Terms.IsWordCharacter(_after[1])))
        {
            parts++;
            return AppendText(whole, ref length, "_sharp");
        }
        return true;
    }

    private static bool AppendText(Span<char> whole, ref int length, string text)
    {
        if (!text.TryCopyTo(whole[length..])) return false;
        length += text.Length;
        return true;
    }

    // The parts of интернет-магазина are words and are bent like words.
    private static int StemEach(Span<char> whole)
    {
        var (read, written) = (0, 0);
        while (read < whole.Length)
        {
            var part = whole[read..];
            var hyphen = part.IndexOf('-');
            if (hyphen >= 0) part = part[..hyphen];
            read += part.Length + 1;

            var length = Word.Stem(part);
            part[..length].CopyTo(whole[written..]);
            written += length;
            if (hyphen >= 0) whole[written++] = '-';
        }
        return written;
    }
}
