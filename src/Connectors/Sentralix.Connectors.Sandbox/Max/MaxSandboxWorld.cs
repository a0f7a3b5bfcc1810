using System.Globalization;
using System.Text.Json;
using Sentralix.Connectors.Sandbox.Worlds;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Sandbox.Max;

/// <summary>The people of a MAX sandbox: a contact is the dialog of the user with its number.</summary>
internal sealed class MaxSandboxWorld(MaxStandIn max, HttpMessageHandler channel, TimeProvider clock) : SandboxWorld(max, channel, clock)
{
    protected override IReadOnlyList<string> Can { get; } = ["text", "photo", "voice", "file", "location", "phone", "press", "edit", "delete", "block"];

    protected override int Pending => max.Pending;

    protected override bool IsSend(string operation) => operation == "POST /messages";

    protected override void SetDelay(TimeSpan delay) => max.Delivery = max.Delivery with { Delay = delay };

    protected override DateTimeOffset? TypingAt(long contact) => max.TypingAt(MaxStandIn.DialogOf(contact));

    protected override string Say(long contact, WriteInSandbox what)
    {
        if (what.Name is { } name) max.Introduce(new MaxUser(contact, name));
        return (what switch
        {
            { File: { Kind: SandboxFileKind.Photo } photo } => max.SendPhoto(contact, photo.Content, what.Text),
            { File: not null, Text: not null } => throw new InvalidOperationException("Only a photo has a text here."),
            { File: { Kind: SandboxFileKind.Voice } voice } => max.SendVoice(contact, voice.Content),
            { File: { } file } => max.SendFile(contact, file.Name ?? "document", file.Content),
            { Location: { } place } => max.SendPlace(contact, place.Latitude, place.Longitude),
            { Phone: { } phone } => max.SendContact(contact, phone, own: true),
            _ => max.SendText(contact, what.Text!),
        }).MessageId;
    }

    protected override void ChangeText(long contact, string message, string text) => max.Edit(contact, message, text);

    protected override void TakeBack(long contact, string message) => max.Remove(contact, message);

    protected override void PressButton(long contact, string button) => max.Press(contact, button);

    protected override void Block(long contact, bool blocked)
    {
        if (blocked) max.Stop(contact);
        else max.Start(contact);
    }

    protected override (long Contact, SandboxEvent Event)? Hear(Heard heard)
    {
        var sent = heard.Sent;
        var contact = long.Parse(sent.Conversation, CultureInfo.InvariantCulture) - MaxStandIn.DialogOf(0);
        return sent.Operation switch
        {
            "POST /messages" => (contact, WithContent(heard.As("message"))),
            "PUT /messages" => (contact, WithContent(heard.As("edited"))),
            "DELETE /messages" => (contact, heard.As("deleted")),
            "POST /answers" => (contact, heard.As("press_answered", MaxKeyboard.Text(sent.Body, "notification") ?? "")),
            _ => null,
        };
    }

    private SandboxEvent WithContent(SandboxEvent happened)
    {
        if (max.MessageOf(happened.MessageId!) is not { } message) return happened;
        var buttons = message.Keyboard is { } keyboard ? RowsOf(keyboard.GetProperty("payload").GetProperty("buttons")) : [];
        var media = message.Attachments.Where(attachment => MaxKeyboard.Text(attachment, "type") != "inline_keyboard").Select(MediaOf).ToList();
        return happened with { Buttons = buttons.Count > 0 ? buttons : null, Media = media.Count > 0 ? media : null };
    }

    private static List<IReadOnlyList<SandboxButton>> RowsOf(JsonElement rows) =>
        [.. rows.EnumerateArray().Select(row => (IReadOnlyList<SandboxButton>)[.. row.EnumerateArray().Select(button => new SandboxButton(MaxKeyboard.Text(button, "text")!, MaxKeyboard.Text(button, "url")))])];

    private SandboxMedia MediaOf(JsonElement attachment)
    {
        var kind = MaxKeyboard.Text(attachment, "type")!;
        return attachment.TryGetProperty("payload", out var payload) && max.FileOf(MaxKeyboard.Text(payload, "token")) is { } file ? Media(kind, file.Name, file.Content) : new SandboxMedia(kind);
    }
}
