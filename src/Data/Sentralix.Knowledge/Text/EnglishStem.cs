namespace Sentralix.Knowledge.Text;

/// <summary>A word on its way through the steps of <see cref="EnglishStemmer"/>; method order is the algorithm's.</summary>
internal ref struct EnglishStem(Span<char> word)
{
    // Step 2: each group is replaced by the suffix of the same place.
    private static readonly SuffixTable LongSuffixes = new('a',
        "tional", "enci", "anci", "abli", "entli", "izer ization", "ational ation ator", "alism aliti alli", "fulness",
        "ousli ousness", "iveness iviti", "biliti bli", "ogi", "fulli", "lessli", "li");
    private static readonly string[] LongReplacements =
        ["tion", "ence", "ance", "able", "ent", "ize", "ate", "al", "ful", "ous", "ive", "ble", "og", "ful", "less", ""];
    private const int Ogi = 12, Li = 15;

    private static readonly SuffixTable MiddleSuffixes = new('a',
        "tional", "ational", "alize", "icate iciti ical", "ful ness", "ative");
    private static readonly string[] MiddleReplacements = ["tion", "ate", "al", "ic", "", ""];
    private const int Ative = 5;

    private static readonly SuffixTable LastSuffixes = new('a',
        "al ance ence er ic able ible ant ement ment ent ism ate iti ous ive ize", "ion");
    private const int Ion = 1;

    private static readonly SuffixTable PastAndGerund = new('a', "eed eedly", "ed edly ing ingly");

    private readonly Span<char> _word = word;
    private int _length = word.Length;
    private int _firstRegion;
    private int _secondRegion;

    public readonly Span<char> Text => _word[.._length];

    /// <summary>A y that stands for a consonant (at the beginning or after a vowel) is written Y until the end.</summary>
    public readonly void MarkConsonantalY()
    {
        for (var i = 0; i < _length; i++)
            if (_word[i] == 'y' && (i == 0 || IsVowel(_word[i - 1]))) _word[i] = 'Y';
    }

    public readonly void UnmarkConsonantalY() => Text.Replace('Y', 'y');

    public void MarkRegions()
    {
        // Else general and generous, communism and commune, arsenic and arsenal would share a stem.
        if (Text.StartsWith("gener") || Text.StartsWith("arsen")) _firstRegion = 5;
        else if (Text.StartsWith("commun")) _firstRegion = 6;
        else _firstRegion = RegionAfter(0);
        _secondRegion = RegionAfter(_firstRegion);
    }

    public void RemovePlural()
    {
        if (Ends("'s'")) _length -= 3;
        else if (Ends("'s")) _length -= 2;
        else if (Ends("'")) _length -= 1;

        if (Ends("sses")) _length -= 2;
        else if (Ends("ied") || Ends("ies")) _length -= _length > 4 ? 2 : 1;
        else if (Ends("us") || Ends("ss")) return;
        else if (Ends("s") && HasVowel(_length - 2)) _length--;
    }

    public void RemovePastAndGerund()
    {
        var suffix = PastAndGerund.LongestIn(Text, out var group);
        if (suffix == 0) return;
        if (group == 0)
        {
            if (_length - suffix >= _firstRegion) Replace(suffix, "ee");
            return;
        }
        if (!HasVowel(_length - suffix)) return;

        _length -= suffix;
        if (Ends("at") || Ends("bl") || Ends("iz")) _word[_length++] = 'e';
        else if (EndsInDoubleConsonant()) _length--;
        else if (_length == _firstRegion && EndsInShortSyllable(_length)) _word[_length++] = 'e';
    }

    public readonly void ReplaceFinalY()
    {
        if (_length > 2 && _word[_length - 1] is 'y' or 'Y' && !IsVowel(_word[_length - 2])) _word[_length - 1] = 'i';
    }

    public void ShortenLongSuffix()
    {
        var suffix = LongSuffixes.LongestIn(Text, out var group);
        if (suffix == 0 || _length - suffix < _firstRegion) return;
        var before = _length > suffix ? _word[_length - suffix - 1] : ' ';
        if (group == Ogi && before != 'l') return;
        if (group == Li && before is not ('c' or 'd' or 'e' or 'g' or 'h' or 'k' or 'm' or 'n' or 'r' or 't')) return;
        Replace(suffix, LongReplacements[group]);
    }

    public void ShortenMiddleSuffix()
    {
        var suffix = MiddleSuffixes.LongestIn(Text, out var group);
        if (suffix == 0 || _length - suffix < (group == Ative ? _secondRegion : _firstRegion)) return;
        Replace(suffix, MiddleReplacements[group]);
    }

    public void RemoveLastSuffix()
    {
        var suffix = LastSuffixes.LongestIn(Text, out var group);
        if (suffix == 0 || _length - suffix < _secondRegion) return;
        if (group == Ion && (_length == suffix || _word[_length - suffix - 1] is not ('s' or 't'))) return;
        _length -= suffix;
    }

    public void RemoveFinalLetters()
    {
        if (_length == 0) return;
        var before = _length - 1;
        if (_word[before] == 'e' && (before >= _secondRegion || before >= _firstRegion && !EndsInShortSyllable(before))) _length--;
        else if (_word[before] == 'l' && before >= _secondRegion && before > 0 && _word[before - 1] == 'l') _length--;
    }

    private readonly bool Ends(string suffix) => Text.EndsWith(suffix);

    private void Replace(int suffix, string replacement)
    {
        _length -= suffix;
        replacement.CopyTo(_word[_length..]);
        _length += replacement.Length;
    }

    private readonly bool HasVowel(int before)
    {
        for (var i = 0; i < before; i++)
            if (IsVowel(_word[i])) return true;
        return false;
    }

    private readonly bool EndsInDoubleConsonant() =>
        _length > 1 && _word[_length - 1] == _word[_length - 2] && _word[_length - 1] is 'b' or 'd' or 'f' or 'g' or 'm' or 'n' or 'p' or 'r' or 't';

    private readonly bool EndsInShortSyllable(int end)
    {
        if (end < 2 || IsVowel(_word[end - 1]) || !IsVowel(_word[end - 2])) return false;
        if (end == 2) return true;
        return !IsVowel(_word[end - 3]) && _word[end - 1] is not ('w' or 'x' or 'Y');
    }

    private readonly int RegionAfter(int start)
    {
        var i = start;
        while (i < _length && !IsVowel(_word[i])) i++;
        while (i < _length && IsVowel(_word[i])) i++;
        return Math.Min(i + 1, _length);
    }

    private static bool IsVowel(char letter) => letter is 'a' or 'e' or 'i' or 'o' or 'u' or 'y';
}
