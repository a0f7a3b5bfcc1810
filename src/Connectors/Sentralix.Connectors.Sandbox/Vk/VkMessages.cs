using System.Globalization;
using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Vk;

/// <summary>The methods of <c>messages</c> other than sending.</summary>
internal sealed class VkMessages(VkCommunity community, VkSending sending, VkEvents events, SentLog sent)
{
    private const int AnswerLength = 1000;
    private const int SnackbarLength = 90;

    private VkLimits Limits => community.Settings.Limits;

    public VkAnswer Edit(VkCall call, bool told)
    {
        if (Conversation(call) is not { } conversation) return VkAnswer.Refuse(917, "You don't have access to this chat");
        var (content, refusal) = sending.Content(call);
        if (content is null) return refusal!;
        VkMessage message;
        lock (conversation.Gate)
        {
            if (Message(call, conversation) is not { } found) return VkAnswer.BadParameter("message_id is invalid");
            if (!found.IsOut) return VkAnswer.Refuse(920, "Can't edit this kind of message");
            if (IsOld(found)) return VkAnswer.Refuse(909, "Can't edit this message, because it's too old");
            message = found;
            message.Text = content.Text;
            message.Attachments = content.Attachments;
            message.Keyboard = content.Keyboard;
            message.Template = content.Template;
            message.FormatData = content.Format;
            message.EditedAt = community.Clock.GetUtcNow();
        }

        Witness("messages.edit", message, call, told);
        events.Message("message_edit", message);
        return VkAnswer.One;
    }

    public VkAnswer Delete(VkCall call, bool told)
    {
        var byNumber = call.Has("cmids");
        if (call.Longs(byNumber ? "cmids" : "message_ids") is not { Count: > 0 } ids) return VkAnswer.BadParameter("message_ids is undefined");
        if (byNumber && Conversation(call) is null) return VkAnswer.BadParameter("peer_id is undefined");
        var results = ids.Select(id => (Id: id, Code: DeleteOne(call, byNumber, id, told))).ToList();
        return VkAnswer.Of(json => WriteDeleted(json, results, byNumber, call.Long("peer_id") ?? 0));
    }

    public VkAnswer SetActivity(VkCall call)
    {
        var peer = call.Long("peer_id") ?? call.Long("user_id") ?? 0;
        if (community.Find(peer) is not { } conversation) return VkAnswer.Refuse(917, "You don't have access to this chat");
        if (call["type"] is not ("typing" or "audiomessage" or "photo" or "video" or "file")) return VkAnswer.BadParameter("type is invalid");
        if (!conversation.IsAllowed) return VkAnswer.Refuse(901, "Can't send messages for users without permission");
        community.TypingAt[peer] = community.Clock.GetUtcNow();
        return VkAnswer.One;
    }

    public VkAnswer MarkAsRead(VkCall call)
    {
        if (Conversation(call) is not { } conversation) return VkAnswer.BadParameter("peer_id is undefined");
        lock (conversation.Gate)
        {
            var last = conversation.NextCmid - 1;
            conversation.ReadByCommunity = call.Long("up_to_cmid") is { } asked ? Math.Max(conversation.ReadByCommunity, (int)Math.Min(asked, last)) : last;
        }

        return VkAnswer.One;
    }

    public VkAnswer React(VkCall call, bool told, bool set)
    {
        if (Conversation(call) is not { } conversation) return VkAnswer.BadParameter("peer_id is undefined");
        if (set && call.Long("reaction_id") is not (> 0 and <= 16)) return VkAnswer.BadParameter("reaction_id is invalid");
        lock (conversation.Gate)
        {
            if (call.Long("cmid") is not { } cmid || conversation.Find(cmid) is not { } message) return VkAnswer.BadParameter("cmid is invalid");
            message.OwnReaction = set ? (int)call.Long("reaction_id")!.Value : 0;
            Witness(set ? "messages.sendReaction" : "messages.deleteReaction", message, call, told);
        }

        return VkAnswer.One;
    }

    public VkAnswer AnswerPress(VkCall call, bool told)
    {
        if (!community.Presses.TryGetValue(call["event_id"] ?? "", out var press) || press.User != call.Long("user_id") || press.Peer != call.Long("peer_id"))
            return VkAnswer.BadParameter("event_id is invalid");
        if (press.Answer is not null || community.Clock.GetUtcNow() - press.At > Limits.PressWindow) return VkAnswer.BadParameter("event is expired");
        var data = call["event_data"] ?? "";
        if (data.Length > 0 && WrongAnswer(data) is { } wrong) return VkAnswer.BadParameter($"event_data is invalid: {wrong}");
        press.Answer = data;
        sent.Add(new SentMessage("messages.sendMessageEventAnswer", Number(press.Peer), press.EventId, "", call.Witness(), community.Clock.GetUtcNow(), told));
        return VkAnswer.One;
    }

