using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Orchestrator;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;

namespace Sentralix.Connectors.Telegram.Updates;

/// <summary>What happened to the bot itself in a chat: blocked and let in again by a person, added to and removed from a group.</summary>
internal static class MemberReader
{
    public static Inbound Read(ChatMemberUpdated change, Inbound draft)
    {
        var who = draft with { UserId = People.Id(change.From.Id), UserName = People.Name(change.From), OccurredAt = UpdateReader.Time(change.Date), Reason = null };
        var (before, after) = (MaySpeak(change.OldChatMember), MaySpeak(change.NewChatMember));
        if (change.Chat.Type == ChatType.Private)
        {
            return after ? who with { Type = ChannelEventTypes.ConversationResumed, Reason = "unblocked" } : who with { Type = ChannelEventTypes.ConversationStopped, Reason = "blocked" };
        }

        return (before, after) switch
        {
            (true, false) => who with { Type = ChannelEventTypes.ConversationStopped, Reason = IsIn(change.NewChatMember) ? "restricted" : "removed" },
            (false, true) when IsIn(change.OldChatMember) => who with { Type = ChannelEventTypes.ConversationResumed, Reason = "unrestricted" },
            (false, true) => who with { Type = ChannelEventTypes.ConversationStarted, Reason = "added" },
            _ => who with { Type = ChannelEventTypes.ConversationUpdated, Reason = "rights" },
        };
    }

    private static bool IsIn(ChatMember member) => member is ChatMemberRestricted restricted ? restricted.IsMember : member is not (ChatMemberLeft or ChatMemberBanned);

    private static bool MaySpeak(ChatMember member) => IsIn(member) && member is not ChatMemberRestricted { CanSendMessages: false };
}
