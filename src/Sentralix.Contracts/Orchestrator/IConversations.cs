using Refit;
using Sentralix.Contracts.Messengers;

namespace Sentralix.Contracts.Orchestrator;

/// <summary>Conversations, their messages, log and control. Standard contract of Orchestrator.</summary>
[Contract("orchestrator")]
public interface IConversations
{
    /// <summary>Opens a conversation on a connection. Channels open theirs by their first event; this is for the web.</summary>
    [Post("/orchestrator/v1/conversations"), Scope("conversations:write"), Answers(201)]
    Task<Result<Conversation>> Open([Body] OpenConversation body, CancellationToken cancellation);

    /// <summary>Takes what happened in a channel. It is durable when this answers; the same <c>event_id</c>, or the same
    /// <c>client_message_id</c> in a conversation, gives the first answer again, for ever.</summary>
    /// <returns>202; <c>not_found</c> for an unknown conversation.</returns>
    [Post("/orchestrator/v1/events"), Scope("conversations:write"), Answers(202)]
    Task<Result<EventAccepted>> Accept([Body] ChannelEvent body, CancellationToken cancellation);

    /// <summary>Conversations, newest first.</summary>
    [Get("/orchestrator/v1/conversations"), Scope("conversations:read")]
    Task<Result<Page<Conversation>>> List(int limit = 50, string? after = null, CancellationToken cancellation = default);

    /// <summary>One conversation.</summary>
    [Get("/orchestrator/v1/conversations/{id}"), Scope("conversations:read")]
    Task<Result<Conversation>> Get(string id, CancellationToken cancellation);

    /// <summary>Messages, oldest first.</summary>
    [Get("/orchestrator/v1/conversations/{id}/messages"), Scope("conversations:read")]
    Task<Result<Page<Message>>> Messages(string id, int limit = 50, string? after = null, CancellationToken cancellation = default);

    /// <summary>Whether a message of the conversation shows a file: to its contact, that file is no secret.</summary>
    /// <returns>Done; <c>not_found</c>.</returns>
    [Get("/orchestrator/v1/conversations/{id}/files/{file}"), Scope("conversations:read")]
    Task<Result<Done>> Shows(string id, string file, CancellationToken cancellation);

    /// <summary>The log, oldest first.</summary>
    /// <param name="id">The conversation.</param>
    /// <param name="run">Only this run's events.</param>
    /// <param name="limit">1–200.</param>
    /// <param name="after">Cursor.</param>
    /// <param name="cancellation">Cancels.</param>
    [Get("/orchestrator/v1/conversations/{id}/events"), Scope("conversations:read")]
    Task<Result<Page<ConversationEvent>>> Events(string id, string? run = null, int limit = 50, string? after = null, CancellationToken cancellation = default);

    /// <summary>The log and what happens now, without end: persisted events after <paramref name="lastEventId"/> in order and without a
    /// gap, pieces of messages in between. With <paramref name="run"/> the stream is that run's and ends with it.</summary>
    [Get("/orchestrator/v1/conversations/{id}/stream"), Scope("conversations:read")]
    IAsyncEnumerable<ConversationEvent> Stream(string id, string? run, [Header("Last-Event-ID")] string? lastEventId, CancellationToken cancellation);

    /// <summary>One run.</summary>
    [Get("/orchestrator/v1/runs/{id}"), Scope("conversations:read")]
    Task<Result<Run>> Run(string id, CancellationToken cancellation);

    /// <summary>Cancels a run. What the customer has read stays; a run that has ended stays as it ended.</summary>
    [Post("/orchestrator/v1/runs/{id}/cancel"), Scope("conversations:write")]
    Task<Result<Run>> Cancel(string id, CancellationToken cancellation);

    /// <summary>Who has control.</summary>
    [Get("/orchestrator/v1/conversations/{id}/control"), Scope("conversations:read")]
    Task<Result<Control>> Control(string id, CancellationToken cancellation);

    /// <summary>Gives control to a human: raises the epoch, cancels the run, and fences the channel. When this answers with
    /// <c>state = held</c>, nothing the assistant said under an older epoch leaves any more; <c>pending</c>: the channel cannot be reached yet.</summary>
    [Post("/orchestrator/v1/conversations/{id}/control/take"), Scope("conversations:control")]
    Task<Result<Control>> Take(string id, [Body] TakeControl body, CancellationToken cancellation);

    /// <summary>Gives control back to the assistant, which answers what is unanswered.</summary>
    [Post("/orchestrator/v1/conversations/{id}/control/release"), Scope("conversations:control")]
    Task<Result<Control>> ReleaseControl(string id, CancellationToken cancellation);

