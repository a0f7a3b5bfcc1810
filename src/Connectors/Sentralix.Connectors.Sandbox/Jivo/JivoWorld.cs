using System.Globalization;
using Sentralix.Connectors.Sandbox.Worlds;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Sandbox.Jivo;

/// <summary>The people of a JivoSite sandbox: a contact is a client with one chat.</summary>
internal sealed class JivoWorld(JivoStandIn jivo, HttpMessageHandler channel, TimeProvider clock) : SandboxWorld(jivo, channel, clock)
{
    protected override IReadOnlyList<string> Can { get; } = ["text", "photo", "file", "press"];

    protected override int Pending => jivo.Pending;

    protected override bool IsSend(string operation) => operation == JivoOperations.BotMessage;

    protected override void SetDelay(TimeSpan delay) => jivo.Delivery.Disturbance = jivo.Delivery.Disturbance with { Delay = delay };

    protected override string Say(long contact, WriteInSandbox what)
    {
        var chat = jivo.OpenChat(contact, what.Name ?? $"Контакт {contact}");
        return what switch
        {
            { File: not null, Text: not null } => throw new InvalidOperationException("Files have no text here."),
            { File: { } file } => jivo.ClientSendsFile(chat, file.Content, file.Name ?? (file.Kind == SandboxFileKind.Photo ? "photo.jpg" : "document")),
            _ => jivo.ClientWrites(chat, what.Text!),
        };
    }

    protected override void PressButton(long contact, string button)
    {
        var chat = jivo.ChatOf(contact)!;
        jivo.Press(chat, chat.Buttons.FirstOrDefault(offered => offered.Text == button)?.Id ?? throw new InvalidOperationException($"The last message of the bot has no button \"{button}\"."));
    }

    protected override (long Contact, SandboxEvent Event)? Hear(Heard heard)
    {
        var sent = heard.Sent;
        var contact = long.TryParse(sent.Conversation, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        if (jivo.ChatOf(contact) is not { } chat) return null;
        return sent.Operation switch
        {
            JivoOperations.BotMessage => (contact, heard.As("message") with { Buttons = chat.Buttons.Count > 0 ? [.. chat.Buttons.Select(button => (IReadOnlyList<SandboxButton>)[new SandboxButton(button.Text)])] : null }),
            JivoOperations.InviteAgent => (contact, heard.As("handoff")),
            _ => null,
        };
    }
}
