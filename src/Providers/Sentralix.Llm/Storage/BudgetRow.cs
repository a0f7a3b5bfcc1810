using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Storage;

/// <summary>What has been spent of a budget in one of its periods. The row belongs to the tenant whose money it is, also where the
/// operator made the limit.</summary>
internal sealed class BudgetRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string LimitId { get; init; }

    /// <summary><c>day</c> or <c>month</c>.</summary>
    public required string Period { get; init; }

    public required DateTimeOffset Starts { get; init; }

    /// <summary>Settled, scaled.</summary>
    public long Spent { get; set; }
}

/// <summary>What one process may still spend of a budget without asking again. Together the holds never exceed what is left.</summary>
internal sealed class BudgetHoldRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string LimitId { get; init; }

    public required string Period { get; init; }

    public required DateTimeOffset Starts { get; init; }

    public required string Process { get; init; }

    /// <summary>Scaled.</summary>
    public long Amount { get; set; }
}

/// <summary>A process that serves Llm. One that has not been seen for a while is dead: its holds are free, its attempts are lost.</summary>
internal sealed class ProcessRow
{
    public required string Id { get; init; }

    public required DateTimeOffset SeenAt { get; set; }
}
