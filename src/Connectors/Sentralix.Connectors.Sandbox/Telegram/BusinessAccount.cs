using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>What a person lets a bot do in the chats that it speaks in for them.</summary>
/// <param name="CanReply">Send and edit messages, in chats that were alive in the last 24 hours.</param>
/// <param name="CanRead">Mark messages as read.</param>
/// <param name="CanDeleteSent">Delete what the bot has sent.</param>
/// <param name="CanDeleteAll">Delete anything.</param>
public sealed record BusinessRights(bool CanReply = true, bool CanRead = true, bool CanDeleteSent = true, bool CanDeleteAll = false);

/// <summary>A person's account that a bot is connected to (a business connection): its chats with others are the bot's too.</summary>
public sealed class BusinessAccount
{
    private readonly ConcurrentDictionary<long, Chat> chats = new();
    private readonly BotAccount bot;
    private readonly long since;
    private int lastMessage;

    internal BusinessAccount(BotAccount bot, string id, TelegramUser owner, BusinessRights rights) =>
        (this.bot, Id, Owner, Rights, since, lastMessage) = (bot, id, owner, rights, bot.Now(), bot.StandIn.Home.NumbersAfter);

    /// <summary>The connection's id.</summary>
    public string Id { get; }

    /// <summary>Whose account it is.</summary>
    public TelegramUser Owner { get; }

    /// <summary>What the bot may do.</summary>
    public BusinessRights Rights { get; internal set; }

    /// <summary>False: the person has taken the bot off.</summary>
    public bool IsEnabled { get; internal set; } = true;

    internal IEnumerable<Chat> Chats => chats.Values;

    /// <summary>Messages are numbered through the whole account: they are deleted by their numbers alone.</summary>
    internal int NextMessage() => Interlocked.Increment(ref lastMessage);

    internal Chat? Find(long person) => chats.GetValueOrDefault(person);

    internal Chat With(TelegramUser person) =>
        chats.GetOrAdd(person.Id, id => new Chat(bot, id, ChatKind.Private, null, person, bot.Limits) { Standing = Standing.Member, Business = this });

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", Id);
        json.WritePropertyName("user");
        Owner.Write(json);
        json.WriteNumber("user_chat_id", Owner.Id);
        json.WriteNumber("date", since);
        json.WriteStartObject("rights");
        foreach (var (name, held) in ((string, bool)[])
                 [("can_reply", Rights.CanReply), ("can_read_messages", Rights.CanRead), ("can_delete_sent_messages", Rights.CanDeleteSent), ("can_delete_all_messages", Rights.CanDeleteAll)])
        {
            if (held) json.WriteBoolean(name, true);
        }

        json.WriteEndObject();
        json.WriteBoolean("is_enabled", IsEnabled);
        json.WriteEndObject();
    }

    /// <summary>The name under which its updates stay in order.</summary>
    internal string Lane(long chat) => string.Create(CultureInfo.InvariantCulture, $"b{Id}/{chat}");
}
