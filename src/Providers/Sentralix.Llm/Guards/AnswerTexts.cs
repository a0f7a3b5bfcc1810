namespace Sentralix.Llm.Guards;

/// <summary>What a text of an answer is. Texts of different kinds are told apart, because a placeholder may be cut in one while another
/// goes on.</summary>
internal enum AnswerTextKind
{
    Content,
    Refusal,
    Reasoning,
    Arguments,
}

/// <summary>Which text of an answer.</summary>
/// <param name="Choice">The choice's index.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Call">The tool call's index, of arguments.</param>
/// <param name="Field">The field that it comes in.</param>
internal readonly record struct AnswerTextId(int Choice, AnswerTextKind Kind, int Call, string Field);

/// <summary>All texts of one answer.</summary>
/// <param name="open">Makes the filters of a text that begins.</param>
internal sealed class AnswerTexts(Func<AnswerTextId, AnswerText> open)
{
    private readonly Dictionary<AnswerTextId, AnswerText> texts = [];

    /// <summary>Takes the next piece of one.</summary>
    /// <returns>What may go out by now; null: the answer must not go on.</returns>
    public string? Push(AnswerTextId id, string piece)
    {
        if (!texts.TryGetValue(id, out var text)) texts[id] = text = open(id);
        return text.Push(piece);
    }

    /// <summary>Ends those texts of a choice that cannot go on once another one does: only calls of tools are written side by side, and some models
    /// think in the middle of what they say.</summary>
    public IEnumerable<(AnswerTextId Id, string? Held)> EndOthers(AnswerTextId of) => End(
        id => id.Choice == of.Choice && id.Kind != AnswerTextKind.Arguments && id.Kind != of.Kind && (id.Kind, of.Kind) != (AnswerTextKind.Content, AnswerTextKind.Reasoning));

    /// <summary>Ends all texts of a choice; null: of all choices.</summary>
    public IEnumerable<(AnswerTextId Id, string? Held)> EndAll(int? choice) => End(id => choice is null || id.Choice == choice);

    private List<(AnswerTextId Id, string? Held)> End(Func<AnswerTextId, bool> chosen)
    {
        List<(AnswerTextId, string?)> ended = [];
        foreach (var id in texts.Keys.Where(chosen).ToList())
        {
            texts.Remove(id, out var text);
            var held = text!.End();
            if (held is not "") ended.Add((id, held));
        }

        return ended;
    }
}
