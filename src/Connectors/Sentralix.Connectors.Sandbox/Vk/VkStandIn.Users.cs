using System.Text.Json;
using Sentralix.Connectors.Sandbox.Callbacks;

namespace Sentralix.Connectors.Sandbox.Vk;

/// <content>The user side: what people do in VK's applications.</content>
public sealed partial class VkStandIn
{
    /// <summary>Gives a user a name.</summary>
    public void Introduce(VkUser user)
    {
        ArgumentNullException.ThrowIfNull(user);
        community.Put(user);
    }

    /// <summary>A user writes with another application from now on.</summary>
    public void UseClient(long user, VkClient client) => events.Clients[user] = client;

    /// <summary>A user presses "Start": the first message of a conversation.</summary>
    public MadeUpdate Start(long user, string? reference = null) => Say(user, user, "Начать", payload: """{"command":"start"}""", reference: reference);

    /// <summary>A user writes a text, to the community or into a group chat (above 2,000,000,000).</summary>
    public MadeUpdate SendText(long user, string text, long? peer = null, int? replyTo = null, string? payload = null) =>
        Say(user, peer ?? user, text, replyTo: replyTo, payload: payload);

    /// <summary>A user sends a photo.</summary>
    public MadeUpdate SendPhoto(long user, byte[] content, string text = "") => Say(user, user, text, files.Attachment(files.Add("photo", user, "photo.jpg", content)));

    /// <summary>A user sends a voice message.</summary>
    public MadeUpdate SendVoice(long user, byte[] content, int seconds = 3) => Say(user, user, "", files.Attachment(files.Add("audio_message", user, "voice.ogg", content, seconds)));

    /// <summary>A user sends a document.</summary>
    public MadeUpdate SendDocument(long user, string name, byte[] content, string text = "") => Say(user, user, text, files.Attachment(files.Add("doc", user, name, content)));

    /// <summary>A user sends a sticker.</summary>
    public MadeUpdate SendSticker(long user, int sticker) => Say(user, user, "", VkAttachments.Sticker(1, sticker));

    /// <summary>A user sends a place.</summary>
    public MadeUpdate SendPlace(long user, double latitude, double longitude) => Say(user, user, "", geo: VkAttachments.Geo(latitude, longitude));

    /// <summary>A user sends an attachment of a type that nobody has described.</summary>
    public MadeUpdate SendUnsupported(long user, string type) => Say(user, user, "", VkAttachments.Unknown(type));

    /// <summary>A user presses the button with the label on the newest keyboard or carousel that has it. A text button comes as a message with its payload, a
    /// callback button as a <c>message_event</c>.</summary>
    /// <exception cref="InvalidOperationException">No message of the conversation has such a button.</exception>
    public MadeUpdate Press(long user, string label, long? peer = null)
    {
        var conversation = community.Open(peer ?? user);
        var (message, action) = Button(conversation, label) ?? throw new InvalidOperationException($"No button {label} was sent to {conversation.Peer}.");
        var payload = action.TryGetProperty("payload", out var value) ? value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText() : null;
        return action.GetProperty("type").GetString() switch
        {
            "text" => Say(user, conversation.Peer, label, payload: payload),
            "callback" => PressCallback(user, message, payload),
            var other => throw new InvalidOperationException($"A press of a button of type {other} reaches no bot."),
        };
    }

    /// <summary>What the bot answered to the last press of a user: <c>event_data</c>, empty where it only ended the waiting; null: nothing.</summary>
    public string? AnswerToPress(long user) => community.Presses.Values.Where(press => press.User == user).MaxBy(press => press.At)?.Answer;

    /// <summary>A user edits their message.</summary>
    public MadeUpdate Edit(long user, int cmid, string text, long? peer = null)
    {
        var conversation = community.Open(peer ?? user);
        VkMessage message;
        lock (conversation.Gate)
        {
            message = conversation.Find(cmid) is { } found && found.From == user ? found : throw new InvalidOperationException($"{user} has no message {cmid}.");
            message.Text = text;
            message.EditedAt = Clock.GetUtcNow();
        }

        return events.Message("message_edit", message);
    }

    /// <summary>A user types.</summary>
    public MadeUpdate Type(long user) => events.Make("message_typing_state", user, 0, json =>
    {
        json.WriteStartObject();
        json.WriteString("state", "typing");
        json.WriteNumber("from_id", user);
        json.WriteNumber("to_id", -settings.GroupId);
        json.WriteEndObject();
    });

