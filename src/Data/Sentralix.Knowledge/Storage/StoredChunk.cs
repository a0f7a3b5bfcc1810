using Sentralix.Platform.Storage;

namespace Sentralix.Knowledge.Storage;

/// <summary>A chunk as it is cited.</summary>
internal sealed class StoredChunk : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required long VersionKey { get; init; }

    public required int Ordinal { get; init; }

    /// <summary>The headings above it, joined; null at the top.</summary>
    public required string? Heading { get; init; }

    public required int Start { get; init; }

    public required int End { get; init; }

    /// <summary>Exactly that part of the version's text.</summary>
    public required string Text { get; init; }
}

/// <summary>Where one term stands in one batch of chunks of one version. Packed: a row for each chunk cost five times the space and time.</summary>
internal sealed class StoredPostings : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required long CollectionKey { get; init; }

    public required string Term { get; init; }

    public required long VersionKey { get; init; }

    /// <summary>The first chunk of the batch.</summary>
    public required int FirstOrdinal { get; init; }

    /// <summary>See <see cref="Search.PackedPostings"/>.</summary>
    public required byte[] Entries { get; init; }
}
