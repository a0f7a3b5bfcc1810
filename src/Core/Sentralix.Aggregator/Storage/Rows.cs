using Sentralix.Platform.Storage;

namespace Sentralix.Aggregator.Storage;

/// <summary>A customer company.</summary>
internal sealed class TenantRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the guide was seeded. Afterwards only its documents are kept up to date: what a person changed or deleted stays so.</summary>
    public DateTimeOffset? GuideSeededAt { get; set; }
}

/// <summary>The tenant's one connection of the web channel.</summary>
internal sealed class ConnectionRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Id { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>An API key; its text is nowhere, only its hash.</summary>
internal sealed class ApiKeyRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>SHA-256 of the text, in hexadecimal. The text has at least 128 random bits, so that no slow hash is needed.</summary>
    public required string Hash { get; init; }

    public required string LastFour { get; init; }

    /// <summary>Separated by spaces.</summary>
    public required string Scopes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>A file; its bytes are in the blob store under its hash, which several files may share.</summary>
internal sealed class StoredFileRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string ContentType { get; init; }

    public required long Bytes { get; init; }

    public required string Sha256 { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Bytes that no file refers to any more and that are about to be deleted.</summary>
internal sealed class FileRemovalRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Sha256 { get; init; }
}

/// <summary>The highest epoch that the web channel was told for a conversation.</summary>
internal sealed class FenceRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string ConversationId { get; init; }

    public required long Epoch { get; set; }
}
