using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Storage;

/// <summary>An answer, or the vector of one text, that is given again for the same request.</summary>
internal sealed class CachedAnswerRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    /// <summary>SHA-256 of what makes requests the same, in base64url.</summary>
    public required string Key { get; init; }

    /// <summary><c>chat</c> or <c>embeddings</c>.</summary>
    public required string Form { get; init; }

    public required string Model { get; init; }

    /// <summary>The whole answer as JSON, or a vector's numbers.</summary>
    public required byte[] Body { get; set; }

    /// <summary>Of the body: what a tenant's share is counted in.</summary>
    public required long Size { get; set; }

    public required DateTimeOffset CreatedAt { get; set; }

    public required DateTimeOffset ExpiresAt { get; set; }
}
