using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Sentralix.Connectors.Sandbox.Worlds;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Sandbox.Avito;

/// <summary>The people of an Avito sandbox: a contact is a buyer with one chat about the seller's listing.</summary>
internal sealed class AvitoWorld(AvitoStandIn avito, HttpMessageHandler channel, TimeProvider clock) : SandboxWorld(avito, channel, clock)
{
    private readonly ConcurrentDictionary<string, long> contacts = new();

    protected override IReadOnlyList<string> Can { get; } = ["text", "photo", "voice", "location", "delete"];

    protected override int Pending => avito.Pending;

    protected override bool IsSend(string operation) => operation is AvitoOperations.SendText or AvitoOperations.SendImage;

    protected override void SetDelay(TimeSpan delay) => avito.Delivery.Disturbance = avito.Delivery.Disturbance with { Delay = delay };

    protected override string Say(long contact, WriteInSandbox what)
    {
        var chat = avito.OpenChat(IdOf(contact), contact, what.Name ?? $"Контакт {contact}");
        contacts[chat.Id] = contact;
        return (what switch
        {
            { File: not null, Text: not null } => throw new InvalidOperationException("Pictures and voice messages have no text here."),
            { File: { Kind: SandboxFileKind.Photo } photo } => avito.SendPhoto(chat, photo.Content),
            { File: { } voice } => avito.SendVoice(chat, voice.Content),
            { Location: { } place } => avito.SendLocation(chat, place.Latitude, place.Longitude, "Место"),
            _ => avito.SendText(chat, what.Text!),
        }).Id;
    }

    protected override void TakeBack(long contact, string message)
    {
        var chat = avito.Account.Chats[IdOf(contact)];
        avito.Vanish(chat, chat.Find(message) is { IsOut: false } own ? own : throw new InvalidOperationException($"The contact has no message {message}."), tells: true);
    }

    protected override (long Contact, SandboxEvent Event)? Hear(Heard heard)
    {
        var sent = heard.Sent;
        if (!contacts.TryGetValue(sent.Conversation, out var contact)) return null;
        return sent.Operation switch
        {
            AvitoOperations.SendText => (contact, heard.As("message")),
            AvitoOperations.SendImage => (contact, heard.As("message") with { Media = [ImageOf(sent.Body)] }),
            AvitoOperations.DeleteMessage => (contact, heard.As("deleted")),
            _ => null,
        };
    }

    // The same again after the sandbox began anew: the contact's conversation goes on.
    private string IdOf(long contact) => string.Create(CultureInfo.InvariantCulture, $"u2i-{avito.Account.Id}-{contact}");

    private SandboxMedia ImageOf(JsonElement body) =>
        body.TryGetProperty("image_id", out var id) && avito.ImageOf(id.GetString()!) is { } bytes ? Media("image", null, bytes) : new SandboxMedia("image");
}
