using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Storage;

/// <summary>A file of a tenant: requests that were uploaded, or what a batch has put out. Its bytes are blobs, a part each.</summary>
internal sealed class FileRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Id { get; init; }

    /// <summary><c>batch</c> or <c>batch_output</c>.</summary>
    public required string Purpose { get; init; }

    public required string Name { get; set; }

    public long Bytes { get; set; }

    public FileState State { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; set; }
}

/// <summary>Whether a file is there.</summary>
internal enum FileState
{
    /// <summary>Its bytes are still coming; nobody sees it.</summary>
    Arriving,

    Kept,

    /// <summary>Nobody sees it any more; its bytes go.</summary>
    Deleted,
}

/// <summary>A part of a file, written down before its bytes are stored, so that no bytes are ever left that nothing knows of.</summary>
internal sealed class FilePartRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string FileId { get; init; }

    /// <summary>From 0.</summary>
    public required int Ordinal { get; init; }

    /// <summary>The blob.</summary>
    public required string Hash { get; init; }
}
