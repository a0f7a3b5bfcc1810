namespace Sentralix.Llm.Extract;

/// <summary>A piece of a passage that can be quoted by itself: a sentence, a list with what leads to it, a table's row,
/// a block of code.</summary>
/// <param name="Passage">The passage's place among the passages, from 0.</param>
/// <param name="Order">The unit's place in the passage.</param>
/// <param name="Text">As it is quoted.</param>
/// <param name="Context">What stands over it and tells what it is about: title and headings.</param>
/// <param name="Asked">The question that it stands under, in questions and answers; else empty.</param>
/// <param name="Lead">Counts headings and questions; units with the same number belong together.</param>
/// <param name="LeansBack">It begins with a word that points back ("It", "Это") and is not understood alone.</param>
internal sealed record TextUnit(int Passage, int Order, string Text, string Context, string Asked, int Lead, bool LeansBack)
{
    private string[]? stems;
    private string[]? contextStems;
    private string[]? askedStems;

    public IReadOnlyList<string> Stems => stems ??= StemsOf(Text);

    public IReadOnlyList<string> ContextStems => contextStems ??= StemsOf(Context);

    public IReadOnlyList<string> AskedStems => askedStems ??= StemsOf(Asked);

    /// <summary>It ends as a sentence does; lists, code and table rows don't.</summary>
    public bool IsSentence => !Text.Contains('\n', StringComparison.Ordinal) && Text[^1] is '.' or '!' or '…' or '"' or '»' or ')';

    public int WordCount => Stems.Count;

    private static string[] StemsOf(string text) =>
        [.. Words.In(text).Select(word => Vocabulary.Canonical(Stem.Of(word)))];
}
