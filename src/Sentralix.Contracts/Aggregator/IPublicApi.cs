using System.Text.Json;
using Refit;
using Sentralix.Contracts.Knowledge;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Contracts.Aggregator;

/// <summary>Conversations, for front ends and integrators. Public contract.</summary>
[Contract("api", ContractKind.Public)]
public interface IConversationApi
{
    /// <summary>Opens a conversation with an assistant, or with the tenant's default one.</summary>
    /// <returns>201; <c>no_default_assistant</c> (409) when none is named and none is bound to the web connection.</returns>
    [Post("/api/v1/conversations"), Scope("conversations:write"), Answers(201)]
    Task<Result<Conversation>> Open([Body] StartConversation body, CancellationToken cancellation);

    /// <summary>Conversations, newest first.</summary>
    [Get("/api/v1/conversations"), Scope("conversations:read")]
    Task<Result<Page<Conversation>>> List(int limit = 50, string? after = null, CancellationToken cancellation = default);

    /// <summary>One conversation.</summary>
    [Get("/api/v1/conversations/{id}"), Scope("conversations:read", Contact = true)]
    Task<Result<Conversation>> Get(string id, CancellationToken cancellation);

    /// <summary>A message from the customer. It is durable when this answers; the same <c>client_message_id</c> gives the same answer, for ever.</summary>
    [Post("/api/v1/conversations/{id}/messages"), Scope("messages:send", Contact = true), Answers(202)]
    Task<Result<MessageAccepted>> Send(string id, [Body] SendMessage body, CancellationToken cancellation);

    /// <summary>The same, answered with the run's events as they happen. A closed connection cancels nothing.</summary>
    [Post("/api/v1/conversations/{id}/messages"), Scope("messages:send", Contact = true)]
    IAsyncEnumerable<ConversationEvent> SendAndStream(string id, [Body] SendMessage body, CancellationToken cancellation);

    /// <summary>Messages, oldest first.</summary>
    [Get("/api/v1/conversations/{id}/messages"), Scope("conversations:read", Contact = true)]
    Task<Result<Page<Message>>> Messages(string id, int limit = 50, string? after = null, CancellationToken cancellation = default);

    /// <summary>The conversation's log, oldest first.</summary>
    [Get("/api/v1/conversations/{id}/events"), Scope("conversations:read", Contact = true)]
    Task<Result<Page<ConversationEvent>>> Events(string id, int limit = 50, string? after = null, CancellationToken cancellation = default);

    /// <summary>The log after <paramref name="lastEventId"/> and what happens now, without end.</summary>
    [Get("/api/v1/conversations/{id}/events"), Scope("conversations:read", Contact = true)]
    IAsyncEnumerable<ConversationEvent> StreamEvents(string id, [Header("Last-Event-ID")] string? lastEventId, CancellationToken cancellation);

    /// <summary>One run.</summary>
    [Get("/api/v1/runs/{id}"), Scope("conversations:read", Contact = true)]
    Task<Result<Run>> Run(string id, CancellationToken cancellation);

    /// <summary>Cancels a run.</summary>
    [Post("/api/v1/runs/{id}/cancel"), Scope("runs:execute", Contact = true)]
    Task<Result<Run>> Cancel(string id, CancellationToken cancellation);

    /// <summary>Who has control.</summary>
    [Get("/api/v1/conversations/{id}/control"), Scope("conversations:read")]
    Task<Result<Control>> Control(string id, CancellationToken cancellation);

    /// <summary>Gives control to a human.</summary>
    [Post("/api/v1/conversations/{id}/control/take"), Scope("conversations:control")]
    Task<Result<Control>> Take(string id, [Body] TakeControl body, CancellationToken cancellation);

    /// <summary>Gives control back to the assistant.</summary>
    [Post("/api/v1/conversations/{id}/control/release"), Scope("conversations:control")]
    Task<Result<Control>> ReleaseControl(string id, CancellationToken cancellation);

    /// <summary>A message of the human who has control.</summary>
    [Post("/api/v1/conversations/{id}/operator-messages"), Scope("conversations:control"), Answers(202)]
    Task<Result<Message>> Speak(string id, [Body] OperatorMessage body, CancellationToken cancellation);
}

