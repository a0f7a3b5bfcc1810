namespace Sentralix.Platform.Storage;

/// <summary>The first answer to an idempotency key.</summary>
public sealed class IdempotencyRecord : ITenantOwned
{
    /// <inheritdoc/>
    public string TenantId { get; set; } = "";

    /// <summary>Whose key.</summary>
    public required string Actor { get; init; }

    /// <summary>Verb and route template.</summary>
    public required string Route { get; init; }

    /// <summary>The key.</summary>
    public required string Key { get; init; }

    /// <summary>Hash of what was asked.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Names the process that runs the first call, and the call; another call may take over after <see cref="RunningUntil"/>.</summary>
    public required string Runner { get; set; }

    /// <summary>While the first call runs; renewed while it does.</summary>
    public DateTimeOffset? RunningUntil { get; set; }

    /// <summary>The answer, as JSON; null for a refusal.</summary>
    public string? Answer { get; set; }

    /// <summary>The refusal, as JSON.</summary>
    public string? Refusal { get; set; }

    /// <summary>Records older than a day are forgotten.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
