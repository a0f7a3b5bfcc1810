using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Sentralix.Connectors.Sandbox.Worlds;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Sandbox.Telegram;

/// <summary>The people of a Telegram sandbox: a contact is the private chat of the person with its number.</summary>
internal sealed class TelegramWorld(TelegramStandIn telegram, BotAccount bot, HttpMessageHandler channel, TimeProvider clock) : SandboxWorld(telegram, channel, clock)
{
    private readonly ConcurrentDictionary<long, TelegramUser> people = new();
    private readonly ConcurrentDictionary<long, DateTimeOffset> typing = new();

    protected override IReadOnlyList<string> Can { get; } = ["text", "photo", "voice", "file", "location", "phone", "press", "edit", "block"];

    protected override int Pending => bot.Pending;

    protected override bool IsSend(string operation) => operation.StartsWith("send", StringComparison.Ordinal) && operation is not ("sendChatAction" or "sendMessageDraft");

    protected override void SetDelay(TimeSpan delay) => telegram.Delivery.Delay = delay;

    protected override DateTimeOffset? TypingAt(long contact) => typing.TryGetValue(contact, out var at) ? at : null;

    protected override string Say(long contact, WriteInSandbox what)
    {
        var person = people.GetOrAdd(contact, id => new TelegramUser(id, what.Name ?? $"Контакт {id}"));
        var said = what switch
        {
            { File: { Kind: SandboxFileKind.Photo } photo } => bot.SendPhoto(person, photo.Content, what.Text),
            { File: { Kind: SandboxFileKind.Voice } voice } when what.Text is null => bot.SendVoice(person, voice.Content, 1),
            { File.Kind: SandboxFileKind.Voice } => throw new InvalidOperationException("A voice message has no text here."),
            { File: { } file } => bot.SendDocument(person, file.Content, file.Name ?? "document", "application/octet-stream", what.Text),
            { Location: { } place } => bot.SendLocation(person, place.Latitude, place.Longitude),
            { Phone: { } phone } => bot.SendContact(person, phone),
            _ => bot.SendText(person, what.Text!),
        };
        return said.MessageId.ToString(CultureInfo.InvariantCulture);
    }

    protected override void ChangeText(long contact, string message, string text) =>
        bot.Edit(people[contact], new MessageRef(contact, int.TryParse(message, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0), text);

    protected override void PressButton(long contact, string button)
    {
        // Whose first word was refused has no chat yet.
        var chat = bot.Find(contact) ?? throw new InvalidOperationException("The contact has no chat yet.");
        Message? message;
        lock (chat.Gate) message = chat.Messages.Values.Where(m => m.From is null && ButtonsOf(m).Any(row => row.Any(b => b.Label == button && b.Url is null))).MaxBy(m => m.Id);
        bot.Press(people[contact], message?.Ref ?? throw new InvalidOperationException($"No message of the chat has a button \"{button}\"."), button);
    }

    protected override void Block(long contact, bool blocked)
    {
        if (blocked) bot.Block(people[contact]);
        else bot.Unblock(people[contact]);
    }

    protected override (long Contact, SandboxEvent Event)? Hear(Heard heard)
    {
        var sent = heard.Sent;
        var contact = long.Parse(sent.Conversation, CultureInfo.InvariantCulture);
        switch (sent.Operation)
        {
            case "sendChatAction":
                typing[contact] = sent.At;
                return null;
            case "sendMessageDraft":
                return (contact, heard.As("draft"));
            case "answerCallbackQuery":
                return (contact, heard.As("press_answered") with { MessageId = null });
            case "setMessageReaction":
                return (contact, heard.As("reaction"));
            case "deleteMessage" or "deleteMessages":
                return (contact, heard.As("deleted"));
            default:
                var isEdit = sent.Operation.StartsWith("edit", StringComparison.Ordinal);
                return isEdit || IsSend(sent.Operation) ? (contact, WithContent(heard.As(isEdit ? "edited" : "message"), contact, sent.MessageId)) : null;
        }
    }

    private SandboxEvent WithContent(SandboxEvent happened, long contact, string id)
    {
        var chat = bot.Find(contact)!;
        Message? message;
        lock (chat.Gate) message = chat.Messages.GetValueOrDefault(int.Parse(id, CultureInfo.InvariantCulture));
        if (message is null) return happened;
        var buttons = ButtonsOf(message);
        var media = message.Content.Select(content => MediaOf(content.Name, content.Json)).OfType<SandboxMedia>().ToList();
        return happened with { Buttons = buttons.Count > 0 ? buttons : null, Media = media.Count > 0 ? media : null };
    }

    private static List<IReadOnlyList<SandboxButton>> ButtonsOf(Message message)
    {
        if (message.Markup is null) return [];
        using var markup = JsonDocument.Parse(message.Markup);
        return [.. markup.RootElement.GetProperty("inline_keyboard").EnumerateArray().Select(row => (IReadOnlyList<SandboxButton>)[.. row.EnumerateArray().Select(ButtonOf)])];
    }

    private static SandboxButton ButtonOf(JsonElement button) => new(button.GetProperty("text").GetString()!, button.TryGetProperty("url", out var url) ? url.GetString() : null);

    private SandboxMedia? MediaOf(string kind, string json)
    {
        using var content = JsonDocument.Parse(json);
        var value = content.RootElement.ValueKind == JsonValueKind.Array ? content.RootElement[0] : content.RootElement;
        return value.TryGetProperty("file_id", out var id) && bot.Files.Find(id.GetString()!) is { } file ? Media(kind, file.Name, file.Content) : null;
    }
}
