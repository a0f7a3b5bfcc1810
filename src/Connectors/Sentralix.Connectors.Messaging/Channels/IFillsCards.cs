using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Channels;

/// <summary>A channel that asks, when one of its own people takes a conversation, what is known of the contact.</summary>
public interface IFillsCards
{
    /// <summary>The body of the answer to the call that asked.</summary>
    string Card(Access access, KnownContact contact);
}

/// <summary>What is known of a contact; null: not known.</summary>
/// <param name="ConversationId">The core's conversation.</param>
/// <param name="Name">His name.</param>
/// <param name="Phone">The phone that he told last.</param>
/// <param name="Email">The e-mail address that he told last.</param>
/// <param name="Asked">His last words.</param>
/// <param name="Answered">The last words to him.</param>
/// <param name="Context">What the conversation is about.</param>
public sealed record KnownContact(string ConversationId, string? Name, string? Phone, string? Email, string? Asked, string? Answered, ConversationContext? Context);
