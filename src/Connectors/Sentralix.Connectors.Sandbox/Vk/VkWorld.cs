using System.Globalization;
using System.Text.Json;
using Sentralix.Connectors.Sandbox.Worlds;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Sandbox.Vk;

/// <summary>The people of a VK sandbox: a contact is the user with its number.</summary>
internal sealed class VkWorld(VkStandIn vk, HttpMessageHandler channel, TimeProvider clock) : SandboxWorld(vk, channel, clock)
{
    protected override IReadOnlyList<string> Can { get; } = ["text", "photo", "voice", "file", "location", "press", "edit", "block"];

    protected override int Pending => vk.Pending;

    protected override bool IsSend(string operation) => operation == "messages.send";

    protected override void SetDelay(TimeSpan delay) => vk.Delivery = vk.Delivery with { Delay = delay };

    protected override DateTimeOffset? TypingAt(long contact) => vk.TypingAt(contact);

    protected override string Say(long contact, WriteInSandbox what)
    {
        if (what.Name is { } name) vk.Introduce(new VkUser(contact, name, "", $"id{contact}"));
        return (what switch
        {
            { File: { Kind: SandboxFileKind.Photo } photo } => vk.SendPhoto(contact, photo.Content, what.Text ?? ""),
            { File: { Kind: SandboxFileKind.Voice } voice } when what.Text is null => vk.SendVoice(contact, voice.Content),
            { File.Kind: SandboxFileKind.Voice } => throw new InvalidOperationException("A voice message has no text here."),
            { File: { } file } => vk.SendDocument(contact, file.Name ?? "document", file.Content, what.Text ?? ""),
            { Location: { } place } => vk.SendPlace(contact, place.Latitude, place.Longitude),
            _ => vk.SendText(contact, what.Text!),
        }).MessageId;
    }

    protected override void ChangeText(long contact, string message, string text) => vk.Edit(contact, Number(message), text);

    protected override void PressButton(long contact, string button) => vk.Press(contact, button);

    protected override void Block(long contact, bool blocked)
    {
        if (blocked) vk.Deny(contact);
        else vk.Allow(contact);
    }

    protected override (long Contact, SandboxEvent Event)? Hear(Heard heard)
    {
        var sent = heard.Sent;
        var contact = long.Parse(sent.Conversation, CultureInfo.InvariantCulture);
        return sent.Operation switch
        {
            "messages.send" => (contact, WithContent(heard.As("message"), contact, sent.MessageId)),
            "messages.edit" => (contact, WithContent(heard.As("edited"), contact, sent.MessageId)),
            "messages.delete" => (contact, heard.As("deleted")),
            "messages.sendReaction" => (contact, heard.As("reaction", Reaction(sent.Body))),
            "messages.deleteReaction" => (contact, heard.As("reaction", "")),
            "messages.sendMessageEventAnswer" => (contact, heard.As("press_answered") with { MessageId = null }),
            _ => null,
        };
    }

    private static string Reaction(JsonElement body) => body.ValueKind == JsonValueKind.Object && body.TryGetProperty("reaction_id", out var id) ? id.ToString() : "";

    private static int Number(string message) => int.TryParse(message, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private SandboxEvent WithContent(SandboxEvent happened, long contact, string id)
    {
        if (vk.MessageOf(contact, Number(id)) is not { } message) return happened;
        var buttons = message.Keyboard is { } keyboard && keyboard.TryGetProperty("buttons", out var rows) ? RowsOf(rows) : [];
        if (message.Template is { } row) buttons = [.. row.GetProperty("elements").EnumerateArray().Select(card => ButtonsOf(card.GetProperty("buttons"))), .. buttons];
        var media = message.Attachments.Select(MediaOf).ToList();
        return happened with { Buttons = buttons.Count > 0 ? buttons : null, Media = media.Count > 0 ? media : null };
    }

    private static List<IReadOnlyList<SandboxButton>> RowsOf(JsonElement rows) =>
        [.. rows.EnumerateArray().Select(ButtonsOf)];

    private static IReadOnlyList<SandboxButton> ButtonsOf(JsonElement row) => [.. row.EnumerateArray().Select(button => ButtonOf(button.GetProperty("action")))];

    private static SandboxButton ButtonOf(JsonElement action) =>
        new(action.TryGetProperty("label", out var label) ? label.GetString() ?? "" : "", action.TryGetProperty("link", out var link) ? link.GetString() : null);

    private SandboxMedia MediaOf(JsonElement attachment)
    {
        var kind = attachment.GetProperty("type").GetString()!;
        return attachment.GetProperty(kind).TryGetProperty("access_key", out var key) && vk.FileOf(key.GetString()!) is { } file ? Media(kind, file.Name, file.Content) : new SandboxMedia(kind);
    }
}
