namespace Sentralix.Connectors.Messaging.Channels;

/// <summary>A channel whose chats can be read beside its hook. What the hook never brought is found there: connections with a hook are
/// looked through from time to time.</summary>
public interface IChannelHistory
{
    /// <summary>What was said since a position, under the keys that the hook's calls have, oldest first in every thread. Without a position
    /// nothing is: the first look only says where now is.</summary>
    /// <exception cref="ChannelException">The channel refuses, or cannot be reached.</exception>
    Task<Polled> Since(Access access, string? position, CancellationToken cancellation);
}

/// <summary>A channel that does not tell when its contacts read, and says so when it is asked.</summary>
public interface IReadMarks
{
    /// <summary>Which messages of ours the contact has read.</summary>
    /// <param name="access">The connection.</param>
    /// <param name="thread">The channel's id of the conversation.</param>
    /// <param name="ours">The channel's ids of the messages that are not known to be read.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="ChannelException">The channel refuses, or cannot be reached.</exception>
    Task<IReadOnlyList<string>> WhichAreRead(Access access, string thread, IReadOnlyCollection<string> ours, CancellationToken cancellation);
}
