using Refit;

namespace Sentralix.Contracts.Knowledge;

/// <summary>Collections of documents, their ingestion, and search. Standard contract of Knowledge.</summary>
[Contract("knowledge")]
public interface IKnowledge
{
    /// <summary>The largest document, in bytes.</summary>
    const int MaxDocument = 10 << 20;

    /// <summary>Creates a collection.</summary>
    [Post("/knowledge/v1/collections"), Scope("knowledge:write"), Answers(201)]
    Task<Result<Collection>> CreateCollection([Body] CreateCollection body, CancellationToken cancellation);

    /// <summary>Collections, oldest first.</summary>
    [Get("/knowledge/v1/collections"), Scope("knowledge:read")]
    Task<Result<Page<Collection>>> Collections(int limit = 50, string? after = null, CancellationToken cancellation = default);

    /// <summary>One collection.</summary>
    [Get("/knowledge/v1/collections/{id}"), Scope("knowledge:read")]
    Task<Result<Collection>> Collection(string id, CancellationToken cancellation);

    /// <summary>Deletes a collection and everything in it; search does not see it any more when this answers.</summary>
    [Delete("/knowledge/v1/collections/{id}"), Scope("knowledge:write")]
    Task<Result<Done>> DeleteCollection(string id, CancellationToken cancellation);

    /// <summary>Adds a document, or a new version of the one with the same <paramref name="name"/>; ingestion goes on as a job.</summary>
    /// <param name="id">The collection.</param>
    /// <param name="content">The document's bytes.</param>
    /// <param name="contentType"><c>text/plain</c>, <c>text/markdown</c> or <c>text/html</c>; another one is 415.</param>
    /// <param name="name">The document's name in the collection, such as a file name; 1–500 characters. The same name is the same document.</param>
    /// <param name="title">Its title; left out: the first heading, else the name.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>202 with the document and its job (<c>job.state = done</c> at once where the bytes are the ones already there); 413; 415.</returns>
    [Post("/knowledge/v1/collections/{id}/documents"), Scope("knowledge:write"), Answers(202), MaxBody(MaxDocument)]
    Task<Result<DocumentAccepted>> AddDocument(string id, [Body] Stream content, [Header("Content-Type")] string? contentType, string name, string? title = null, CancellationToken cancellation = default);

    /// <summary>Documents, by id.</summary>
    [Get("/knowledge/v1/collections/{id}/documents"), Scope("knowledge:read")]
    Task<Result<Page<Document>>> Documents(string id, int limit = 50, string? after = null, CancellationToken cancellation = default);

    /// <summary>One document.</summary>
    [Get("/knowledge/v1/collections/{id}/documents/{document}"), Scope("knowledge:read")]
    Task<Result<Document>> Document(string id, string document, CancellationToken cancellation);

    /// <summary>The normalised text that a citation's offsets refer to.</summary>
    [Get("/knowledge/v1/collections/{id}/documents/{document}/text"), Scope("knowledge:read")]
    Task<Result<DocumentText>> Text(string id, string document, CancellationToken cancellation);

    /// <summary>Deletes a document; search does not see it any more when this answers.</summary>
    [Delete("/knowledge/v1/collections/{id}/documents/{document}"), Scope("knowledge:write")]
    Task<Result<Done>> DeleteDocument(string id, string document, CancellationToken cancellation);

    /// <summary>An ingestion job.</summary>
    [Get("/knowledge/v1/jobs/{id}"), Scope("knowledge:read")]
    Task<Result<IngestionJob>> Job(string id, CancellationToken cancellation);

    /// <summary>The best passages of some collections for a question.</summary>
    [Post("/knowledge/v1/search"), Scope("knowledge:read")]
    Task<Result<SearchAnswer>> Search([Body] SearchQuestion body, CancellationToken cancellation);
}

/// <summary>A new collection.</summary>
public sealed record CreateCollection : IValidated
{
    /// <summary>1–200 characters, unique in the tenant.</summary>
    public required string Name { get; init; }