/// <summary>A new conversation.</summary>
public sealed record StartConversation : IValidated
{
    /// <summary>The assistant; left out: the tenant's default.</summary>
    public string? AssistantId { get; init; }

    /// <inheritdoc/>
    public void Validate(Faults faults) => faults?.Text("assistant_id", AssistantId, Ids.MaxLength, required: false);
}

/// <summary>A message from the customer.</summary>
public sealed record SendMessage : IValidated
{
    /// <summary>The sender's own id, unique in the conversation for ever; 1–200 characters. Left out, repeating the call sends again.</summary>
    public string? ClientMessageId { get; init; }

    /// <summary>What it says. A part <c>button</c> with a label as its text is a press of that button of the conversation's last message
    /// with buttons; its value is filled in.</summary>
    public required IReadOnlyList<MessagePart> Parts { get; init; }

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.Text("client_message_id", ClientMessageId, 200, required: false);
        MessagePart.Validate(faults, Parts, presses: true);
    }
}

/// <summary>A message that is durable.</summary>
public sealed record MessageAccepted(Message Message, string? RunId);

/// <summary>Short-lived tokens for one contact and one conversation, safe in a browser. Public contract.</summary>
[Contract("api", ContractKind.Public)]
public interface ISessionTokens
{
    /// <summary>Mints a token for a conversation, or opens one for it.</summary>
    [Post("/api/v1/session-tokens"), Scope("conversations:write"), Answers(201)]
    Task<Result<SessionToken>> Mint([Body] MintSessionToken body, CancellationToken cancellation);
}

/// <summary>For which conversation.</summary>
public sealed record MintSessionToken : IValidated
{
    /// <summary>An existing conversation; left out: a new one.</summary>
    public string? ConversationId { get; init; }

    /// <summary>For a new conversation: the assistant; left out: the tenant's default.</summary>
    public string? AssistantId { get; init; }

    /// <summary>60,000 to 86,400,000 ms; left out: an hour.</summary>
    public long? LifetimeMs { get; init; }

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.Text("conversation_id", ConversationId, Ids.MaxLength, required: false);
        faults.Text("assistant_id", AssistantId, Ids.MaxLength, required: false);
        faults.When(LifetimeMs is < 60_000 or > 86_400_000, "lifetime_ms", "must be from 60000 to 86400000");
    }
}

/// <summary>A token for one conversation.</summary>
public sealed record SessionToken(string Token, string ConversationId, DateTimeOffset ExpiresAt);

/// <summary>Knowledge, for integrators. Public contract.</summary>
[Contract("api", ContractKind.Public)]
public interface IKnowledgeApi
{
    /// <inheritdoc cref="IKnowledge.CreateCollection"/>
    [Post("/api/v1/knowledge/collections"), Scope("knowledge:write"), Answers(201)]
    Task<Result<Collection>> CreateCollection([Body] CreateCollection body, CancellationToken cancellation);

    /// <inheritdoc cref="IKnowledge.Collections"/>
    [Get("/api/v1/knowledge/collections"), Scope("knowledge:read")]
    Task<Result<Page<Collection>>> Collections(int limit = 50, string? after = null, CancellationToken cancellation = default);

    /// <inheritdoc cref="IKnowledge.Collection"/>
    [Get("/api/v1/knowledge/collections/{id}"), Scope("knowledge:read")]
    Task<Result<Collection>> Collection(string id, CancellationToken cancellation);

    /// <inheritdoc cref="IKnowledge.DeleteCollection"/>
    [Delete("/api/v1/knowledge/collections/{id}"), Scope("knowledge:write")]
    Task<Result<Done>> DeleteCollection(string id, CancellationToken cancellation);

    /// <inheritdoc cref="IKnowledge.AddDocument"/>
    [Post("/api/v1/knowledge/collections/{id}/documents"), Scope("knowledge:write"), Answers(202), MaxBody(IKnowledge.MaxDocument)]
    Task<Result<DocumentAccepted>> AddDocument(string id, [Body] Stream content, [Header("Content-Type")] string? contentType, string name, string? title = null, CancellationToken cancellation = default);

