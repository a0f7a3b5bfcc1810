using Sentralix.Contracts.Knowledge;
using Sentralix.Platform.Storage;

namespace Sentralix.Knowledge.Storage;

/// <summary>The ingestion of one version. It outlives the document, so that whoever waits for it learns what became of it.</summary>
internal sealed class StoredJob : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Id { get; init; }

    public required string DocumentId { get; init; }

    public required int Version { get; init; }

    public required JobState State { get; set; }

    public string? Step { get; set; }

    public int Completed { get; set; }

    public int Total { get; set; }

    public string? ErrorCode { get; set; }

    public string? Error { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; set; }

    public IngestionJob View() => new(Id, DocumentId, Version, State, Step, Completed, Total, ErrorCode, Error, CreatedAt, FinishedAt);
}
