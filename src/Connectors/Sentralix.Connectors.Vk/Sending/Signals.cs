using System.Globalization;
using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Vk.Hooks;
using Sentralix.Connectors.Vk.Updates;
using Sentralix.Connectors.Vk.Wire;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Vk.Sending;

/// <summary>Signs beside messages: what was read, reactions, answers to presses.</summary>
internal static class Signals
{
    // The longest text that VK shows to whoever has pressed.
    private const int MaxNotice = 90;

    // VK publishes no list; these are the numbers under which its own clients show them.
    private static readonly string[] Emoji = ["❤", "🔥", "😂", "👍", "💩", "❓", "😭", "😡", "👎", "👌", "😃", "🤔", "🙏", "😘", "😍", "🎉"];

    public static async Task MarkRead(Access access, string thread, string? upTo, CancellationToken cancellation) => await new VkApi(access).Ask(
        "messages.markAsRead", cancellation, CallbackServers.Group(access), ("peer_id", thread), upTo is null ? ("mark_conversation_as_read", "1") : ("up_to_cmid", upTo));

    public static async Task React(Access access, string thread, string channelMessageId, string? emoji, CancellationToken cancellation)
    {
        var api = new VkApi(access);
        if (emoji is null)
        {
            await api.Ask("messages.deleteReaction", cancellation, ("peer_id", thread), ("cmid", channelMessageId));
            return;
        }

        // Some keyboards add a sign that asks for colours.
        var number = Array.IndexOf(Emoji, emoji.TrimEnd('\uFE0F')) + 1;
        if (number == 0) throw ChannelErrors.Unable($"put {emoji} under a message");
        var answer = await api.Call("messages.sendReaction", [("peer_id", thread), ("cmid", channelMessageId), ("reaction_id", number.ToString(CultureInfo.InvariantCulture))], cancellation);
        if (answer is Answer.Failed { Code: Trouble.UnknownReaction or Trouble.ReactionOff }) throw ChannelErrors.Unable($"put {emoji} under a message");
        if (answer is not Answer.Ok) throw new ChannelException(Trouble.Of(answer));
    }

    public static async Task<IReadOnlyList<Degradation>> AnswerPress(Access access, string callback, PressAnswer answer, CancellationToken cancellation)
    {
        if (Press.Parse(callback) is not { } press) return Lost(answer);
        List<(string, string)> parameters = [("event_id", press.EventId), ("user_id", press.User), ("peer_id", press.Peer)];
        var degraded = new List<Degradation>();
        if (answer.Text is { } words)
        {
            if (words.Length > MaxNotice) degraded.Add(new("text", "cut"));
            if (answer.Alert) degraded.Add(new("alert", "notice"));
            parameters.Add(("event_data", JsonSerializer.Serialize(new Dictionary<string, string> { ["type"] = "show_snackbar", ["text"] = Cut(words) })));
        }

        var told = await new VkApi(access).Call("messages.sendMessageEventAnswer", parameters, cancellation);

        // After a minute nothing waits for the answer any more, and VK calls its name wrong.
        if (told is Answer.Failed { Code: Trouble.BadParameter }) return Lost(answer);
        return told is Answer.Ok ? degraded : throw new ChannelException(Trouble.Of(told));
    }

    private static IReadOnlyList<Degradation> Lost(PressAnswer answer) => answer.Text is null ? [] : [new("text", "left_out")];

    private static string Cut(string words)
    {
        if (words.Length <= MaxNotice) return words;
        var end = 0;
        while (end + StringInfo.GetNextTextElementLength(words, end) is var after && after < MaxNotice) end = after;
        return $"{words[..end]}…";
    }
}
