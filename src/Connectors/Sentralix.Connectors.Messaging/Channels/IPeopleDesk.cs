namespace Sentralix.Connectors.Messaging.Channels;

/// <summary>A channel that can be a desk of people for conversations of other channels.</summary>
public interface IPeopleDesk
{
    /// <summary>How long the people may be silent before the assistant goes on; null: the connection is no desk.</summary>
    TimeSpan? Silence(Access access);

    /// <summary>Tells the people at the desk.</summary>
    /// <param name="access">The connection.</param>
    /// <param name="words">What.</param>
    /// <param name="cancellation">Cancels before the first byte.</param>
    /// <returns>What became of it. It does not throw for what a channel or a network does.</returns>
    Task<SendOutcome> Tell(Access access, DeskWords words, CancellationToken cancellation);
}

/// <summary>Something for the people at a desk.</summary>
/// <param name="ConversationId">The core's conversation.</param>
/// <param name="ContactName">Who writes.</param>
/// <param name="MessageId">The same in every attempt.</param>
/// <param name="Text">What is said; null: the conversation is theirs no more.</param>
public sealed record DeskWords(string ConversationId, string? ContactName, string MessageId, string? Text);
