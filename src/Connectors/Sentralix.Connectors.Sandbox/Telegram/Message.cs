using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>A message of a chat. An edit replaces it as a whole.</summary>
internal sealed record Message
{
    public required int Id { get; init; }

    public required Chat Chat { get; init; }

    /// <summary>Null: the bot.</summary>
    public TelegramUser? From { get; init; }

    public required long Date { get; init; }

    public long? EditDate { get; init; }

    public FormattedText? Text { get; init; }

    public FormattedText? Caption { get; init; }

    /// <summary>Members beyond text and caption, as JSON: media, or a service message's.</summary>
    public IReadOnlyList<(string Name, string Json)> Content { get; init; } = [];

    /// <summary>The inline keyboard as JSON.</summary>
    public string? Markup { get; init; }

    public string? MediaGroup { get; init; }

    public Message? ReplyTo { get; init; }

    public MessageRef Ref => new(Chat.Id, Id);

    /// <summary>What an edit has to change.</summary>
    public bool SameAs(Message other) => Shown() == other.Shown();

    public void Write(Utf8JsonWriter json, bool withReply = true)
    {
        json.WriteStartObject();
        json.WriteNumber("message_id", Id);
        json.WritePropertyName("from");
        if ((From ?? Chat.Business?.Owner) is { } from) from.Write(json);
        else Chat.Bot.WriteUser(json);
        if (Chat.Business is { } business)
        {
            json.WriteString("business_connection_id", business.Id);
            if (From is null)
            {
                // The bot speaks in the owner's name.
                json.WritePropertyName("sender_business_bot");
                Chat.Bot.WriteUser(json);
            }
        }

        json.WritePropertyName("chat");
        Chat.Write(json);
        json.WriteNumber("date", Date);
        if (EditDate is { } edited) json.WriteNumber("edit_date", edited);
        if (MediaGroup is not null) json.WriteString("media_group_id", MediaGroup);
        if (withReply && ReplyTo is not null)
        {
            json.WritePropertyName("reply_to_message");
            ReplyTo.Write(json, withReply: false);
        }

        WriteContent(json);
        json.WriteEndObject();
    }

    private string Shown() => JsonText.Of(json =>
    {
        json.WriteStartObject();
        WriteContent(json);
        json.WriteEndObject();
    });

    private void WriteContent(Utf8JsonWriter json)
    {
        Text?.Write(json, "text", "entities");
        foreach (var (name, value) in Content)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value);
        }

        if (Caption is { Text.Length: > 0 }) Caption.Write(json, "caption", "caption_entities");
        if (Markup is null) return;
        json.WritePropertyName("reply_markup");
        json.WriteRawValue(Markup);
    }
}
