using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>A person at Telegram. The id is also that of the private chat with a bot.</summary>
/// <param name="Id">The id.</param>
/// <param name="FirstName">The first name.</param>
public sealed record TelegramUser(long Id, string FirstName)
{
    /// <summary>The last name.</summary>
    public string? LastName { get; init; }

    /// <summary>The name after the @.</summary>
    public string? Username { get; init; }

    /// <summary>The language of the app.</summary>
    public string? LanguageCode { get; init; } = "ru";

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("id", Id);
        json.WriteBoolean("is_bot", false);
        json.WriteString("first_name", FirstName);
        if (LastName is not null) json.WriteString("last_name", LastName);
        if (Username is not null) json.WriteString("username", Username);
        if (LanguageCode is not null) json.WriteString("language_code", LanguageCode);
        json.WriteEndObject();
    }
}

/// <summary>A group with a bot in it.</summary>
/// <param name="Id">The id of the chat: negative, of a supergroup beginning with -100.</param>
/// <param name="Title">The title.</param>
/// <param name="IsSupergroup">Whether it is a supergroup.</param>
public sealed record TelegramGroup(long Id, string Title, bool IsSupergroup);

/// <summary>A message in a chat: what a test needs to edit, press, react or reply.</summary>
/// <param name="ChatId">The chat.</param>
/// <param name="MessageId">The message's number in it.</param>
public sealed record MessageRef(long ChatId, int MessageId);
