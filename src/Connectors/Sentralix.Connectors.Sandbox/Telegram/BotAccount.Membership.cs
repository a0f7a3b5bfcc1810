using System.Globalization;
using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <content>Who may speak to whom: blocking, groups, and what groups become.</content>
public sealed partial class BotAccount
{
    private long lastEdit;

    /// <summary>Someone who is known to Telegram but has never started the bot.</summary>
    public void Meet(TelegramUser user) => Private(user);

    /// <summary>A person blocks the bot.</summary>
    public void Block(TelegramUser user) => Change(Private(user), user, Standing.Kicked);

    /// <summary>A person lets the bot write again.</summary>
    public void Unblock(TelegramUser user) => Change(Private(user), user, Standing.Member);

    /// <summary>A person deletes the account. Bots are not told.</summary>
    public void Deactivate(TelegramUser user)
    {
        var chat = Private(user);
        lock (chat.Gate) chat.Standing = Standing.Deactivated;
    }

    /// <summary>A person makes a group with the bot in it.</summary>
    public TelegramGroup OpenGroup(TelegramUser owner, string title, bool isSupergroup = false)
    {
        var number = Interlocked.Increment(ref lastGroup);
        var group = new TelegramGroup(isSupergroup ? -1_000_000_000_000 - number : -number, title, isSupergroup);
        var chat = new Chat(this, group.Id, isSupergroup ? ChatKind.Supergroup : ChatKind.Group, title, null, Limits) { Standing = Standing.Left };
        chats[group.Id] = chat;
        Change(chat, owner, Standing.Member);
        return group;
    }

    /// <summary>Someone throws the bot out of a group.</summary>
    public void RemoveFrom(TelegramGroup group, TelegramUser by) => Change(Require(group.Id), by, Standing.Kicked);

    /// <summary>Someone brings the bot into a group again.</summary>
    public void AddTo(TelegramGroup group, TelegramUser by) => Change(Require(group.Id), by, Standing.Member);

    /// <summary>Someone joins a group.</summary>
    public MessageRef Join(TelegramUser user, TelegramGroup group)
    {
        var joined = Say(user, group, message => message with { Content = [("new_chat_members", $"[{JsonText.Of(user.Write)}]")] });
        MakeMember(user, Require(group.Id), "left", "member");
        return joined;
    }

    /// <summary>Someone leaves a group.</summary>
    public MessageRef LeaveGroup(TelegramUser user, TelegramGroup group)
    {
        var left = Say(user, group, message => message with { Content = [("left_chat_member", JsonText.Of(user.Write))] });
        MakeMember(user, Require(group.Id), "member", "left");
        return left;
    }

    /// <summary>A group becomes a supergroup: it has a new id from now on.</summary>
    public TelegramGroup Migrate(TelegramGroup group, TelegramUser by)
    {
        var old = Require(group.Id);
        var now = new TelegramGroup(-1_000_000_000_000 - Interlocked.Increment(ref lastGroup), group.Title, true);
        chats[now.Id] = new Chat(this, now.Id, ChatKind.Supergroup, group.Title, null, Limits);
        Say(by, group, message => message with { Content = [("migrate_to_chat_id", now.Id.ToString(CultureInfo.InvariantCulture))] });
        lock (old.Gate) old.MigratedTo = now.Id;
        Say(by, now, message => message with { Content = [("migrate_from_chat_id", old.Id.ToString(CultureInfo.InvariantCulture))] });
        return now;
    }

    internal static void WriteMembership(Utf8JsonWriter json, BotAccount bot, Standing standing)
    {
        json.WriteStartObject();
        json.WriteString("status", standing switch { Standing.Member => "member", Standing.Kicked => "kicked", _ => "left" });
        if (standing is Standing.Kicked) json.WriteNumber("until_date", 0);
        json.WritePropertyName("user");
        bot.WriteUser(json);
        json.WriteEndObject();
    }

    /// <summary>The bot leaves a group by itself.</summary>
    internal void Leave(Chat chat)
    {
        lock (chat.Gate) chat.Standing = Standing.Left;
    }

    private void Change(Chat chat, TelegramUser by, Standing to)
    {
        lock (chat.Gate)
        {
            var from = chat.Standing;
            if (from == to) return;
            chat.Standing = to;
            Updates.Make("my_chat_member", $"my_chat_member:{chat.Id}:{Interlocked.Increment(ref lastEdit)}", $"k{chat.Id}", UpdateLives, JsonText.Bytes(json =>
            {
                json.WriteStartObject();
                json.WritePropertyName("chat");
                chat.Write(json);
                json.WritePropertyName("from");
                by.Write(json);
                json.WriteNumber("date", Now());
                json.WritePropertyName("old_chat_member");
                WriteMembership(json, this, from);
                json.WritePropertyName("new_chat_member");
                WriteMembership(json, this, to);
                json.WriteEndObject();
            }));
        }
    }

    private void MakeMember(TelegramUser user, Chat chat, string from, string to) =>
        Updates.Make("chat_member", $"chat_member:{chat.Id}:{user.Id}:{Interlocked.Increment(ref lastEdit)}", $"k{chat.Id}", UpdateLives, JsonText.Bytes(json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("chat");
            chat.Write(json);
            json.WritePropertyName("from");
            user.Write(json);
            json.WriteNumber("date", Now());
            foreach (var (field, status) in (ReadOnlySpan<(string, string)>)[("old_chat_member", from), ("new_chat_member", to)])
            {
                json.WriteStartObject(field);
                json.WriteString("status", status);
                json.WritePropertyName("user");
                user.Write(json);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }));
}
