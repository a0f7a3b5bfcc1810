using System.Text;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Aggregator.Chat;

/// <summary>Turns a run's events into one text that only grows, as OpenAI's chunks need it: there is no way to take back what was sent.</summary>
internal sealed class SaidText
{
    private const string Between = "\n\n";
    private readonly StringBuilder whole = new();
    private readonly StringBuilder current = new();
    private readonly List<Citation> citations = [];
    private string? message;
    private int attempt;

    /// <summary>Everything said so far.</summary>
    public string Whole => whole.ToString();

    /// <summary>Whether anything was said.</summary>
    public bool IsEmpty => whole.Length == 0;

    /// <summary>Where it comes from.</summary>
    public IReadOnlyList<Citation> Citations => citations;

    /// <summary>What an event adds; null: nothing.</summary>
    public string? Add(ConversationEvent what) => what switch
    {
        { Type: "message.delta", MessageId: { } id, Text: { } text } when Follows(id, what) && what.Offset == current.Length => Say(text),
        { Type: "message.snapshot", MessageId: { } id, Text: { } text } when Follows(id, what) && Continues(text) => Say(text[current.Length..]),
        { Type: "message.completed", Message: { Author: Author.Assistant } said } => Complete(said),
        _ => null,
    };

    // The first attempt that is heard is passed on as it comes; of a later one only the completed text counts.
    private bool Follows(string id, ConversationEvent what)
    {
        if (message != id)
        {
            (message, attempt) = (id, what.Attempt ?? 1);
            current.Clear();
        }

        return attempt == (what.Attempt ?? 1);
    }

    private string? Complete(Message said)
    {
        citations.AddRange(said.Citations);
        var text = string.Join(Between, said.Parts.Where(p => p.Text is not null).Select(p => p.Text));
        if (message != said.Id) current.Clear();
        var rest = Continues(text) ? text[current.Length..] : Between + text;
        var piece = Say(rest);
        message = null;
        current.Clear();
        return piece;
    }

    private bool Continues(string text) => text.AsSpan().StartsWith(current.ToString(), StringComparison.Ordinal);

    private string? Say(string text)
    {
        if (text.Length == 0) return null;
        var piece = current.Length == 0 && whole.Length > 0 ? Between + text : text;
        current.Append(text);
        whole.Append(piece);
        return piece;
    }
}
