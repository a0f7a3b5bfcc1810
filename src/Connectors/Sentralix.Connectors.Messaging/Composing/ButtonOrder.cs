using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Composing;

/// <summary>The one order of a message's buttons: those of its cards, then those of its keyboard. Tokens stand in it, and numbers in lists
/// count in it, so that both mean the same button.</summary>
internal static class ButtonOrder
{
    /// <summary>All buttons of a message.</summary>
    public static IEnumerable<KeyboardButton> Of(OutboundMessage message) =>
        [.. message.Parts.SelectMany(Card.Of).SelectMany(card => card.Buttons), .. (message.Keyboard?.Rows ?? []).SelectMany(row => row)];

    /// <summary>Takes the tokens of the next buttons off a list of them.</summary>
    /// <param name="tokens">For every button of the message, or only for those that open no page.</param>
    /// <param name="forAll">Which of the two.</param>
    /// <param name="from">How many were taken before.</param>
    /// <param name="buttons">The buttons.</param>
    public static IReadOnlyList<ButtonToken> Take(IReadOnlyList<ButtonToken> tokens, bool forAll, ref int from, IEnumerable<KeyboardButton> buttons)
    {
        var count = buttons.Count(button => forAll || button.Url is null);
        if (tokens.Count < from + count) throw new ArgumentException("A button has no token.", nameof(tokens));
        from += count;
        return [.. tokens.Skip(from - count).Take(count)];
    }
}
