using System.Text;
using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;
using Message = Telegram.Bot.Types.Message;

namespace Sentralix.Connectors.Telegram.Updates;

/// <summary>What a message says, as parts.</summary>
internal static class ContentParts
{
    // Everything of a message that only says who, when and how; the first field beside these names its content.
    private static readonly HashSet<string> Circumstances = new(StringComparer.Ordinal)
    {
        "message_id", "message_thread_id", "direct_messages_topic", "from", "sender_chat", "sender_boost_count", "sender_business_bot", "sender_tag", "receiver_user",
        "ephemeral_message_id", "date", "guest_query_id", "business_connection_id", "chat", "forward_origin", "is_topic_message", "is_automatic_forward", "reply_to_message",
        "external_reply", "quote", "reply_to_story", "reply_to_checklist_task_id", "reply_to_poll_option_id", "via_bot", "guest_bot_caller_user", "guest_bot_caller_chat",
        "edit_date", "has_protected_content", "is_from_offline", "is_paid_post", "media_group_id", "author_signature", "paid_star_count", "link_preview_options",
        "suggested_post_info", "effect_id", "caption", "caption_entities", "show_caption_above_media", "has_media_spoiler", "reply_markup", "forward_from", "forward_from_chat",
        "forward_from_message_id", "forward_signature", "forward_sender_name", "forward_date",
    };

    /// <summary>The part, and its media where it has bytes to be fetched.</summary>
    /// <param name="message">The message.</param>
    /// <param name="raw">The same as it came.</param>
    /// <param name="most">The largest file that can be fetched.</param>
    public static (MessagePart Part, InboundMedia? Media) Read(Message message, JsonElement raw, long most)
    {
        if (MediaParts.Read(message, most) is var (part, media))
        {
            var caption = message.Caption ?? message.Sticker?.Emoji;
            return (part with { Text = caption, Spans = Spans.Read(message.CaptionEntities, caption) }, media);
        }

        return (Plain(message) ?? Unsupported(message, raw), null);
    }

    /// <summary>The channel's own name of a message's content.</summary>
    public static string NameOf(JsonElement raw)
    {
        foreach (var property in raw.EnumerateObject())
            if (!Circumstances.Contains(property.Name)) return property.Name;
        return "empty";
    }

    private static MessagePart? Plain(Message message)
    {
        if (!string.IsNullOrWhiteSpace(message.Text)) return new() { Type = PartTypes.Text, Text = message.Text, Spans = Spans.Read(message.Entities, message.Text) };
        if (message.Venue is { } venue)
            return new() { Type = PartTypes.Location, Location = new(venue.Location.Latitude, venue.Location.Longitude, venue.Location.HorizontalAccuracy, venue.Title, venue.Address) };
        if (message.Location is { } place) return new() { Type = PartTypes.Location, Location = new(place.Latitude, place.Longitude, place.HorizontalAccuracy) };
        if (message.Contact is { } card)
        {
            // Telegram vouches for a number only where the card is the sender's own; any other card may hold anything.
            var own = card.UserId is { } owner && owner == message.From?.Id && message.ForwardOrigin is null;
            return new() { Type = PartTypes.Contact, Contact = new($"{card.FirstName} {card.LastName}".Trim(), [card.PhoneNumber], card.Vcard, own) };
        }

        if (message.WebAppData is { } form) return new() { Type = PartTypes.Data, Text = form.ButtonText, Data = Json(form.Data) };
        return null;
    }

    private static MessagePart Unsupported(Message message, JsonElement raw)
    {
        var name = NameOf(raw);
        if (name == "rich_message" && Flat(raw.GetProperty(name)) is { Length: > 0 } flat) return MessagePart.OfText(flat);
        var words = message switch
        {
            { Poll: { } poll } => $"{poll.Question}\n{string.Join('\n', poll.Options.Select(option => $"• {option.Text}"))}",
            { Dice: { } dice } => $"{dice.Emoji} {dice.Value}",
            { Game: { } game } => game.Title,
            { Invoice: { } invoice } => invoice.Title,
            { Checklist: { } list } => $"{list.Title}\n{string.Join('\n', list.Tasks.Select(task => $"• {task.Text}"))}",
            _ => message.Caption,
        };
        return new() { Type = PartTypes.Unsupported, ChannelType = name, Text = string.IsNullOrWhiteSpace(words) ? $"[{name}]" : words };
    }

    // A form sends text that is mostly JSON; what is not stays text. More than the platform keeps is cut to a sign that it was there.
    private static JsonElement Json(string data)
    {
        if (data.Length <= 4096)
        {
            try
            {
                using var json = JsonDocument.Parse(data);
                return json.RootElement.Clone();
            }
            catch (JsonException)
            {
                return JsonSerializer.SerializeToElement(data, SentralixJson.Options);
            }
        }

        return JsonSerializer.SerializeToElement(data[..4000], SentralixJson.Options);
    }

    // A document of blocks: what it says, block by block.
    private static string Flat(JsonElement document)
    {
        var text = new StringBuilder();
        if (document.TryGetProperty("blocks", out var blocks) && blocks.ValueKind == JsonValueKind.Array)
        {
            foreach (var block in blocks.EnumerateArray())
            {
                var before = text.Length;
                Gather(block, text);
                if (text.Length > before) text.Append('\n');
            }
        }

        var said = text.ToString().Trim();
        return said.Length > MessagePart.MaxText ? said[..MessagePart.MaxText] : said;
    }

    private static void Gather(JsonElement element, StringBuilder text)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                text.Append(element.GetString());
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Gather(item, text);
                    if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("blocks", out _)) text.Append('\n');
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                    if (property.Name is "text" or "blocks" or "items" or "cells" or "caption" or "summary" or "label" or "expression") Gather(property.Value, text);
                break;
        }
    }
}
