using System.Text.Json;
using Sentralix.Connectors.Max.Wire;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Wire;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Max.Updates;

/// <summary>What a message says.</summary>
internal static class MessageReader
{
    // The core takes no more of one message.
    private const int MostParts = 20;

    /// <param name="message">The message.</param>
    /// <param name="draft">What the update says already, with the type that a person's message has.</param>
    /// <param name="bot">Our own id.</param>
    /// <param name="token">The bot's token.</param>
    public static Inbound Read(JsonElement message, Inbound draft, string? bot, string token)
    {
        var sender = message.Object("sender");
        var body = message.Object("body") ?? default;
        var who = draft with { UserId = People.Id(sender), UserName = People.Name(sender), ChannelMessageId = body.Text("mid") };

        // Two bots that answer each other never stop; and nobody is to be answered for a channel's posts.
        if (People.IsBot(sender) || (bot is not null && who.UserId == bot)) return Unheard(who, "from_bot");
        if (message.Object("recipient")?.Text("chat_type") == "channel") return Unheard(who, "channel");

        var parts = new List<MessagePart>();
        var media = new Dictionary<int, InboundMedia>();
        Add(body, who.ChannelMessageId, who.UserId, token, parts, media);

        // What is passed on is what the person says; an answer's first message was said before.
        if (message.Object("link") is { } link && link.Text("type") == "forward" && link.Object("message") is { } passedOn) Add(passedOn, who.ChannelMessageId ?? passedOn.Text("mid"), null, token, parts, media);
        if (parts.Count == 0) parts.Add(new() { Type = PartTypes.Unsupported, ChannelType = "empty", Text = "[empty]" });
        return who with { Parts = parts, Media = media, ReplyTo = Answered(message), ForwardedFrom = PassedOn(message) };
    }

    private static void Add(JsonElement body, string? mid, string? senderId, string token, List<MessagePart> parts, Dictionary<int, InboundMedia> media)
    {
        var first = parts.Count;
        foreach (var attachment in body.Items("attachments"))
        {
            if (parts.Count >= MostParts - 1) break;
            if (AttachmentParts.Read(attachment, mid, token, senderId) is not var (part, bytes)) continue;
            if (bytes is not null) media[parts.Count] = bytes;
            parts.Add(part);
        }

        if (body.Text("text") is not { } text || string.IsNullOrWhiteSpace(text) || parts.Count == MostParts) return;
        if (text.Length > MessagePart.MaxText) text = text[..MessagePart.MaxText];
        var spans = Markup.Read(body, text);
        if (first < parts.Count && AttachmentParts.CanCaption(parts[first]))
        {
            parts[first] = parts[first] with { Text = text, Spans = spans };
            return;
        }

        // Said before what is attached, and the media behind it are one place further.
        parts.Insert(first, new() { Type = PartTypes.Text, Text = text, Spans = spans });
        foreach (var place in media.Keys.Where(place => place >= first).OrderDescending().ToArray())
        {
            media[place + 1] = media[place];
            media.Remove(place);
        }
    }

    private static QuotedMessage? Answered(JsonElement message) => message.Object("link") is { } link && link.Text("type") == "reply" && link.Object("message") is { } answered
        ? Quotes.Of(answered.Text("mid"), answered.Text("text"))
        : null;

    private static ForwardOrigin? PassedOn(JsonElement message) => message.Object("link") is { } link && link.Text("type") == "forward"
        ? Quotes.From(People.Name(link.Object("sender")), People.Id(link.Object("sender")) ?? (link.Number("chat_id") is { } chat ? People.Id(chat) : null), null)
        : null;

    private static Inbound Unheard(Inbound who, string reason) => who with { Type = ChannelEventTypes.Unknown, UserId = null, UserName = null, Reason = reason };
}
