using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Telegram;

internal enum ChatKind
{
    Private,
    Group,
    Supergroup,
}

/// <summary>How a bot stands in a chat.</summary>
internal enum Standing
{
    /// <summary>The person has never started it.</summary>
    NotStarted,
    Member,

    /// <summary>Blocked by the person, or thrown out of the group.</summary>
    Kicked,
    Left,

    /// <summary>The person has deleted the account.</summary>
    Deactivated,
}

/// <summary>A partial answer as it is shown for a while.</summary>
internal sealed record Draft(long Id, string Text, bool CanStop, bool KeepOnStop, DateTimeOffset Until);

/// <summary>A chat of one bot. Everything in it changes under its gate.</summary>
internal sealed class Chat(BotAccount bot, long id, ChatKind kind, string? title, TelegramUser? person, Limits limits)
{
    public BotAccount Bot { get; } = bot;

    public long Id { get; } = id;

    public ChatKind Kind { get; } = kind;

    public string? Title { get; } = title;

    public TelegramUser? Person { get; } = person;

    public Lock Gate { get; } = new();

    public Dictionary<int, Message> Messages { get; } = [];

    /// <summary>What each person has put under a message.</summary>
    public Dictionary<(int Message, long User), string> Reactions { get; } = [];

    public Standing Standing { get; set; } = kind is ChatKind.Private ? Standing.NotStarted : Standing.Member;

    /// <summary>Whose account it is in, where the bot speaks for a person; null: it is the bot's own chat.</summary>
    public BusinessAccount? Business { get; init; }

    /// <summary>Up to which message the bot has read for the person.</summary>
    public int? ReadUpTo { get; set; }

    /// <summary>The supergroup that it has become.</summary>
    public long? MigratedTo { get; set; }

    public Draft? Draft { get; set; }

    public int LastId { get; private set; } = bot.StandIn.Home.NumbersAfter;

    public RateGate PerChat { get; } = RateGate.Of(limits.PerChatPerSecond, TimeSpan.FromSeconds(1), limits.ChatBurst);

    public RateWindow PerGroup { get; } = new(kind is ChatKind.Private ? 0 : limits.PerGroupPerMinute, TimeSpan.FromMinutes(1));

    /// <summary>The next message's number.</summary>
    public int NextId() => LastId = Business?.NextMessage() ?? LastId + 1;

    /// <summary>Puts a message there, and drops the one that is so old that it is not kept.</summary>
    public void Put(Message message)
    {
        Messages[message.Id] = message;
        var oldest = LastId - Bot.StandIn.Home.Messages;
        if (oldest <= 0 || !Messages.Remove(oldest)) return;
        foreach (var reaction in Reactions.Keys.Where(reaction => reaction.Message == oldest).ToList()) Reactions.Remove(reaction);
    }

    /// <summary>Why the bot may not speak here; null: it may.</summary>
    public ApiAnswer? Refusal()
    {
        if (MigratedTo is { } there) return ApiAnswer.Refuse(400, "Bad Request: group chat was upgraded to a supergroup chat", migrateTo: there);
        var kindWords = Kind is ChatKind.Group ? "group" : "supergroup";
        return Standing switch
        {
            Standing.NotStarted => ApiAnswer.Refuse(403, "Forbidden: bot can't initiate conversation with a user"),
            Standing.Kicked when Kind is ChatKind.Private => ApiAnswer.Refuse(403, "Forbidden: bot was blocked by the user"),
            Standing.Kicked => ApiAnswer.Refuse(403, $"Forbidden: bot was kicked from the {kindWords} chat"),
            Standing.Left => ApiAnswer.Refuse(403, $"Forbidden: bot is not a member of the {kindWords} chat"),
            Standing.Deactivated => ApiAnswer.Refuse(403, "Forbidden: user is deactivated"),
            _ => null,
        };
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteMembers(json);
        json.WriteEndObject();
    }

    public void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteNumber("id", Id);
        if (Person is { } user)
        {
            json.WriteString("first_name", user.FirstName);
            if (user.LastName is not null) json.WriteString("last_name", user.LastName);
            if (user.Username is not null) json.WriteString("username", user.Username);
        }
        else
        {
            json.WriteString("title", Title);
        }

        json.WriteString("type", Kind switch { ChatKind.Private => "private", ChatKind.Group => "group", _ => "supergroup" });
    }
}
