namespace Sentralix.Connectors.Messaging.Channels;

/// <summary>A channel with people behind it, who can be called into a conversation.</summary>
public interface ICallsPeople
{
    /// <summary>How long a contact may go without an answer before a person is called by itself; null: for ever.</summary>
    TimeSpan? AnswerWithin(Access access);

    /// <summary>Calls a person into a conversation.</summary>
    /// <param name="access">The connection.</param>
    /// <param name="thread">The channel's id of the conversation.</param>
    /// <param name="key">The same in every attempt at the same call.</param>
    /// <param name="cancellation">Cancels before the first byte.</param>
    /// <returns>What became of it. It does not throw for what a channel or a network does.</returns>
    Task<SendOutcome> CallPerson(Access access, string thread, string key, CancellationToken cancellation);
}
