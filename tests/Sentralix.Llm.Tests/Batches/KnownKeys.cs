using System.Collections.Concurrent;
using Sentralix.Contracts;
using Sentralix.Contracts.Aggregator;
using Sentralix.Platform.Security;

namespace Sentralix.Llm.Tests.Batches;

/// <summary>The API keys of the installation: every key stands, but for those that a test revokes.</summary>
internal sealed class KnownKeys : IApiKeys
{
    private static readonly DateTimeOffset Long = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Revoked, by id.</summary>
    public ConcurrentDictionary<string, ApiKey> Changed { get; } = new();

    /// <summary>Nobody can tell.</summary>
    public bool IsAway { get; set; }

    public Task<Result<ApiKey>> Get(string id, CancellationToken cancellation)
    {
        if (IsAway) throw new ServiceUnavailableException("api", "away");
        if (!CallContext.Current.Holds("keys:read")) return Task.FromResult<Result<ApiKey>>(Refusal.Forbidden("keys:read"));
        return Task.FromResult<Result<ApiKey>>(Changed.TryGetValue(id, out var key) ? key : Good(id));
    }

    public void Revoke(string id) => Changed[id] = Good(id) with { RevokedAt = Long };

    public void Expire(string id, DateTimeOffset at) => Changed[id] = Good(id) with { ExpiresAt = at };

    public Task<Result<NewApiKey>> Create(CreateApiKey body, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Result<Page<ApiKey>>> List(int limit, string? after, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Result<Done>> Revoke(string id, CancellationToken cancellation) => throw new NotSupportedException();

    private static ApiKey Good(string id) => new(id, "test", "abcd", ["llm:generate"], Long, null, null);
}
