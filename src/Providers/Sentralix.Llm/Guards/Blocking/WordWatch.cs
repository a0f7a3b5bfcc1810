using System.Text;

namespace Sentralix.Llm.Guards.Blocking;

/// <summary>Looks for blocked words in a text that comes in pieces. The letters that may be the beginning of one wait, so that none ever goes
/// out, nor a part of one.</summary>
internal sealed class WordWatch(BlockedWords words) : ITextFilter
{
    private readonly StringBuilder held = new();

    // Where in `held` each letter that counts begins.
    private readonly List<int> letters = [];

    // Whether each of the last letters is of a word, by its number.
    private readonly bool[] isOfWord = new bool[words.Longest + 2];
    private long count;
    private int state;
    private bool isPending;

    public bool TryPush(ReadOnlySpan<char> piece, StringBuilder written)
    {
        foreach (var c in piece)
        {
            if (!Letters.IsUnseen(c) && IsEnd(c)) return false;
            held.Append(c);
        }

        Release(words.Depth(state), written);
        return true;
    }

    public bool TryEnd(StringBuilder written)
    {
        if (isPending) return false;
        Release(0, written);
        (state, count) = (0, 0);
        return true;
    }

    /// <summary>Takes a letter. True: a word has ended with it, or before it.</summary>
    private bool IsEnd(char c)
    {
        var ofWord = Letters.IsOfWord(c);
        if (isPending && !ofWord) return true;
        isPending = false;
        letters.Add(held.Length);
        isOfWord[count % isOfWord.Length] = ofWord;
        count++;
        state = words.Step(state, Letters.Fold(c));
        foreach (var ending in words.Endings(state))
        {
            if (ending.BeginsWord && IsOfWordBefore(ending.Length)) continue;
            if (!ending.EndsWord) return true;
            isPending = true;
        }

        return false;
    }

    private bool IsOfWordBefore(int length)
    {
        var before = count - length - 1;
        return before >= 0 && isOfWord[before % isOfWord.Length];
    }

    /// <summary>Lets go of everything but the last letters.</summary>
    private void Release(int keep, StringBuilder written)
    {
        var cut = keep == 0 ? held.Length : letters[^keep];
        if (cut == 0) return;
        written.Append(held, 0, cut);
        held.Remove(0, cut);
        letters.RemoveRange(0, letters.Count - keep);
        for (var i = 0; i < letters.Count; i++) letters[i] -= cut;
    }
}
