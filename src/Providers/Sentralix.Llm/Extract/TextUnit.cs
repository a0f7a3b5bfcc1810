namespace Sentralix.Llm.Extract;

/// <summary>A piece of a passage that can be quoted by itself: a sentence, a list with what leads to it, a table's row,
/// a block of code.</summary>
/// <param name="Passage">The passage's place among the passages, from 0.</param>
/// <param name="Order">The unit's place in the passage.</param>
/// <param name="Text">As it is quoted.</param>
/// <param name="Context">What stands over it and tells what it is about: title, headings, the question it answers.</param>
/// <param name="Lead">The heading or question that it directly follows; units with the same one belong together.</param>
/// <param name="LeansBack">It begins with a word that points back ("It", "Это") and is not understood alone.</param>
internal sealed record TextUnit(int Passage, int Order, string Text, string Context, int Lead, bool LeansBack)
{
    private string[]? stems;
    private string[]? contextStems;

    public IReadOnlyList<string> Stems => stems ??= StemsOf(Text);

    public IReadOnlyList<string> ContextStems => contextStems ??= StemsOf(Context);

    public int WordCount => Stems.Count;

    private static string[] StemsOf(string text) =>
        [.. Words.In(text).Select(word => Vocabulary.Canonical(Stem.Of(word)))];
}
