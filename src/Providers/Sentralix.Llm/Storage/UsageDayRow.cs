using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Storage;

/// <summary>What one caller has used of one model at one provider on one day, of records that are no longer kept. Nobody's words and no
/// conversation are in it.</summary>
internal sealed class UsageDayRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    /// <summary>In UTC, by its number: <see cref="DateOnly.DayNumber"/>.</summary>
    public required long Day { get; init; }

    public required string Actor { get; init; }

    public required string Model { get; init; }

    public required string Provider { get; init; }

    /// <summary>Empty, not null, where there is no price: nulls are not equal in a key.</summary>
    public required string Currency { get; init; }

    public long Attempts { get; set; }

    /// <summary>Attempts that failed or were cut.</summary>
    public long Failures { get; set; }

    /// <summary>Prompt tokens, all kinds.</summary>
    public long Input { get; set; }

    public long CacheRead { get; set; }

    /// <summary>Answer tokens, all kinds.</summary>
    public long Output { get; set; }

    /// <summary>Attempts that have no price.</summary>
    public long Unpriced { get; set; }

    /// <summary>Scaled.</summary>
    public long Cost { get; set; }

    public long Vat { get; set; }
}
