using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Wire;
using Sentralix.Connectors.Vk.Wire;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Vk.Updates;

/// <summary>What a message means, from either side.</summary>
internal static class MessageReader
{
    /// <summary>Somebody wrote to the community, or into a chat that it is in.</summary>
    public static IReadOnlyList<Inbound> Received(JsonElement message, Inbound draft)
    {
        var who = Who(message, draft);

        // The community's own words come as a reply; two bots that answer each other never stop.
        if (message.Number("out") == 1) return [who with { Reason = "own" }];
        if (who.UserId is null) return [who with { Reason = "from_bot" }];
        if (message.Object("action") is { } action) return [ServiceMessages.Read(action, who)];
        var payload = message.Field("payload");
        if (payload is { } carried && ButtonPayload.Token(carried) is { } token)
            return [who with { Type = ChannelEventTypes.ButtonPressed, ButtonToken = token, Parts = [new() { Type = PartTypes.Button, Text = message.Text("text") }], Reason = null }];

        var reference = message.Text("ref");
        if (payload is { } start && ButtonPayload.Command(start) == "start") return [Started(who, reference, message.Text("ref_source"))];
        var said = Said(message, who, ChannelEventTypes.MessageReceived);

        // Somebody who came by a link with a mark writes his first words with it.
        return reference is null ? [said] : [Started(who, reference, message.Text("ref_source")), said];
    }

    /// <summary>The community said something: we did, or a human in VK's own application, or another program.</summary>
    public static IReadOnlyList<Inbound> Said(JsonElement message, Inbound draft)
    {
        var echo = Said(message, Who(message, draft), ChannelEventTypes.MessageEcho);
        return [echo with { UserId = UpdateReader.Person(message.Number("peer_id")), Reason = message.Number("admin_author_id") is > 0 ? "admin" : null, SentUnder = message.Number("random_id") is { } key and not 0 ? JsonFields.Id(key) : null }];
    }

    /// <summary>A message was changed.</summary>
    public static IReadOnlyList<Inbound> Edited(JsonElement message, Inbound draft)
    {
        var at = Time(message.Number("update_time") ?? message.Number("date"));
        if (message.Number("from_id") is < 0 && message.Number("out") == 1) return [Said(message, draft)[0] with { Reason = "edited", OccurredAt = at }];
        var who = Who(message, draft);
        return who.UserId is null ? [who with { Reason = "from_bot" }] : [Said(message, who, ChannelEventTypes.MessageEdited) with { OccurredAt = at }];
    }

    private static Inbound Who(JsonElement message, Inbound draft) => draft with
    {
        UserId = UpdateReader.Person(message.Number("from_id")),
        ChannelMessageId = message.Number("conversation_message_id") is { } number ? JsonFields.Id(number) : null,
        OccurredAt = Time(message.Number("date")),
    };

    private static Inbound Said(JsonElement message, Inbound who, string type)
    {
        var (parts, media) = ContentParts.Read(message);
        return who with { Type = type, Parts = parts, Media = media, ReplyTo = Answered(message), ForwardedFrom = PassedOn(message), Reason = null };
    }

    private static QuotedMessage? Answered(JsonElement message) => message.Object("reply_message") is { } answered
        ? Quotes.Of(answered.Number("conversation_message_id") is { } number ? JsonFields.Id(number) : null, answered.Text("text"))
        : null;

    // Of several that are passed on together, the first tells whose they are; their words are in the parts.
    private static ForwardOrigin? PassedOn(JsonElement message) =>
        message.Items("fwd_messages").Where(passedOn => passedOn.ValueKind == JsonValueKind.Object).Select(passedOn =>
            Quotes.From(null, passedOn.Number("from_id") is { } from ? JsonFields.Id(from) : null, Time(passedOn.Number("date")))).FirstOrDefault();

    private static Inbound Started(Inbound who, string? reference, string? source)
    {
        var marks = new Dictionary<string, string>();
        if (reference is not null) marks["start"] = reference;
        if (source is not null) marks["source"] = source;
        return who with
        {
            Type = ChannelEventTypes.ConversationStarted,
            Reason = reference,
            Parts = marks.Count == 0 ? [] : [new() { Type = PartTypes.Data, Data = JsonSerializer.SerializeToElement(marks, SentralixJson.Options) }],
        };
    }

    private static DateTimeOffset? Time(long? seconds) => seconds is > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds.Value) : null;
}
