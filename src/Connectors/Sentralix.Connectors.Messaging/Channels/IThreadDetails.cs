using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Channels;

/// <summary>A channel whose updates do not say who writes and about what, and that says so when it is asked.</summary>
public interface IThreadDetails
{
    /// <summary>How long what it says is believed.</summary>
    TimeSpan DetailsLife { get; }

    /// <summary>Asks of a conversation. Called when an update is passed on, never before a hook is answered.</summary>
    /// <param name="access">The connection.</param>
    /// <param name="thread">The channel's id of the conversation.</param>
    /// <param name="userId">The channel's id of the person.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>What is known; null: nothing.</returns>
    /// <exception cref="ChannelException">The channel refuses, or cannot be reached.</exception>
    Task<ThreadDetails?> Details(Access access, string thread, string userId, CancellationToken cancellation);
}

/// <summary>Who writes in a conversation, and about what.</summary>
/// <param name="UserName">The person's name.</param>
/// <param name="Context">What it is about.</param>
public sealed record ThreadDetails(string? UserName, ConversationContext? Context = null);
