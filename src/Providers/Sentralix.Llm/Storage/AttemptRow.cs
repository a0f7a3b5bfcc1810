using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Storage;

/// <summary>One attempt at a provider in the ledger. Written when it begins, so that a call that a crash interrupts is known, and once
/// more when it is settled; one that is settled at once is written once.</summary>
internal sealed class AttemptRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Id { get; init; }

    public required string CallId { get; init; }

    /// <summary>Its place in the order of settlement; null: under way.</summary>
    public long? SettledSeq { get; set; }

    /// <summary>The process that makes it.</summary>
    public required string Process { get; init; }

    public required string Actor { get; init; }

    public string? Conversation { get; init; }

    /// <summary>The batch that it is a line of.</summary>
    public string? Batch { get; init; }

    public required string Operation { get; init; }

    public required string Model { get; init; }

    public required string Provider { get; init; }

    public string? KeyId { get; init; }

    public required string UpstreamModel { get; init; }

    public string? Outcome { get; set; }

    public string? ErrorCode { get; set; }

    public bool Stream { get; init; }

    public long Input { get; set; }

    public long CacheRead { get; set; }

    public long CacheWrite { get; set; }

    public long CacheWriteHour { get; set; }

    public long Output { get; set; }

    public long Reasoning { get; set; }

    public long AudioIn { get; set; }

    public long AudioOut { get; set; }

    public string? Source { get; set; }

    /// <summary>Scaled (<see cref="Contracts.Money.Scale"/>); null: there is no price. While it is under way: what is held for it.</summary>
    public long? Cost { get; set; }

    public long? Vat { get; set; }

    public string? Currency { get; init; }

    public string? PriceId { get; init; }

    public required DateTimeOffset At { get; init; }

    public long? FirstByteMicroseconds { get; set; }

    public long DurationMicroseconds { get; set; }
}
