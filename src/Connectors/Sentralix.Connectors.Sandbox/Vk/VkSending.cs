using System.Globalization;
using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Vk;

/// <summary><c>messages.send</c>: to one peer or to many, once for each <c>random_id</c>.</summary>
internal sealed class VkSending(VkCommunity community, VkFiles files, VkEvents events, SentLog sent)
{
    private const int PayloadLength = 1000;

    private VkLimits Limits => community.Settings.Limits;

    public VkAnswer Send(VkCall call, bool told)
    {
        if (call.Long("random_id") is not { } key) return VkAnswer.BadParameter("random_id is a required parameter");

        // Clients are out there that draw from a wider range; VK takes the lower 32 bits.
        var randomId = unchecked((int)key);
        var many = call.Has("peer_ids") || call.Has("user_ids");
        if (Receivers(call) is not { Count: > 0 } peers) return VkAnswer.BadParameter("peer_id is undefined");
        if (peers.Count > Limits.PeersOfOneSend) return VkAnswer.BadParameter($"peer_ids should contain at most {Limits.PeersOfOneSend} elements");
        var (content, refusal) = Content(call);
        if (content is null) return refusal!;

        var results = new List<(long Peer, VkMessage? Message, VkAnswer? Refusal)>(peers.Count);
        foreach (var peer in peers)
        {
            var (message, refused) = Deliver(call, content, peer, randomId, told);
            results.Add((peer, message, refused));
        }

        if (!many) return results[0].Refusal ?? VkAnswer.Number(results[0].Message!.Id);
        return VkAnswer.Of(json =>
        {
            json.WriteStartArray();
            foreach (var (peer, message, refused) in results) WriteResult(json, peer, message, refused);
            json.WriteEndArray();
        });
    }

    /// <summary>An administrator writes in the community's name, in VK's own interface.</summary>
    public (VkMessage Message, VkConversation Conversation) Answer(long peer, string text, long admin)
    {
        var conversation = community.Open(peer);
        return (Add(conversation, new Content(text, [], null, null, null, null, null), 0, admin), conversation);
    }

    /// <summary>Text, attachments, keyboard and format of a send or an edit, checked.</summary>
    public (Content? Content, VkAnswer? Refusal) Content(VkCall call)
    {
        var text = call["message"] ?? "";
        if (Limits.TextLength > 0 && text.Length > Limits.TextLength) return Refuse(914, "Message is too long");
        var (attachments, problem) = files.Resolve(call["attachment"], Limits.Attachments);
        if (attachments is null) return (null, VkAnswer.BadParameter(problem!));

        JsonElement? keyboard = null;
        if (call.Has("keyboard"))
        {
            if (!community.Settings.BotAbilities) return Refuse(912, "This is a chat bot feature, change this status in settings");
            (keyboard, var wrong) = VkKeyboard.Read(call["keyboard"]!);
            if (wrong is not null) return Refuse(911, $"Keyboard format is invalid: {wrong}");
        }

        if (call["payload"] is { Length: > PayloadLength }) return (null, VkAnswer.BadParameter("payload is too long"));
        if (!TryJson(call["format_data"], out var format)) return (null, VkAnswer.BadParameter("format_data should be JSON"));
        if (!TryJson(call["template"], out var template) || template is { } carousel && VkKeyboard.WrongCarousel(carousel)) return Refuse(911, "Template format is invalid");
        if (template?.GetProperty("elements").EnumerateArray().Any(card => HasLostPicture(card)) == true) return Refuse(911, "Template format is invalid: photo_id is not available");
        if (!TryJson(call["forward"], out var forward)) return (null, VkAnswer.BadParameter("forward should be JSON"));
        var geo = Geo(call);
        var empty = text.Length == 0 && attachments.Count == 0 && forward is null && geo is null && !call.Has("sticker_id");
        return empty ? Refuse(100, "One of the parameters specified was missing or invalid: message is empty or invalid")
            : (new Content(text, attachments, keyboard, format, template, forward, geo), null);
    }

    private bool HasLostPicture(JsonElement card) =>
        card.TryGetProperty("photo_id", out var photo) && (photo.ValueKind != JsonValueKind.String || files.Resolve($"photo{photo.GetString()}", most: 1).Attachments is null);

