using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sentralix.Connectors.Sandbox.Callbacks;

namespace Sentralix.Connectors.Sandbox.Max;

/// <content>The user side: what people do in MAX's applications.</content>
public sealed partial class MaxStandIn
{
    /// <summary>Gives a user a name.</summary>
    public void Introduce(MaxUser user)
    {
        ArgumentNullException.ThrowIfNull(user);
        world.Put(user);
    }

    /// <summary>The id of a user's dialog with the bot.</summary>
    public static long DialogOf(long user) => MaxWorld.DialogOf(user);

    /// <summary>A user starts the bot, perhaps by a link with a payload: from now on it may write to them.</summary>
    public MadeUpdate Start(long user, string? payload = null)
    {
        var chat = world.Dialog(user);
        chat.IsOpen = true;
        return updates.About("bot_started", chat, chat.User, json => json.WriteString("payload", payload));
    }

    /// <summary>A user stops the bot: sends answer 403 from now on.</summary>
    public MadeUpdate Stop(long user)
    {
        var chat = world.Dialog(user);
        chat.IsOpen = false;
        return updates.About("bot_stopped", chat, chat.User);
    }

    /// <summary>A user mutes the dialog.</summary>
    public MadeUpdate Mute(long user, DateTimeOffset until) =>
        updates.About("dialog_muted", world.Dialog(user), world.User(user), json => json.WriteNumber("muted_until", until.ToUnixTimeMilliseconds()));

    /// <summary>A user clears the dialog on their side.</summary>
    public MadeUpdate Clear(long user) => updates.About("dialog_cleared", world.Dialog(user), world.User(user));

    /// <summary>A user adds the bot to a group, whose id is negative.</summary>
    public MadeUpdate AddBot(long user, long chat)
    {
        var group = world.Group(chat, user);
        group.IsOpen = true;
        return updates.About("bot_added", group, world.User(user));
    }

    /// <summary>A user removes the bot from a group.</summary>
    public MadeUpdate RemoveBot(long user, long chat)
    {
        var group = world.Group(chat, user);
        group.IsOpen = false;
        return updates.About("bot_removed", group, world.User(user));
    }

    /// <summary>A user writes a text, to the bot or into a group.</summary>
    public MadeUpdate SendText(long user, string text, long? chat = null, string? replyTo = null) => Say(user, text, null, chat, replyTo);

    /// <summary>A user sends a photo.</summary>
    public MadeUpdate SendPhoto(long user, byte[] content, string? text = null) => Say(user, text, files.Attachment(files.Add("image", "photo.jpg", content)));

    /// <summary>A user sends a voice message.</summary>
    public MadeUpdate SendVoice(long user, byte[] content) => Say(user, null, files.Attachment(files.Add("audio", "voice.ogg", content)));

    /// <summary>A user sends a video.</summary>
    public MadeUpdate SendVideo(long user, byte[] content) => Say(user, null, files.Attachment(files.Add("video", "video.mp4", content)));

    /// <summary>A user sends a file.</summary>
    public MadeUpdate SendFile(long user, string name, byte[] content) => Say(user, null, files.Attachment(files.Add("file", name, content)));

