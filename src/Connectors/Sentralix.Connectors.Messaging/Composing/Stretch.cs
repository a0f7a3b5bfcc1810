using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Composing;

/// <summary>What a channel says in one go: parts with the buttons under the last of them.</summary>
/// <param name="Parts">None of them is a card; in <see cref="Stretches.Of"/> a card or a row of them stands alone.</param>
/// <param name="Keyboard">The buttons.</param>
/// <param name="Tokens">The tokens of the parts' own buttons and of the keyboard's, in this order.</param>
/// <param name="Number">The first of the numbers that the buttons have where they are written out.</param>
public sealed record Stretch(IReadOnlyList<MessagePart> Parts, Keyboard? Keyboard, IReadOnlyList<ButtonToken> Tokens, int Number);

/// <summary>A card with the tokens of its buttons.</summary>
/// <param name="Card">The card.</param>
/// <param name="Tokens">In the order of its buttons.</param>
/// <param name="Number">The first of the numbers that its buttons have where they are written out.</param>
public sealed record CardAlone(Card Card, IReadOnlyList<ButtonToken> Tokens, int Number);

/// <summary>How a channel without cards says one.</summary>
/// <param name="Pictures">It can send pictures.</param>
/// <param name="Marks">Words can be made to stand out, and to be links.</param>
/// <param name="Buttons">Buttons can stand under each message; else they are written out.</param>
public sealed record CardStyle(bool Pictures, bool Marks = true, bool Buttons = true);

/// <summary>Messages as channels can say them that know no cards: a row of cards becomes single ones, a card a message with its buttons
/// under it, or text with numbered lines.</summary>
public static class Stretches
{
    /// <summary>What an answer says of a row of cards that was divided.</summary>
    public static readonly Degradation Divided = new("carousel", "cards");

    /// <summary>What an answer says of a card that is a message with buttons.</summary>
    public static readonly Degradation AsMessage = new("card", "message");

    /// <summary>What an answer says of a card that is text.</summary>
    public static readonly Degradation AsText = new("card", "text");

    /// <summary>A message divided where cards begin and end. Its keyboard stands under the last stretch.</summary>
    public static IReadOnlyList<Stretch> Of(OutboundMessage message, IReadOnlyList<ButtonToken> tokens)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(tokens);
        var all = ButtonOrder.Of(message).ToList();
        if (message.Parts.All(part => Card.Of(part).Count == 0)) return [new(message.Parts, message.Keyboard, tokens, 1)];
        var forAll = tokens.Count == all.Count;
        var (taken, number) = (0, 1);
        var stretches = new List<Stretch>();
        foreach (var part in message.Parts)
        {
            var buttons = Card.Of(part).SelectMany(card => card.Buttons).ToList();
            if (buttons.Count == 0 && stretches.Count > 0 && stretches[^1].Tokens.Count == 0 && !IsCards(stretches[^1]))
            {
                stretches[^1] = stretches[^1] with { Parts = [.. stretches[^1].Parts, part] };
                continue;
            }

            stretches.Add(new([part], null, ButtonOrder.Take(tokens, forAll, ref taken, buttons), number));
            number += buttons.Count(button => button.Url is null);
        }

        if (message.Keyboard is { } keyboard)
            stretches[^1] = stretches[^1] with { Keyboard = keyboard, Tokens = [.. stretches[^1].Tokens, .. ButtonOrder.Take(tokens, forAll, ref taken, keyboard.Rows.SelectMany(row => row))] };
        return stretches;
    }

    /// <summary>Whether a stretch is a card, or a row of them.</summary>
    public static bool IsCards(Stretch stretch) => stretch is { Parts: [{ } only] } && Card.Of(only).Count > 0;

    /// <summary>A message without cards.</summary>
    public static IReadOnlyList<Stretch> Unfolded(OutboundMessage message, IReadOnlyList<ButtonToken> tokens, CardStyle style, List<Degradation> degraded) =>
        [.. Of(message, tokens).SelectMany(stretch => IsCards(stretch) ? Unfolded(stretch, style, degraded) : [stretch])];

    /// <summary>The cards of a stretch, each with the tokens of its buttons.</summary>
    public static IReadOnlyList<CardAlone> Cards(Stretch stretch)
    {
        ArgumentNullException.ThrowIfNull(stretch);
        var (taken, number) = (0, stretch.Number);
        var cards = new List<CardAlone>();
        foreach (var card in Card.Of(stretch.Parts[0]))
        {
            cards.Add(new(card, ButtonOrder.Take(stretch.Tokens, IsForAll(stretch), ref taken, card.Buttons), number));
            number += card.Buttons.Count(button => button.Url is null);
        }

        return cards;
    }

    /// <summary>The keyboard that stands under the cards of a stretch; null: there is none.</summary>
    public static Stretch? UnderCards(Stretch stretch)
    {
        ArgumentNullException.ThrowIfNull(stretch);
        if (stretch.Keyboard is not { } keyboard) return null;
        var own = Card.Of(stretch.Parts[0]).SelectMany(card => card.Buttons).ToList();
        var taken = 0;
        ButtonOrder.Take(stretch.Tokens, IsForAll(stretch), ref taken, own);
        return new([], keyboard, [.. stretch.Tokens.Skip(taken)], stretch.Number + own.Count(button => button.Url is null));
    }

    /// <summary>Cards as stretches of their own.</summary>
    public static IReadOnlyList<Stretch> Unfolded(Stretch stretch, CardStyle style, List<Degradation> degraded)
    {
        ArgumentNullException.ThrowIfNull(stretch);
        ArgumentNullException.ThrowIfNull(style);
        ArgumentNullException.ThrowIfNull(degraded);
        if (stretch.Parts[0].Type == PartTypes.Carousel) degraded.Add(Divided);
        degraded.Add(style.Buttons ? AsMessage : AsText);
        if (!style.Buttons) degraded.Add(new("buttons", "numbered_list"));
        var said = Cards(stretch).Select(alone => new Stretch(
            [CardWords.Part(alone.Card, style, alone.Number, degraded)], style.Buttons ? new() { Rows = [alone.Card.Buttons] } : null, style.Buttons ? alone.Tokens : [], alone.Number)).ToList();
        if (UnderCards(stretch) is not { } under) return said;

        // Under the last message there is room for both: every button can be pressed.
        var last = said[^1];
        said[^1] = last with
        {
            Keyboard = under.Keyboard! with { Rows = [.. last.Keyboard?.Rows ?? [], .. under.Keyboard!.Rows] },
            Tokens = [.. last.Tokens, .. under.Tokens],
            Number = style.Buttons ? last.Number : under.Number,
        };
        return said;
    }

    private static bool IsForAll(Stretch stretch) =>
        stretch.Tokens.Count == Card.Of(stretch.Parts[0]).Sum(card => card.Buttons.Count) + (stretch.Keyboard?.Rows.Sum(row => row.Count) ?? 0);
}
