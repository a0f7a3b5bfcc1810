using Sentralix.Contracts.Messengers;

namespace Sentralix.Contracts.Orchestrator;

/// <summary>Something to choose, as a page of a catalogue shows it. The limits are those of VK, the one channel that has such cards; elsewhere a
/// card is a message of its own.</summary>
public sealed record Card
{
    /// <summary>The longest title, in characters.</summary>
    public const int MaxTitle = 80;

    /// <summary>The longest subtitle, in characters.</summary>
    public const int MaxSubtitle = 80;

    /// <summary>The longest address, in characters.</summary>
    public const int MaxUrl = 2048;

    /// <summary>The most buttons of a card.</summary>
    public const int MaxButtons = 3;

    /// <summary>The most cards of a message.</summary>
    public const int Most = 10;

    /// <summary>1–80 characters, shown as they stand.</summary>
    public required string Title { get; init; }

    /// <summary>At most 80 characters, shown as they stand.</summary>
    public string? Subtitle { get; init; }

    /// <summary>The picture: <c>file_…</c>. VK wants 13:8, at least 221 by 136 pixels.</summary>
    public string? FileId { get; init; }

    /// <summary>The page that the card itself opens: http or https, at most 2048 characters.</summary>
    public string? Url { get; init; }

    /// <summary>1–3 buttons. A press of one comes back like that of any other button.</summary>
    public required IReadOnlyList<KeyboardButton> Buttons { get; init; }

    /// <summary>The cards of a part, whether it is one card or a row of them.</summary>
    public static IReadOnlyList<Card> Of(MessagePart part) => part switch
    {
        { Type: PartTypes.Card, Card: { } card } => [card],
        { Type: PartTypes.Carousel, Cards: { } cards } => cards,
        _ => [],
    };

    internal static void ValidatePart(Faults faults, string field, MessagePart part)
    {
        if (part.Type == PartTypes.Card)
        {
            if (part.Card is null) faults.Add($"{field}.card", "is required");
            else part.Card.Validate(faults, $"{field}.card");
            return;
        }

        faults.When(part.Cards is not { Count: >= 1 and <= Most }, $"{field}.cards", $"must have 1 to {Most} items");
        for (var i = 0; i < part.Cards?.Count; i++)
        {
            if (part.Cards[i] is { } card) card.Validate(faults, $"{field}.cards[{i}]");
            else faults.Add($"{field}.cards[{i}]", "must not be null");
        }
    }

    private void Validate(Faults faults, string field)
    {
        faults.Text($"{field}.title", Title, MaxTitle);
        faults.Text($"{field}.subtitle", Subtitle, MaxSubtitle, required: false);
        faults.When(FileId is not null && !Ids.IsValid("file", FileId), $"{field}.file_id", "must be the id of a file");
        faults.When(Url is not null && (Url.Length > MaxUrl || !KeyboardButton.Opens(Url)), $"{field}.url", $"must be an http or https address of at most {MaxUrl} characters");
        faults.When(Buttons is not { Count: >= 1 and <= MaxButtons }, $"{field}.buttons", $"must have 1 to {MaxButtons} items");
        for (var i = 0; i < Buttons?.Count; i++)
        {
            if (Buttons[i] is { } button) button.Validate(faults, $"{field}.buttons[{i}]");
            else faults.Add($"{field}.buttons[{i}]", "must not be null");
        }
    }
}