    /// <summary>A message of the human who has control.</summary>
    /// <returns>202; <c>control_not_held</c> (409) while the assistant has control.</returns>
    [Post("/orchestrator/v1/conversations/{id}/operator-messages"), Scope("conversations:control"), Answers(202)]
    Task<Result<Message>> Speak(string id, [Body] OperatorMessage body, CancellationToken cancellation);
}

/// <summary>A new conversation.</summary>
public sealed record OpenConversation : IValidated
{
    /// <summary>The connection it is on.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>The connection's channel.</summary>
    public required Channel Channel { get; init; }

    /// <summary>The assistant; left out: the one bound to the connection.</summary>
    public string? AssistantId { get; init; }

    /// <summary>The thread's id in the channel; left out: the conversation's own.</summary>
    public string? ThreadId { get; init; }

    /// <summary>The contact's id in the channel; left out: a new, unnamed contact.</summary>
    public string? ContactKey { get; init; }

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.Text("connection_id", ConnectionId, Ids.MaxLength);
        faults.Text("assistant_id", AssistantId, Ids.MaxLength, required: false);
        faults.Text("thread_id", ThreadId, 200, required: false);
        faults.Text("contact_key", ContactKey, 200, required: false);
    }
}

/// <summary>An event that is durable.</summary>
/// <param name="Message">The message that it made or changed; null where it made none.</param>
/// <param name="RunId">The run that will answer it; null where nothing is answered, as while a human has control.</param>
/// <param name="Duplicate">Whether it had been accepted before.</param>
public sealed record EventAccepted(Message? Message, string? RunId, bool Duplicate);

/// <summary>A conversation.</summary>
public sealed record Conversation(
    string Id, string ConnectionId, Channel Channel, string ContactId, string? AssistantId, long LastSeq, Control Control, bool Unrouted, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>The contact's name in the channel; null: not known.</summary>
    public string? ContactName { get; init; }

    /// <summary>What it is about, as the channel tells; null: the channel does not tell.</summary>
    public ConversationContext? Context { get; init; }
}

/// <summary>Who may speak.</summary>
/// <param name="Holder"><c>assistant</c> or <c>operator</c>.</param>
/// <param name="Operator">Which one.</param>
/// <param name="Epoch">Rises with every change.</param>
/// <param name="State"><c>held</c>; <c>pending</c> while the channel has not confirmed its fence.</param>
/// <param name="InFlight">Messages whose sending had begun and whose outcome is not known.</param>
public sealed record Control(string Holder, string? Operator, long Epoch, string State, IReadOnlyList<string> InFlight);

/// <summary>Who takes control.</summary>
public sealed record TakeControl : IValidated
{
    /// <summary>The human's id or name; left out: the caller.</summary>
    public string? Operator { get; init; }

    /// <inheritdoc/>
    public void Validate(Faults faults) => faults?.Text("operator", Operator, 200, required: false);
}

/// <summary>What a human says.</summary>
public sealed record OperatorMessage : IValidated
{
    /// <summary>The sender's own id, unique in the conversation for ever.</summary>
    public string? ClientMessageId { get; init; }

    /// <summary>What the message says.</summary>
    public required IReadOnlyList<MessagePart> Parts { get; init; }

    /// <summary>Buttons under it.</summary>
    public Keyboard? Keyboard { get; init; }

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.Text("client_message_id", ClientMessageId, 200, required: false);
        MessagePart.Validate(faults, Parts);
        Keyboard?.Validate(faults);
    }
}

/// <summary>States of a run.</summary>
public enum RunState
{
    /// <summary>Its turn has not begun.</summary>
    Queued,

    /// <summary>Runs.</summary>
    Running,

    /// <summary>Waits for input, a timer, a person.</summary>
    Waiting,

    /// <summary>Ended as its scenario says.</summary>
    Completed,

    /// <summary>Could not go on.</summary>
    Failed,

    /// <summary>Was cancelled.</summary>
    Canceled,

    /// <summary>Waited too long.</summary>
    Expired,

    /// <summary>Was replaced.</summary>
    Superseded,
}

/// <summary>One execution of a scenario version.</summary>
public sealed record Run(
    string Id, string ConversationId, string? SessionId, RunState State, string? ReleaseId, string? Scenario, string? Result, RunError? Error, RunUsage? Usage,
    DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt);

/// <summary>What a run used.</summary>
public sealed record RunUsage(long InputTokens, long OutputTokens, int ModelCalls);