    /// <inheritdoc/>
    public void Validate(Faults faults) => faults?.Text("name", Name, 200);
}

/// <summary>A collection.</summary>
public sealed record Collection(string Id, string Name, long Documents, long Chunks, DateTimeOffset CreatedAt);

/// <summary>States of a document, as people see them.</summary>
public enum DocumentState
{
    /// <summary>Its first version is being read.</summary>
    Processing,

    /// <summary>It can be found.</summary>
    Ready,

    /// <summary>It could not be read; nothing of it can be found.</summary>
    Failed,
}

/// <summary>A document.</summary>
public sealed record Document(
    string Id, string CollectionId, string Name, string Title, string ContentType, long Bytes, int Version, DocumentState State, int Chunks, string? ErrorCode, string? Error,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>A document that is on its way in.</summary>
public sealed record DocumentAccepted(Document Document, IngestionJob Job);

/// <summary>States of a job.</summary>
public enum JobState
{
    /// <summary>Waits for its turn.</summary>
    Queued,

    /// <summary>Runs.</summary>
    Running,

    /// <summary>Done.</summary>
    Done,

    /// <summary>Failed for good.</summary>
    Failed,

    /// <summary>Given up because the document was deleted or replaced meanwhile.</summary>
    Cancelled,
}

/// <summary>The ingestion of one version of a document.</summary>
/// <param name="Id">The job.</param>
/// <param name="DocumentId">The document.</param>
/// <param name="Version">Which version of it.</param>
/// <param name="State">How far it is.</param>
/// <param name="Step"><c>extract</c>, <c>chunk</c>, <c>index</c>, <c>publish</c>.</param>
/// <param name="Completed">Steps or chunks done.</param>
/// <param name="Total">Of so many; 0 while it is not known.</param>
/// <param name="ErrorCode">A stable code of what failed.</param>
/// <param name="Error">The same in a sentence.</param>
/// <param name="CreatedAt">When it was accepted.</param>
/// <param name="FinishedAt">When it ended.</param>
public sealed record IngestionJob(
    string Id, string DocumentId, int Version, JobState State, string? Step, int Completed, int Total, string? ErrorCode, string? Error, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt);

/// <summary>The text of a document's current version.</summary>
public sealed record DocumentText(string DocumentId, int Version, string Title, string Text);

/// <summary>What to look for.</summary>
public sealed record SearchQuestion : IValidated
{
    /// <summary>1–20 collections.</summary>
    public required IReadOnlyList<string> Collections { get; init; }

    /// <summary>The question; 1–2,000 characters.</summary>
    public required string Query { get; init; }

    /// <summary>How many passages; 1–50.</summary>
    public int TopK { get; init; } = 5;

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.When(Collections.Count is < 1 or > 20, "collections", "must have 1 to 20 items");
        faults.Text("query", Query, 2000);
        faults.When(TopK is < 1 or > 50, "top_k", "must be from 1 to 50");
    }
}

/// <summary>Passages, best first.</summary>
public sealed record SearchAnswer(IReadOnlyList<Passage> Passages);

/// <summary>A passage with what a citation needs.</summary>
/// <param name="DocumentId">The document.</param>
/// <param name="Version">The version whose text the offsets refer to.</param>
/// <param name="CollectionId">Its collection.</param>
/// <param name="Title">The document's title.</param>
/// <param name="Heading">The headings above the passage, outermost first, joined with <c> › </c>; null at the top.</param>
/// <param name="Start">Offset of the first character in the document's text.</param>
/// <param name="End">Offset after the last one.</param>
/// <param name="Text">Exactly that part of the text.</param>
/// <param name="Score">BM25; comparable within one answer only.</param>
public sealed record Passage(string DocumentId, int Version, string CollectionId, string Title, string? Heading, int Start, int End, string Text, double Score);
