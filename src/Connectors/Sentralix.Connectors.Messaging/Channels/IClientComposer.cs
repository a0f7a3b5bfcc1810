using Sentralix.Contracts.Messengers;

namespace Sentralix.Connectors.Messaging.Channels;

/// <summary>A channel whose contacts use applications that can do more or less, and that says so with what they write.</summary>
public interface IClientComposer
{
    /// <summary>Divides a message into what the channel takes and the contact's application shows.</summary>
    /// <param name="message">The message.</param>
    /// <param name="buttons">Its buttons with their tokens.</param>
    /// <param name="client">What <see cref="Inbound.Client"/> said last; null: nothing is known.</param>
    Composition Compose(OutboundMessage message, IReadOnlyList<ButtonToken> buttons, string? client);
}
