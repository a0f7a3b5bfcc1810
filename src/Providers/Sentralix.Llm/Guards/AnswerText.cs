using System.Text;

namespace Sentralix.Llm.Guards;

/// <summary>One text of an answer on its way through all of a call's filters.</summary>
internal sealed class AnswerText(IReadOnlyList<ITextFilter> filters)
{
    private readonly StringBuilder first = new();
    private readonly StringBuilder second = new();

    /// <summary>Takes the next piece.</summary>
    /// <returns>What may go out by now; null: the answer must not go on.</returns>
    public string? Push(string piece)
    {
        var passing = piece;
        foreach (var filter in filters)
        {
            if (passing.Length == 0) return passing;
            first.Clear();
            if (!filter.TryPush(passing, first)) return null;
            passing = first.ToString();
        }

        return passing;
    }

    /// <summary>The text is at its end.</summary>
    /// <returns>What was held back; null: it must not go out.</returns>
    public string? End()
    {
        // What one filter lets go of at its end is a last piece to the next.
        var passing = "";
        foreach (var filter in filters)
        {
            second.Clear();
            if (passing.Length > 0 && !filter.TryPush(passing, second)) return null;
            if (!filter.TryEnd(second)) return null;
            passing = second.ToString();
        }

        return passing;
    }
}
