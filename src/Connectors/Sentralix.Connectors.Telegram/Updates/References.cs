using Sentralix.Connectors.Messaging.Wire;
using Sentralix.Contracts.Orchestrator;
using Telegram.Bot.Types;
using Message = Telegram.Bot.Types.Message;

namespace Sentralix.Connectors.Telegram.Updates;

/// <summary>What a message answers and whose words it passes on.</summary>
internal static class References
{
    /// <summary>The marked stretch where there is one, else the whole message. In a topic every message "answers" the topic's first: that is no
    /// answer. An answer to a message of another chat has its words only.</summary>
    public static QuotedMessage? Reply(Message message)
    {
        if (message.ReplyToMessage is { } answered && answered.ForumTopicCreated is null && !(message.IsTopicMessage && answered.Id == message.MessageThreadId))
            return Quotes.Of(People.Id(answered.Id), message.Quote?.Text ?? answered.Text ?? answered.Caption);
        return message.ExternalReply is null ? null : Quotes.Of(null, message.Quote?.Text);
    }

    public static ForwardOrigin? Forward(Message message) => message.ForwardOrigin switch
    {
        MessageOriginUser { SenderUser: { } user } origin => Quotes.From(People.Name(user), People.Id(user.Id), UpdateReader.Time(origin.Date)),
        MessageOriginHiddenUser hidden => Quotes.From(hidden.SenderUserName, null, UpdateReader.Time(hidden.Date)),
        MessageOriginChat { SenderChat: { } chat } origin => Quotes.From(People.Name(chat), People.Id(chat.Id), UpdateReader.Time(origin.Date)),
        MessageOriginChannel { Chat: { } channel } origin => Quotes.From(People.Name(channel), People.Id(channel.Id), UpdateReader.Time(origin.Date)),
        { } other => Quotes.From(null, null, UpdateReader.Time(other.Date)),
        null => null,
    };
}
