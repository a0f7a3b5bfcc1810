using System.Globalization;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <content>People who let the bot speak for them: what they and those who write to them do.</content>
public sealed partial class BotAccount
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, BusinessAccount> accounts = new();

    /// <summary>Whether anybody has connected the bot to their account.</summary>
    internal bool SpeaksForPeople => !accounts.IsEmpty;

    /// <summary>A person connects the bot to their account.</summary>
    public BusinessAccount ConnectBusiness(TelegramUser owner, BusinessRights? rights = null)
    {
        var account = new BusinessAccount(this, $"bc{Guid.NewGuid():N}", owner, rights ?? new BusinessRights());
        accounts[account.Id] = account;
        TellOf(account);
        return account;
    }

    /// <summary>A person lets the bot do more or less.</summary>
    public void SetRights(BusinessAccount account, BusinessRights rights)
    {
        account.Rights = rights;
        TellOf(account);
    }

    /// <summary>A person takes the bot off.</summary>
    public void DisconnectBusiness(BusinessAccount account)
    {
        account.IsEnabled = false;
        TellOf(account);
    }

    /// <summary>Somebody writes to a person for whom the bot speaks.</summary>
    public MessageRef WriteTo(BusinessAccount account, TelegramUser person, string text) => SayIn(account, person, person, text);

    /// <summary>The account's owner answers themselves.</summary>
    public MessageRef AnswerAsOwner(BusinessAccount account, TelegramUser person, string text) => SayIn(account, person, account.Owner, text);

    /// <summary>Whoever wrote a message changes it.</summary>
    public void EditIn(BusinessAccount account, MessageRef message, string text)
    {
        var chat = Require(account, message);
        lock (chat.Gate)
        {
            var edited = Require(chat, message) with { Text = FormattedText.Plain(text), EditDate = Now() };
            chat.Messages[edited.Id] = edited;
            MakeIn(account, "edited_business_message", edited, Interlocked.Increment(ref lastEdit));
        }
    }

    /// <summary>Messages of one chat are deleted for both sides, by either of them.</summary>
    public void DeleteIn(BusinessAccount account, params IReadOnlyList<MessageRef> messages)
    {
        var chat = Require(account, messages[0]);
        lock (chat.Gate)
        {
            foreach (var message in messages) chat.Messages.Remove(message.MessageId);
            Updates.Make("deleted_business_messages", $"deleted_business_messages:{account.Id}:{Interlocked.Increment(ref lastEdit)}", account.Lane(chat.Id), UpdateLives, JsonText.Bytes(json =>
            {
                json.WriteStartObject();
                json.WriteString("business_connection_id", account.Id);
                json.WritePropertyName("chat");
                chat.Write(json);
                json.WriteStartArray("message_ids");
                foreach (var message in messages) json.WriteNumberValue(message.MessageId);
                json.WriteEndArray();
                json.WriteEndObject();
            }));
        }
    }

    /// <summary>Up to which message the bot has shown a person that their messages were read; null: none.</summary>
    public int? ReadUpTo(BusinessAccount account, TelegramUser person) => account.Find(person.Id)?.ReadUpTo;

    /// <summary>Whether a message is still in its chat.</summary>
    public bool IsThere(BusinessAccount account, long chat, int message)
    {
        if (account.Find(chat) is not { } found) return false;
        lock (found.Gate) return found.Messages.ContainsKey(message);
    }

    internal BusinessAccount? FindBusiness(string id) => accounts.GetValueOrDefault(id);

    private static Chat Require(BusinessAccount account, MessageRef message) =>
        account.Find(message.ChatId) ?? throw new InvalidOperationException($"There is no chat {message.ChatId} in the account.");

    private MessageRef SayIn(BusinessAccount account, TelegramUser person, TelegramUser from, string text)
    {
        var chat = account.With(person);
        lock (chat.Gate)
        {
            var message = new Message { Id = chat.NextId(), Chat = chat, From = from, Date = Now(), Text = FormattedText.Plain(text) };
            chat.Put(message);
            MakeIn(account, "business_message", message, 0);
            return message.Ref;
        }
    }

    // A bot that was taken off hears nothing more.
    private void MakeIn(BusinessAccount account, string kind, Message message, long edit)
    {
        if (!account.IsEnabled) return;
        Updates.Make(kind, string.Create(CultureInfo.InvariantCulture, $"{kind}:{account.Id}:{message.Chat.Id}:{message.Id}:{edit}"), account.Lane(message.Chat.Id), UpdateLives, JsonText.Bytes(json => message.Write(json)));
    }

    private void TellOf(BusinessAccount account) =>
        Updates.Make("business_connection", $"business_connection:{account.Id}:{Interlocked.Increment(ref lastEdit)}", $"b{account.Id}", UpdateLives, JsonText.Bytes(account.Write));
}