    public VkAnswer History(VkCall call)
    {
        if (Conversation(call) is not { } conversation) return VkAnswer.Refuse(917, "You don't have access to this chat");
        var count = (int)Math.Clamp(call.Long("count") ?? 20, 0, 200);
        var offset = (int)Math.Max(0, call.Long("offset") ?? 0);
        lock (conversation.Gate)
        {
            var there = conversation.Messages.Where(message => !message.IsDeleted);
            if (!call.Flag("rev")) there = there.Reverse();
            var items = there.Skip(offset).Take(count).ToList();
            return Items(conversation.Messages.Count(message => !message.IsDeleted), items);
        }
    }

    public VkAnswer ByNumber(VkCall call)
    {
        if (Conversation(call) is not { } conversation) return VkAnswer.Refuse(917, "You don't have access to this chat");
        if (call.Longs("conversation_message_ids") is not { Count: > 0 } numbers) return VkAnswer.BadParameter("conversation_message_ids is undefined");
        lock (conversation.Gate)
        {
            var found = numbers.Select(conversation.Find).OfType<VkMessage>().ToList();
            return Items(found.Count, found);
        }
    }

    public VkAnswer Allowed(VkCall call) => VkAnswer.Of(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("is_allowed", call.Long("user_id") is { } user && community.Find(user) is { IsAllowed: true } ? 1 : 0);
        json.WriteEndObject();
    });

    private static VkAnswer Items(int count, List<VkMessage> items) => VkAnswer.Of(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("count", count);
        json.WriteStartArray("items");
        foreach (var message in items) message.Write(json);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteDeleted(Utf8JsonWriter json, List<(long Id, int Code)> results, bool byNumber, long peer)
    {
        if (!byNumber)
        {
            json.WriteStartObject();
            foreach (var (id, code) in results) json.WriteNumber(Number(id), code == 0 ? 1 : 0);
            json.WriteEndObject();
            return;
        }

        json.WriteStartArray();
        foreach (var (id, code) in results)
        {
            json.WriteStartObject();
            json.WriteNumber("peer_id", peer);
            json.WriteNumber("conversation_message_id", id);
            if (code == 0)
            {
                json.WriteNumber("response", 1);
            }
            else
            {
                json.WriteStartObject("error");
                json.WriteNumber("code", code);
                json.WriteString("description", code == 924 ? "Can't delete this message for everybody" : "Message not found");
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string? WrongAnswer(string data)
    {
        if (data.Length > AnswerLength) return "too long";
        try
        {
            using var document = JsonDocument.Parse(data);
            var answer = document.RootElement;
            return answer.ValueKind != JsonValueKind.Object ? "not an object" : Text(answer, "type") switch
            {
                "show_snackbar" => Text(answer, "text") is { Length: > 0 and <= SnackbarLength } ? null : "text",
                "open_link" => Uri.TryCreate(Text(answer, "link"), UriKind.Absolute, out _) ? null : "link",
                "open_app" => answer.TryGetProperty("app_id", out _) ? null : "app_id",
                _ => "type",
            };
        }
        catch (JsonException)
        {
            return "not JSON";
        }

        static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private int DeleteOne(VkCall call, bool byNumber, long id, bool told)
    {
        var conversation = byNumber ? Conversation(call) : community.Conversations.FirstOrDefault(candidate => { lock (candidate.Gate) return candidate.FindById(id) is not null; });
        if (conversation is null) return 100;
        lock (conversation.Gate)
        {
            if ((byNumber ? conversation.Find(id) : conversation.FindById(id)) is not { } message) return 100;
            if (call.Flag("delete_for_all") && (!message.IsOut || IsOld(message))) return 924;
            message.IsDeleted = true;
            Witness("messages.delete", message, call, told);
            return 0;
        }
    }

    private bool IsOld(VkMessage message) => community.Clock.GetUtcNow() - message.At > Limits.EditWindow;

    private VkConversation? Conversation(VkCall call) => call.Long("peer_id") is { } peer ? community.Find(peer) : null;

    private static VkMessage? Message(VkCall call, VkConversation conversation)
    {
        if ((call.Long("cmid") ?? call.Long("conversation_message_id")) is { } cmid) return conversation.Find(cmid);
        return call.Long("message_id") is { } id ? conversation.FindById(id) : null;
    }

    private void Witness(string operation, VkMessage message, VkCall call, bool told) =>
        sent.Add(new SentMessage(operation, Number(message.Peer), Number(message.Cmid), message.Text, call.Witness(), community.Clock.GetUtcNow(), told));
}
