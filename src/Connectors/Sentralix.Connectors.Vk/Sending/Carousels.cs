using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Composing;
using Sentralix.Connectors.Vk.Updates;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Vk.Sending;

/// <summary>Cards in a row, as VK shows them: all of one structure, under a message that says something.</summary>
internal static class Carousels
{
    // VK has no card without the words that its neighbours have.
    private const string NoSubtitle = "…";

    /// <summary>The cards of a stretch; null: VK, or the contact's application, does not show them in a row.</summary>
    public static IReadOnlyList<SegmentCard>? Of(Stretch stretch, ClientInfo client, bool sendsFiles, List<Degradation> degraded)
    {
        var cards = Stretches.Cards(stretch);
        var first = cards[0].Card;
        if (!client.Carousel || !client.Shows(cards.SelectMany(alone => alone.Card.Buttons))) return null;

        // A picture, a page or a button cannot be made up.
        if (cards.Any(alone => alone.Card.Buttons.Count != first.Buttons.Count || alone.Card.FileId is null != first.FileId is null || alone.Card.Url is null != first.Url is null)) return null;
        if (!sendsFiles && first.FileId is not null) degraded.Add(new("media", "left_out"));
        var subtitles = cards.Any(alone => !string.IsNullOrWhiteSpace(alone.Card.Subtitle));
        return [.. cards.Select(alone => new SegmentCard(
            alone.Card.Title, subtitles ? string.IsNullOrWhiteSpace(alone.Card.Subtitle) ? NoSubtitle : alone.Card.Subtitle : null, sendsFiles ? alone.Card.FileId : null, alone.Card.Url,
            Keyboards.For(client, [Keyboards.Row(alone.Card.Buttons, alone.Tokens, degraded)], degraded)[0]))];
    }

    /// <summary>What stands above cards that nobody has said anything about.</summary>
    public static string Titles(IReadOnlyList<SegmentCard> cards) => string.Join(", ", cards.Select(card => card.Title));

    /// <summary>As VK takes them; null: there are none.</summary>
    /// <param name="cards">The cards.</param>
    /// <param name="pictures">VK's names of their pictures, by the file.</param>
    public static string? Write(IReadOnlyList<SegmentCard>? cards, IReadOnlyDictionary<string, string> pictures) => cards is null ? null : JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["type"] = "carousel",
        ["elements"] = cards.Select(card => Element(card, pictures)).ToArray(),
    });

    /// <summary>The same as messages, where VK does not take the row.</summary>
    public static SendOutcome.Divided Apart(Segment segment, ChannelError why)
    {
        var said = new List<Segment>();
        if (segment.Text != Titles(segment.Cards!)) said.Add(segment with { Cards = null });
        said.AddRange(segment.Cards!.Select(Alone));
        return new([.. said.Select(one => one.Write())], why, segment.Cards!.Count > 1 ? [Stretches.Divided, Stretches.AsMessage] : [Stretches.AsMessage]);
    }

    private static Segment Alone(SegmentCard card)
    {
        var text = card.Subtitle is null or NoSubtitle ? card.Title : $"{card.Title}\n{card.Subtitle}";
        return new()
        {
            Kind = card.FileId is null ? null : PartTypes.Image,
            FileId = card.FileId,
            Text = text,
            Spans = [card.Url is { } url ? new("link", 0, card.Title.Length, url) : new("bold", 0, card.Title.Length)],
            Buttons = [card.Buttons],
        };
    }

    private static Dictionary<string, object> Element(SegmentCard card, IReadOnlyDictionary<string, string> pictures)
    {
        var element = new Dictionary<string, object> { ["title"] = card.Title };
        if (card.Subtitle is { } subtitle) element["description"] = subtitle;
        if (card.FileId is { } file) element["photo_id"] = pictures[file];
        if (card.Url is { } url) element["action"] = new Dictionary<string, string> { ["type"] = "open_link", ["link"] = url };
        element["buttons"] = card.Buttons.Select(button => new Dictionary<string, object> { ["action"] = Keyboards.Action(button) }).ToArray();
        return element;
    }
}