    /// <summary>A user sends a place.</summary>
    public MadeUpdate SendPlace(long user, double latitude, double longitude) => Say(user, null, JsonBody.Element(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "location");
        json.WriteNumber("latitude", latitude);
        json.WriteNumber("longitude", longitude);
        json.WriteEndObject();
    }));

    /// <summary>A user sends an attachment of a type that nobody has described.</summary>
    public MadeUpdate SendUnsupported(long user, string type) => Say(user, null, JsonBody.Element(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteStartObject("payload");
        json.WriteString("what", "new");
        json.WriteEndObject();
        json.WriteEndObject();
    }));

    /// <summary>A user shares a contact. One's own, shared by a button that asked for it, is signed with the bot's token.</summary>
    public MadeUpdate SendContact(long user, string phone, bool own)
    {
        var name = world.User(user).FirstName;
        var card = $"BEGIN:VCARD\r\nVERSION:3.0\r\nTEL;TYPE=cell:{phone}\r\nFN:{name}\r\nEND:VCARD\r\n";
        return Say(user, null, JsonBody.Element(json =>
        {
            json.WriteStartObject();
            json.WriteString("type", "contact");
            json.WriteStartObject("payload");
            json.WriteString("vcf_info", card);
            if (own)
            {
                json.WriteString("hash", Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(settings.Token), Encoding.UTF8.GetBytes(card))));
                json.WritePropertyName("max_info");
                world.User(user).Write(json, Clock.GetUtcNow());
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }));
    }

    /// <summary>A user edits their message.</summary>
    public MadeUpdate Edit(long user, string mid, string text)
    {
        var message = Own(user, mid);
        lock (message.Chat.Gate)
        {
            message.Text = text;
            var at = message.Chat.Now();
            return updates.Message("message_edited", $"me:{mid}:{at.ToUnixTimeMilliseconds()}", message, at);
        }
    }

    /// <summary>A user removes their message.</summary>
    public MadeUpdate Remove(long user, string mid)
    {
        var message = Own(user, mid);
        lock (message.Chat.Gate)
        {
            message.IsRemoved = true;
            return updates.Make("message_removed", $"mr:{mid}", message.Chat, mid, message.Chat.Now(), json =>
            {
                json.WriteString("message_id", mid);
                json.WriteNumber("chat_id", message.Chat.Id);
                json.WriteNumber("user_id", user);
            });
        }
    }

    /// <summary>A user presses the button with the text on the newest keyboard that has it. One of type <c>message</c> sends its text, one of type
    /// <c>request_contact</c> the user's phone.</summary>
    /// <exception cref="InvalidOperationException">No message of the chat has such a button.</exception>
    public MadeUpdate Press(long user, string text, long? chat = null)
    {
        var there = world.Find(chat ?? DialogOf(user)) ?? throw new InvalidOperationException($"{user} has no chat.");
        var (message, button) = Button(there, text) ?? throw new InvalidOperationException($"No button {text} was sent to {there.Id}.");
        return MaxKeyboard.Text(button, "type") switch
        {
            "callback" => PressCallback(user, message, MaxKeyboard.Text(button, "payload")),
            "message" => Say(user, text, null, there.Id),
            "request_contact" => SendContact(user, $"+7{user.ToString("D10", CultureInfo.InvariantCulture)}", own: true),
            var other => throw new InvalidOperationException($"A press of a button of type {other} reaches no bot."),
        };
    }

    /// <summary>Whether the bot has answered the press, and the toast that it showed.</summary>
    /// <param name="press">What <see cref="Press"/> returned.</param>
    public (bool IsAnswered, string? Notification) AnswerTo(MadeUpdate press)
    {
        ArgumentNullException.ThrowIfNull(press);
        return world.Presses.TryGetValue(press.Key["cb:".Length..], out var pressed) ? (pressed.IsAnswered, pressed.Notification) : (false, null);
    }

    /// <summary>The text of a message as people see it now; null: it is removed or never was.</summary>
    public string? TextOf(string mid) => world.Find(mid)?.Text;

    /// <summary>When the bot last showed in the chat that it types; null: never.</summary>
    public DateTimeOffset? TypingAt(long chat) => world.Find(chat)?.TypingAt;

    internal MaxMessage? MessageOf(string mid) => world.Find(mid);

    internal MaxFile? FileOf(string? token) => files.Find(token);

    private static (MaxMessage Message, JsonElement Button)? Button(MaxChat chat, string text)
    {
        lock (chat.Gate)
        {
            for (var i = chat.Messages.Count - 1; i >= 0; i--)
            {
                if (chat.Messages[i] is not { IsRemoved: false, Keyboard: { } keyboard } message) continue;
                foreach (var button in keyboard.GetProperty("payload").GetProperty("buttons").EnumerateArray().SelectMany(row => row.EnumerateArray()))
                {
                    if (MaxKeyboard.Text(button, "text") == text) return (message, button);
                }
            }
        }

        return null;
    }

    private MaxMessage Own(long user, string mid) =>
        world.Find(mid) is { } message && message.Sender.Id == user ? message : throw new InvalidOperationException($"{user} has no message {mid}.");

    private MadeUpdate PressCallback(long user, MaxMessage message, string? payload)
    {
        var at = message.Chat.Now();
        var press = world.Press(user, message, at);
        return updates.Make("message_callback", $"cb:{press.Id}", message.Chat, message.Mid, at, json =>
        {
            json.WriteStartObject("callback");
            json.WriteNumber("timestamp", at.ToUnixTimeMilliseconds());
            json.WriteString("callback_id", press.Id);
            json.WriteString("payload", payload);
            json.WritePropertyName("user");
            world.User(user).Write(json, at);
            json.WriteEndObject();
            json.WritePropertyName("message");
            message.Write(json);
            json.WriteString("user_locale", "ru");
        });
    }

    private MadeUpdate Say(long user, string? text, JsonElement? attachment, long? chatId = null, string? replyTo = null)
    {
        var chat = chatId is { } id && id != DialogOf(user) ? world.Group(id, user) : world.Dialog(user);
        var linked = world.Find(replyTo);
        lock (chat.Gate)
        {
            // Who writes has started the bot some time before.
            chat.IsOpen = true;
            var message = new MaxMessage
            {
                Chat = chat,
                Seq = chat.NextSeq,
                Sender = world.User(user),
                At = chat.Now(),
                Text = text,
                Attachments = attachment is { } one ? [one] : [],
                LinkType = replyTo is null ? null : "reply",
                Linked = linked,
            };
            chat.Add(message);

            // Made under the chat's lock: updates of one chat leave in the order of their numbers.
            return updates.Message("message_created", $"mc:{message.Mid}", message, message.At);
        }
    }
}