    /// <summary>A user has read what the community wrote.</summary>
    /// <param name="user">Who.</param>
    /// <param name="upTo">The number of the last message that was read; null: of all.</param>
    public MadeUpdate Read(long user, int? upTo = null)
    {
        var conversation = community.Open(user);
        VkMessage last;
        lock (conversation.Gate)
        {
            last = conversation.Messages.LastOrDefault(message => message.IsOut && message.Cmid <= (upTo ?? int.MaxValue)) ?? throw new InvalidOperationException($"Nothing was written to {user}.");
            conversation.ReadByUser = last.Cmid;
        }

        return events.Make("message_read", user, last.Cmid, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("from_id", user);
            json.WriteNumber("peer_id", user);
            json.WriteNumber("read_message_id", last.Id);
            json.WriteNumber("conversation_message_id", last.Cmid);
            json.WriteEndObject();
        });
    }

    /// <summary>A user reacts to a message; null: takes the reaction back.</summary>
    public MadeUpdate React(long user, int cmid, int? reaction) => events.Make("message_reaction_event", user, cmid, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("reacted_id", user);
        json.WriteNumber("peer_id", user);
        json.WriteNumber("cmid", cmid);
        if (reaction is { } id) json.WriteNumber("reaction_id", id);
        json.WriteEndObject();
    });

    /// <summary>A user allows messages, for example in a widget with a key.</summary>
    public MadeUpdate Allow(long user, string key = "")
    {
        community.Open(user).IsAllowed = true;
        return events.Make("message_allow", user, 0, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("user_id", user);
            json.WriteString("key", key);
            json.WriteEndObject();
        });
    }

    /// <summary>A user forbids messages: sends answer 901 from now on.</summary>
    public MadeUpdate Deny(long user)
    {
        community.Open(user).IsAllowed = false;
        return events.Make("message_deny", user, 0, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("user_id", user);
            json.WriteEndObject();
        });
    }

    /// <summary>A user closes or opens their privacy: sends answer 902, and no event tells of it.</summary>
    public void SetPrivate(long user, bool isPrivate) => community.Open(user).IsPrivate = isPrivate;

    /// <summary>A human answers in the community's name: the bot hears of it by <c>message_reply</c> with <c>admin_author_id</c>.</summary>
    public MadeUpdate AnswerAsAdmin(long user, string text, long admin = 1) => events.Message("message_reply", sending.Answer(user, text, admin).Message);

    /// <summary>The keys of the long poll expire: readers are told <c>failed: 2</c>.</summary>
    public void ExpireLongPollKeys() => longPoll.ExpireKeys();

    /// <summary>Events that wait in the long poll are lost: readers are told <c>failed: 1</c>.</summary>
    public void LoseLongPollHistory() => longPoll.LoseHistory();

    /// <summary>The long poll starts anew: readers are told <c>failed: 3</c>.</summary>
    public void LoseLongPollSession() => longPoll.LoseSession();

    /// <summary>The last message of the user's that the community has marked as read.</summary>
    public int ReadByCommunity(long user) => community.Open(user).ReadByCommunity;

    /// <summary>When the bot last showed the user that it types; null: never.</summary>
    public DateTimeOffset? TypingAt(long user) => community.TypingAt.TryGetValue(user, out var at) ? at : null;

    internal VkMessage? MessageOf(long peer, int cmid)
    {
        if (community.Find(peer) is not { } conversation) return null;
        lock (conversation.Gate) return conversation.Find(cmid);
    }

    internal VkFile? FileOf(string accessKey) => files.Find(accessKey);

    private static (VkMessage Message, JsonElement Action)? Button(VkConversation conversation, string label)
    {
        lock (conversation.Gate)
        {
            for (var i = conversation.Messages.Count - 1; i >= 0; i--)
            {
                if (conversation.Messages[i] is not { IsDeleted: false } message) continue;
                foreach (var action in message.Actions)
                {
                    if (action.TryGetProperty("label", out var text) && text.GetString() == label) return (message, action);
                }
            }
        }

        return null;
    }

    private MadeUpdate PressCallback(long user, VkMessage message, string? payload)
    {
        var press = community.Press(user, message.Peer);
        return events.Make("message_event", message.Peer, message.Cmid, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("user_id", user);
            json.WriteNumber("peer_id", message.Peer);
            json.WriteString("event_id", press.EventId);
            if (payload is { Length: > 0 })
            {
                json.WritePropertyName("payload");
                json.WriteRawValue(payload);
            }

            json.WriteNumber("conversation_message_id", message.Cmid);
            json.WriteEndObject();
        });
    }

    private MadeUpdate Say(
        long user, long peer, string text, JsonElement? attachment = null, int? replyTo = null, string? payload = null, JsonElement? geo = null, string? reference = null)
    {
        var conversation = community.Open(peer);
        lock (conversation.Gate)
        {
            var message = new VkMessage
            {
                Id = community.NextMessageId(),
                Cmid = conversation.NextCmid,
                Peer = peer,
                From = user,
                At = Clock.GetUtcNow(),
                Text = text,
                Attachments = attachment is { } one ? [one] : [],
                Payload = payload,
                Geo = geo,
                Ref = reference,
                ReplyTo = replyTo is { } cmid ? conversation.Find(cmid) : null,
            };
            conversation.IsAllowed = true;
            conversation.Add(message);

            // Made under the conversation's lock: events of one conversation leave in the order of their numbers.
            return events.Message("message_new", message);
        }
    }
}
