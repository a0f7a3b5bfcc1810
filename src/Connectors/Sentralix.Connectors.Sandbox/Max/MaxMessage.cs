using System.Globalization;
using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Max;

/// <summary>A person, or the bot.</summary>
/// <param name="Id">The user id.</param>
/// <param name="FirstName">The first name.</param>
/// <param name="LastName">The last name, or empty.</param>
/// <param name="Username">The short name, or null.</param>
/// <param name="IsBot">Whether it is a bot.</param>
public sealed record MaxUser(long Id, string FirstName, string LastName = "", string? Username = null, bool IsBot = false)
{
    internal void Write(Utf8JsonWriter json, DateTimeOffset active)
    {
        json.WriteStartObject();
        WriteFields(json, active);
        json.WriteEndObject();
    }

    internal void WriteFields(Utf8JsonWriter json, DateTimeOffset active)
    {
        json.WriteNumber("user_id", Id);
        json.WriteString("first_name", FirstName);
        json.WriteString("last_name", LastName);
        json.WriteString("name", LastName.Length == 0 ? FirstName : $"{FirstName} {LastName}");
        json.WriteString("username", Username);
        json.WriteBoolean("is_bot", IsBot);
        json.WriteNumber("last_activity_time", active.ToUnixTimeMilliseconds());
    }
}

/// <summary>A message of a chat, from either side.</summary>
internal sealed class MaxMessage
{
    public required MaxChat Chat { get; init; }

    /// <summary>Orders the messages of its chat.</summary>
    public required int Seq { get; init; }

    public required MaxUser Sender { get; init; }

    public required DateTimeOffset At { get; init; }

    public string? Text { get; set; }

    public IReadOnlyList<JsonElement> Attachments { get; set; } = [];

    public IReadOnlyList<MaxMarkup> Markup { get; set; } = [];

    public MaxMessage? Linked { get; init; }

    /// <summary><c>reply</c> or <c>forward</c>.</summary>
    public string? LinkType { get; init; }

    public bool IsRemoved { get; set; }

    public string Mid => MidOf(Chat.Id, Seq);

    public JsonElement? Keyboard => Attachments.Where(attachment => attachment.GetProperty("type").GetString() == "inline_keyboard").Select(keyboard => (JsonElement?)keyboard).FirstOrDefault();

    /// <summary>The chat and the number are in a message's id.</summary>
    public static (long Chat, int Seq)? Parse(string? mid) =>
        mid is { Length: 36 } && mid.StartsWith("mid.", StringComparison.Ordinal)
        && long.TryParse(mid.AsSpan(4, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var chat)
        && int.TryParse(mid.AsSpan(20, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var seq) ? (chat, seq) : null;

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WritePropertyName("sender");
        Sender.Write(json, At);
        json.WriteStartObject("recipient");
        json.WriteNumber("chat_id", Chat.Id);
        json.WriteString("chat_type", Chat.IsDialog ? "dialog" : "chat");
        if (Chat.IsDialog) json.WriteNumber("user_id", Sender.IsBot ? Chat.User.Id : Chat.Bot.Id);
        json.WriteEndObject();
        json.WriteNumber("timestamp", At.ToUnixTimeMilliseconds());
        if (Linked is { } linked)
        {
            json.WriteStartObject("link");
            json.WriteString("type", LinkType);
            json.WritePropertyName("sender");
            linked.Sender.Write(json, linked.At);
            json.WriteNumber("chat_id", linked.Chat.Id);
            json.WritePropertyName("message");
            linked.WriteBody(json);
            json.WriteEndObject();
        }

        json.WritePropertyName("body");
        WriteBody(json);
        json.WriteEndObject();
    }

    private static string MidOf(long chat, int seq) => $"mid.{chat:x16}{seq:x16}";

    private void WriteBody(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("mid", Mid);
        json.WriteNumber("seq", Seq);
        json.WriteString("text", Text);
        if (Attachments.Count > 0)
        {
            json.WriteStartArray("attachments");
            foreach (var attachment in Attachments) attachment.WriteTo(json);
            json.WriteEndArray();
        }

        if (Markup.Count > 0)
        {
            json.WriteStartArray("markup");
            foreach (var mark in Markup) mark.Write(json);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
