using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Storage;

/// <summary>A batch: many calls that nobody waits for.</summary>
internal sealed class BatchRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Id { get; init; }

    public required string InputFileId { get; init; }

    /// <summary>As clients say it: <c>/v1/chat/completions</c>.</summary>
    public required string Endpoint { get; init; }

    public required string CompletionWindow { get; init; }

    /// <summary>JSON; null: none was given.</summary>
    public string? Metadata { get; init; }

    /// <summary>Who made it: its lines are his calls.</summary>
    public required string Actor { get; init; }

    public required BatchState State { get; set; }

    /// <summary>Why lines were left out: one of <c>StopCodes</c>; null: none were.</summary>
    public string? StopCode { get; set; }

    /// <summary>JSON: what is wrong with the file, or why the batch was stopped; null: nothing.</summary>
    public string? Errors { get; set; }

    public string? OutputFileId { get; set; }

    public string? ErrorFileId { get; set; }

    /// <summary>Lines with a request.</summary>
    public int Total { get; set; }

    public int Completed { get; set; }

    public int Failed { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>How long its output files are kept.</summary>
    public required int OutputKeptSeconds { get; init; }

    public DateTimeOffset? InProgressAt { get; set; }

    /// <summary>No line is asked any more; what came of them is being written into files.</summary>
    public DateTimeOffset? FinalizingAt { get; set; }

    public DateTimeOffset? CancellingAt { get; set; }

    /// <summary>It is completed, failed, expired or cancelled.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Whether it takes up one of its tenant's places.</summary>
    public bool IsLive => EndedAt is null;
}

/// <summary>How far a batch is.</summary>
internal enum BatchState
{
    Validating,
    InProgress,
    Finalizing,
    Cancelling,
    Completed,
    Failed,
    Expired,
    Cancelled,
}

/// <summary>What came of a line. It is here until the batch's files are written; a line that is here is never asked again.</summary>
internal sealed class BatchResultRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string BatchId { get; init; }

    /// <summary>The line's number in the input file, from 1.</summary>
    public required int Line { get; init; }

    public required bool IsError { get; init; }

    /// <summary>The line of the output file, without its end.</summary>
    public required byte[] Record { get; init; }

    /// <summary>Of the record: pages are cut by it without reading the records.</summary>
    public required int Size { get; init; }
}
