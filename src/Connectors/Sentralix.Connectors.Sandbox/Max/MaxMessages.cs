using System.Globalization;
using System.Text.Json;

namespace Sentralix.Connectors.Sandbox.Max;

/// <summary>Messages of the bot: sent, edited, removed, read back, and answers to presses.</summary>
internal sealed class MaxMessages(MaxWorld world, MaxFiles files, SentLog sent)
{
    private const int HistoryLength = 100;

    private MaxLimits Limits => world.Settings.Limits;

    public MaxAnswer Send(MaxRequest request)
    {
        if (Chat(request) is not { } chat) return request.Long("chat_id") is null && request.Long("user_id") is null ? MaxAnswer.Bad("chat_id or user_id is required") : MaxAnswer.NotFound("Chat not found");
        if (!chat.IsOpen) return MaxAnswer.Refuse(403, "chat.denied", "Dialog is suspended or the bot was stopped");
        if (request.Body is not { } body) return MaxAnswer.Bad("body: must be JSON");
        var (content, refusal) = MaxContent.Read(body, world, files);
        if (content is null) return refusal!;
        if (content.IsEmpty) return MaxAnswer.Bad("text: must not be empty without attachments");
        if (!chat.TakeSend()) return MaxAnswer.TooMany();
        MaxMessage message;
        lock (chat.Gate)
        {
            message = new MaxMessage
            {
                Chat = chat,
                Seq = chat.NextSeq,
                Sender = world.Bot,
                At = chat.Now(),
                Text = content.Text,
                Markup = content.Markup,
                Attachments = content.Attachments ?? [],
                LinkType = content.LinkType,
                Linked = content.Linked,
            };
            chat.Add(message);
        }

        Witness("POST /messages", message, request);
        return MaxAnswer.Message(message);
    }

    public MaxAnswer Edit(MaxRequest request)
    {
        if (world.Find(request.Text("message_id")) is not { } message) return MaxAnswer.NotFound("Message not found");
        if (!message.Sender.IsBot) return MaxAnswer.NoSuccess("Only own messages can be edited");
        if (request.Body is not { } body) return MaxAnswer.Bad("body: must be JSON");
        var (content, refusal) = MaxContent.Read(body, world, files);
        if (content is null) return refusal!;
        lock (message.Chat.Gate)
        {
            if (message.Chat.IsDialog && message.Keyboard is null && world.Clock.GetUtcNow() - message.At > Limits.EditWindow) return MaxAnswer.NoSuccess("Message is too old to be edited");
            Apply(content, message);
        }

        Witness("PUT /messages", message, request);
        return MaxAnswer.Success;
    }

    public MaxAnswer Remove(MaxRequest request)
    {
        if (world.Find(request.Text("message_id")) is not { } message) return MaxAnswer.NotFound("Message not found");
        if (!message.Sender.IsBot) return MaxAnswer.NoSuccess("Only own messages can be removed");
        lock (message.Chat.Gate) message.IsRemoved = true;
        Witness("DELETE /messages", message, request);
        return MaxAnswer.Success;
    }

    public MaxAnswer Get(string mid) => world.Find(mid) is { } message ? MaxAnswer.Of(message.Write) : MaxAnswer.NotFound("Message not found");

    public MaxAnswer History(MaxRequest request)
    {
        if (request.Text("message_ids") is { Length: > 0 } mids) return List([.. mids.Split(',').Select(mid => world.Find(mid.Trim())).OfType<MaxMessage>()]);
        if (request.Long("chat_id") is not { } id) return MaxAnswer.Bad("chat_id or message_ids is required");
        if (world.Find(id) is not { } chat) return MaxAnswer.NotFound("Chat not found");
        var count = (int)Math.Clamp(request.Long("count") ?? 50, 1, HistoryLength);

        // Callers name the two ends in either order.
        var (one, other) = (request.Long("from") ?? 0, request.Long("to") ?? long.MaxValue);
        var (from, to) = one <= other ? (one, other) : (other, one);
        lock (chat.Gate)
        {
            return List([.. chat.Messages.Reverse().Where(message => !message.IsRemoved && message.At.ToUnixTimeMilliseconds() is var at && at >= from && at <= to).Take(count)]);
        }
    }

    public MaxAnswer AnswerPress(MaxRequest request)
    {
        if (!world.Presses.TryGetValue(request.Text("callback_id") ?? "", out var press)) return MaxAnswer.NotFound("Callback not found");
        if (request.Body is not { ValueKind: JsonValueKind.Object } body) return MaxAnswer.Bad("body: must be an object");
        if (!press.Message.Chat.TakeAnswer()) return MaxAnswer.TooMany();
        if (body.TryGetProperty("message", out var edit) && edit.ValueKind == JsonValueKind.Object)
        {
            var (content, refusal) = MaxContent.Read(edit, world, files);
            if (content is null) return refusal!;
            lock (press.Message.Chat.Gate) Apply(content, press.Message);
        }

        press.IsAnswered = true;
        press.Notification = MaxKeyboard.Text(body, "notification") ?? press.Notification;
        Witness("POST /answers", press.Message, request);
        return MaxAnswer.Success;
    }

    public MaxAnswer Act(long chat, MaxRequest request)
    {
        if (world.Find(chat) is not { } found) return MaxAnswer.NotFound("Chat not found");
        if (!found.IsOpen) return MaxAnswer.Refuse(403, "chat.denied", "Dialog is suspended or the bot was stopped");
        if (request.Body is not { } body || MaxKeyboard.Text(body, "action") is not ("typing_on" or "sending_photo" or "sending_video" or "sending_audio" or "sending_file" or "mark_seen"))
            return MaxAnswer.Bad("action: is not known");
        found.TypingAt = world.Clock.GetUtcNow();
        return MaxAnswer.Success;
    }

    private static void Apply(MaxContent content, MaxMessage message)
    {
        if (content.Text is not null)
        {
            message.Text = content.Text;
            message.Markup = content.Markup;
        }

        if (content.Attachments is not null) message.Attachments = content.Attachments;
    }

    private static MaxAnswer List(List<MaxMessage> messages) => MaxAnswer.Of(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("messages");
        foreach (var message in messages) message.Write(json);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private MaxChat? Chat(MaxRequest request)
    {
        if (request.Long("chat_id") is { } chat) return world.Find(chat);
        return request.Long("user_id") is { } user ? world.Find(MaxWorld.DialogOf(user)) : null;
    }

    private void Witness(string operation, MaxMessage message, MaxRequest request) =>
        sent.Add(new SentMessage(operation, message.Chat.Id.ToString(CultureInfo.InvariantCulture), message.Mid, message.Text ?? "", request.Witness(), world.Clock.GetUtcNow(), request.Told));
}
