using Sentralix.Contracts.Knowledge;
using Sentralix.Platform.Storage;

namespace Sentralix.Knowledge.Storage;

/// <summary>A document. What it says of title, type and size is said of the version that can be found, and of the newest one before there
/// is such a version.</summary>
internal sealed class StoredDocument : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Id { get; init; }

    public required string CollectionId { get; init; }

    public required string Name { get; init; }

    public required string Title { get; set; }

    public required string ContentType { get; set; }

    public required long Bytes { get; set; }

    /// <summary>The number of the newest version that was uploaded.</summary>
    public int LatestVersion { get; set; }

    /// <summary>The version that can be found; null: nothing can.</summary>
    public int? CurrentVersion { get; set; }

    public DocumentState State { get; set; } = DocumentState.Processing;

    public int Chunks { get; set; }

    /// <summary>Why the newest version could not be read.</summary>
    public string? ErrorCode { get; set; }

    public string? Error { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    public Document View() => new(
        Id, CollectionId, Name, Title, ContentType, Bytes, CurrentVersion ?? LatestVersion, State, Chunks, ErrorCode, Error, CreatedAt, UpdatedAt);
}