    /// <inheritdoc cref="IKnowledge.Documents"/>
    [Get("/api/v1/knowledge/collections/{id}/documents"), Scope("knowledge:read")]
    Task<Result<Page<Document>>> Documents(string id, int limit = 50, string? after = null, CancellationToken cancellation = default);

    /// <inheritdoc cref="IKnowledge.Document"/>
    [Get("/api/v1/knowledge/collections/{id}/documents/{document}"), Scope("knowledge:read")]
    Task<Result<Document>> Document(string id, string document, CancellationToken cancellation);

    /// <inheritdoc cref="IKnowledge.Text"/>
    [Get("/api/v1/knowledge/collections/{id}/documents/{document}/text"), Scope("knowledge:read")]
    Task<Result<DocumentText>> Text(string id, string document, CancellationToken cancellation);

    /// <inheritdoc cref="IKnowledge.DeleteDocument"/>
    [Delete("/api/v1/knowledge/collections/{id}/documents/{document}"), Scope("knowledge:write")]
    Task<Result<Done>> DeleteDocument(string id, string document, CancellationToken cancellation);

    /// <inheritdoc cref="IKnowledge.Job"/>
    [Get("/api/v1/knowledge/jobs/{id}"), Scope("knowledge:read")]
    Task<Result<IngestionJob>> Job(string id, CancellationToken cancellation);

    /// <inheritdoc cref="IKnowledge.Search"/>
    [Post("/api/v1/knowledge/search"), Scope("knowledge:read")]
    Task<Result<SearchAnswer>> Search([Body] SearchQuestion body, CancellationToken cancellation);
}

/// <summary>Scenarios, for integrators. Public contract.</summary>
[Contract("api", ContractKind.Public)]
public interface IScenarioApi
{
    /// <inheritdoc cref="IScenarios.Store"/>
    [Post("/api/v1/scenarios"), Scope("scenarios:write"), Answers(201)]
    Task<Result<ScenarioVersion>> Store([Body] JsonElement document, CancellationToken cancellation);

    /// <inheritdoc cref="IScenarios.Check"/>
    [Post("/api/v1/scenarios/validate"), Scope("scenarios:read")]
    Task<Result<ScenarioCheck>> Check([Body] JsonElement document, CancellationToken cancellation);

    /// <inheritdoc cref="IScenarios.List"/>
    [Get("/api/v1/scenarios"), Scope("scenarios:read")]
    Task<Result<Page<ScenarioVersion>>> List(int limit = 50, string? after = null, CancellationToken cancellation = default);

    /// <inheritdoc cref="IScenarios.Get"/>
    [Get("/api/v1/scenarios/{id}"), Scope("scenarios:read")]
    Task<Result<ScenarioVersion>> Get(string id, CancellationToken cancellation);
}

/// <summary>Files. Bytes are fetched at <c>GET /api/v1/files/{id}/content</c>. Public contract.</summary>
[Contract("api", ContractKind.Public)]
public interface IFileApi
{
    /// <summary>The largest file, in bytes.</summary>
    const int MaxFile = 25 << 20;

    /// <summary>Stores a file.</summary>
    /// <param name="content">Its bytes, at most 25 MiB.</param>
    /// <param name="contentType">Its media type.</param>
    /// <param name="name">Its name, 1–255 characters.</param>
    /// <param name="cancellation">Cancels.</param>
    [Post("/api/v1/files"), Scope("files:write"), Answers(201), MaxBody(MaxFile)]
    Task<Result<StoredFile>> Upload([Body] Stream content, [Header("Content-Type")] string? contentType, string name, CancellationToken cancellation);

    /// <summary>What is known of a file.</summary>
    [Get("/api/v1/files/{id}"), Scope("files:read")]
    Task<Result<StoredFile>> Get(string id, CancellationToken cancellation);

    /// <summary>Deletes a file.</summary>
    [Delete("/api/v1/files/{id}"), Scope("files:write")]
    Task<Result<Done>> Delete(string id, CancellationToken cancellation);
}

/// <summary>A stored file.</summary>
public sealed record StoredFile(string Id, string Name, string ContentType, long Bytes, string Sha256, DateTimeOffset CreatedAt);
