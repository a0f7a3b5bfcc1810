using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Vk;

/// <summary>A message of a conversation, from either side.</summary>
internal sealed class VkMessage
{
    public required long Id { get; init; }

    /// <summary>Its number in its conversation, which counts both directions.</summary>
    public required int Cmid { get; init; }

    public required long Peer { get; init; }

    public required long From { get; init; }

    public required DateTimeOffset At { get; init; }

    public int RandomId { get; init; }

    public string Text { get; set; } = "";

    public IReadOnlyList<JsonElement> Attachments { get; set; } = [];

    public JsonElement? Keyboard { get; set; }

    /// <summary>A carousel.</summary>
    public JsonElement? Template { get; set; }

    public JsonElement? FormatData { get; set; }

    public JsonElement? Geo { get; init; }

    public string? Payload { get; init; }

    public VkMessage? ReplyTo { get; init; }

    public string? Ref { get; init; }

    public string? RefSource { get; init; }

    /// <summary>The administrator who wrote it in the community's name; 0: none did.</summary>
    public long AdminAuthor { get; init; }

    public DateTimeOffset? EditedAt { get; set; }

    public bool IsDeleted { get; set; }

    /// <summary>The reaction that the community has set; 0: none.</summary>
    public int OwnReaction { get; set; }

    public bool IsOut => From < 0;

    /// <summary>The actions of all its buttons, of the keyboard and of the carousel.</summary>
    public IEnumerable<JsonElement> Actions
    {
        get
        {
            var rows = Keyboard?.GetProperty("buttons").EnumerateArray() ?? Enumerable.Empty<JsonElement>();
            var cards = Template?.GetProperty("elements").EnumerateArray().Select(card => card.GetProperty("buttons")) ?? [];
            return rows.Concat(cards).SelectMany(row => row.EnumerateArray()).Select(button => button.GetProperty("action"));
        }
    }

    public void Write(Utf8JsonWriter json, bool asReply = false)
    {
        json.WriteStartObject();
        json.WriteNumber("date", At.ToUnixTimeSeconds());
        json.WriteNumber("from_id", From);

        // In group chats a community sees no global ids.
        json.WriteNumber("id", Peer > VkConversation.FirstChat ? 0 : Id);
        json.WriteNumber("version", 10_000_000 + Id);
        json.WriteNumber("out", IsOut ? 1 : 0);
        json.WriteStartArray("fwd_messages");
        json.WriteEndArray();
        json.WriteBoolean("important", false);
        json.WriteBoolean("is_hidden", false);
        json.WriteStartArray("attachments");
        foreach (var attachment in Attachments) attachment.WriteTo(json);
        json.WriteEndArray();
        json.WriteNumber("conversation_message_id", Cmid);
        json.WriteString("text", Text);
        json.WriteNumber("peer_id", Peer);
        json.WriteNumber("random_id", RandomId);
        WriteSeldom(json);
        if (ReplyTo is { } replied && !asReply)
        {
            json.WritePropertyName("reply_message");
            replied.Write(json, asReply: true);
        }

        json.WriteEndObject();
    }

    private void WriteSeldom(Utf8JsonWriter json)
    {
        if (Payload is not null) json.WriteString("payload", Payload);
        if (Ref is not null) json.WriteString("ref", Ref);
        if (RefSource is not null) json.WriteString("ref_source", RefSource);
        if (AdminAuthor != 0) json.WriteNumber("admin_author_id", AdminAuthor);
        if (EditedAt is { } edited) json.WriteNumber("update_time", edited.ToUnixTimeSeconds());
        Write("keyboard", Keyboard);
        Write("format_data", FormatData);
        Write("geo", Geo);

        void Write(string name, JsonElement? value)
        {
            if (value is not { } element) return;
            json.WritePropertyName(name);
            element.WriteTo(json);
        }
    }
}
