using Refit;

namespace Sentralix.Contracts.Aggregator;

/// <summary>API keys of the caller's tenant. Admin contract of the Aggregator.</summary>
[Contract("api", ContractKind.Admin)]
public interface IApiKeys
{
    /// <summary>Makes a key. Its text is in this answer and nowhere else. Nobody can give scopes that he does not hold.</summary>
    [Post("/api/admin/v1/keys"), Scope("keys:write"), Answers(201)]
    Task<Result<NewApiKey>> Create([Body] CreateApiKey body, CancellationToken cancellation);

    /// <summary>Keys, without their texts.</summary>
    [Get("/api/admin/v1/keys"), Scope("keys:read")]
    Task<Result<Page<ApiKey>>> List(int limit = 50, string? after = null, CancellationToken cancellation = default);

    /// <summary>One key, without its text.</summary>
    [Get("/api/admin/v1/keys/{id}"), Scope("keys:read")]
    Task<Result<ApiKey>> Get(string id, CancellationToken cancellation);

    /// <summary>Revokes a key, at once and for good.</summary>
    [Delete("/api/admin/v1/keys/{id}"), Scope("keys:write")]
    Task<Result<Done>> Revoke(string id, CancellationToken cancellation);
}

/// <summary>A new key.</summary>
public sealed record CreateApiKey : IValidated
{
    /// <summary>1–200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>1–50 scopes, such as <c>messages:send</c>, <c>knowledge:*</c>, <c>*</c>.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>When it ends by itself.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.Text("name", Name, 200);
        faults.When(Scopes.Count is < 1 or > 50, "scopes", "must have 1 to 50 items");
        for (var i = 0; i < Scopes.Count; i++) faults.Text($"scopes[{i}]", Scopes[i], 100);
    }
}

/// <summary>A key and its text.</summary>
public sealed record NewApiKey(string Key, ApiKey Details);

/// <summary>A key.</summary>
/// <param name="Id">The key.</param>
/// <param name="Name">Its name.</param>
/// <param name="LastFour">The last characters of its text.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="RevokedAt">When it was revoked.</param>
public sealed record ApiKey(string Id, string Name, string LastFour, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt);
