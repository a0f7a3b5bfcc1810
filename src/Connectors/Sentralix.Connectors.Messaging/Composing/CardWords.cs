using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Composing;

/// <summary>Cards and buttons in words.</summary>
public static class CardWords
{
    /// <summary>Buttons one under the other. Those that open a page have no number: nobody presses them.</summary>
    /// <param name="buttons">The buttons.</param>
    /// <param name="number">The number of the first.</param>
    public static string Numbered(IEnumerable<KeyboardButton> buttons, int number = 1)
    {
        ArgumentNullException.ThrowIfNull(buttons);
        return string.Join('\n', buttons.Select(button => button.Url is { } url ? $"{button.Label.Trim()}: {url}" : $"{number++}. {button.Label.Trim()}"));
    }

    /// <summary>What a card says, line by line, without its buttons.</summary>
    public static string Plain(Card card)
    {
        ArgumentNullException.ThrowIfNull(card);
        return string.Join('\n', new[] { card.Title.Trim(), card.Subtitle?.Trim(), card.Url }.Where(line => !string.IsNullOrEmpty(line)));
    }

    /// <summary>A card as a picture with words under it, or as words.</summary>
    internal static MessagePart Part(Card card, CardStyle style, int number, List<Degradation> degraded)
    {
        if (card.FileId is not null && !style.Pictures) degraded.Add(new("media", "left_out"));
        var (text, spans) = style.Marks ? Marked(card) : (Plain(card), []);
        return new()
        {
            Type = card.FileId is not null && style.Pictures ? PartTypes.Image : PartTypes.Text,
            FileId = style.Pictures ? card.FileId : null,
            Text = style.Buttons ? text : $"{text}\n{Numbered(card.Buttons, number)}",

            // A title is no Markdown: its asterisks are asterisks.
            Spans = spans,
        };
    }

    private static (string Text, IReadOnlyList<TextSpan> Spans) Marked(Card card)
    {
        var title = card.Title.Trim();
        var text = string.IsNullOrWhiteSpace(card.Subtitle) ? title : $"{title}\n{card.Subtitle.Trim()}";
        return (text, [card.Url is { } url ? new("link", 0, title.Length, url) : new("bold", 0, title.Length)]);
    }
}