    private static (Content?, VkAnswer?) Refuse(int code, string words) => (null, VkAnswer.Refuse(code, words));

    private static void WriteResult(Utf8JsonWriter json, long peer, VkMessage? message, VkAnswer? refused)
    {
        json.WriteStartObject();
        json.WriteNumber("peer_id", peer);
        json.WriteNumber("message_id", message?.Id ?? 0);
        if (message is not null) json.WriteNumber("conversation_message_id", message.Cmid);
        if (refused is not null)
        {
            json.WriteStartObject("error");
            json.WriteNumber("code", refused.Code);
            json.WriteString("description", refused.Words);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static bool TryJson(string? text, out JsonElement? value)
    {
        value = null;
        if (string.IsNullOrEmpty(text)) return true;
        try
        {
            using var document = JsonDocument.Parse(text);
            value = document.RootElement.Clone();
            return value.Value.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static JsonElement? Geo(VkCall call)
    {
        if (!double.TryParse(call["lat"], CultureInfo.InvariantCulture, out var latitude) || !double.TryParse(call["long"], CultureInfo.InvariantCulture, out var longitude)) return null;
        return VkAttachments.Geo(latitude, longitude);
    }

    private static IReadOnlyList<long>? Receivers(VkCall call)
    {
        if (call.Has("peer_ids")) return call.Longs("peer_ids");
        if (call.Has("user_ids")) return call.Longs("user_ids");
        if (call.Long("peer_id") is { } peer) return [peer];
        if (call.Long("user_id") is { } user) return [user];
        return call.Long("chat_id") is { } chat ? [VkConversation.FirstChat + chat] : null;
    }

    private (VkMessage? Message, VkAnswer? Refusal) Deliver(VkCall call, Content content, long peer, int randomId, bool told)
    {
        if (community.Find(peer) is not { } conversation)
            return (null, peer > VkConversation.FirstChat ? VkAnswer.Refuse(917, "You don't have access to this chat") : NotAllowed());
        VkMessage message;
        lock (conversation.Gate)
        {
            if (conversation.SentAs(randomId) is { } before) return (before, null);
            if (conversation.IsPrivate) return (null, VkAnswer.Refuse(902, "Can't send messages to this user due to their privacy settings"));
            if (!conversation.IsAllowed) return (null, NotAllowed());
            if (!conversation.TakeRate()) return (null, VkAnswer.Refuse(9, "Flood control"));
            message = Add(conversation, content, randomId, admin: 0);
            events.Message("message_reply", message);
        }

        sent.Add(new SentMessage("messages.send", Number(peer), Number(message.Cmid), message.Text, call.Witness(), message.At, told));
        return (message, null);
    }

    private VkMessage Add(VkConversation conversation, Content content, int randomId, long admin)
    {
        lock (conversation.Gate)
        {
            var message = new VkMessage
            {
                Id = community.NextMessageId(),
                Cmid = conversation.NextCmid,
                Peer = conversation.Peer,
                From = -community.Settings.GroupId,
                At = community.Clock.GetUtcNow(),
                RandomId = randomId,
                Text = content.Text,
                Attachments = content.Attachments,
                Keyboard = content.Keyboard,
                Template = content.Template,
                FormatData = content.Format,
                Geo = content.Geo,
                ReplyTo = content.RepliedCmid is { } cmid ? conversation.Find(cmid) : null,
                AdminAuthor = admin,
            };
            conversation.Add(message);
            return message;
        }
    }

    private static VkAnswer NotAllowed() => VkAnswer.Refuse(901, "Can't send messages for users without permission");

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a message says.</summary>
internal sealed record Content(
    string Text, IReadOnlyList<JsonElement> Attachments, JsonElement? Keyboard, JsonElement? Format, JsonElement? Template, JsonElement? Forward, JsonElement? Geo)
{
    /// <summary>The message that it replies to.</summary>
    public int? RepliedCmid =>
        Forward is { } forward && forward.TryGetProperty("is_reply", out _)
        && forward.TryGetProperty("conversation_message_ids", out var ids) && ids.ValueKind == JsonValueKind.Array && ids.GetArrayLength() == 1
        && ids[0].ValueKind == JsonValueKind.Number && ids[0].TryGetInt32(out var cmid) ? cmid : null;
}
