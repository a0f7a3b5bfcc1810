using Sentralix.Contracts;
using Sentralix.Contracts.Aggregator;
using Sentralix.Contracts.Knowledge;

namespace Sentralix.Aggregator.Knowledge;

/// <summary>The public face of Knowledge.</summary>
internal sealed class KnowledgeApi(IKnowledge knowledge) : IKnowledgeApi
{
    public Task<Result<Collection>> CreateCollection(CreateCollection body, CancellationToken cancellation)
    {
        using var _ = OnBehalf.Enter();
        return knowledge.CreateCollection(body, cancellation);
    }

    public Task<Result<Page<Collection>>> Collections(int limit, string? after, CancellationToken cancellation)
    {
        using var _ = OnBehalf.Enter();
        return knowledge.Collections(limit, after, cancellation);
    }

    public Task<Result<Collection>> Collection(string id, CancellationToken cancellation)
    {
        using var _ = OnBehalf.Enter();
        return knowledge.Collection(id, cancellation);
    }

    public Task<Result<Done>> DeleteCollection(string id, CancellationToken cancellation)
    {
        using var _ = OnBehalf.Enter();
        return knowledge.DeleteCollection(id, cancellation);
    }

    public Task<Result<DocumentAccepted>> AddDocument(string id, Stream content, string? contentType, string name, string? title, CancellationToken cancellation)
    {
        using var _ = OnBehalf.Enter();
        return knowledge.AddDocument(id, content, contentType, name, title, cancellation);
    }

    public Task<Result<Page<Document>>> Documents(string id, int limit, string? after, CancellationToken cancellation)
    {
        using var _ = OnBehalf.Enter();
        return knowledge.Documents(id, limit, after, cancellation);
    }

    public Task<Result<Document>> Document(string id, string document, CancellationToken cancellation)
    {
        using var _ = OnBehalf.Enter();
        return knowledge.Document(id, document, cancellation);
    }

    public Task<Result<DocumentText>> Text(string id, string document, CancellationToken cancellation)
    {
        using var _ = OnBehalf.Enter();
        return knowledge.Text(id, document, cancellation);
    }

    public Task<Result<Done>> DeleteDocument(string id, string document, CancellationToken cancellation)
    {
        using var _ = OnBehalf.Enter();
        return knowledge.DeleteDocument(id, document, cancellation);
    }

    public Task<Result<IngestionJob>> Job(string id, CancellationToken cancellation)
    {
        using var _ = OnBehalf.Enter();
        return knowledge.Job(id, cancellation);
    }

    public Task<Result<SearchAnswer>> Search(SearchQuestion body, CancellationToken cancellation)
    {
        using var _ = OnBehalf.Enter();
        return knowledge.Search(body, cancellation);
    }
}
