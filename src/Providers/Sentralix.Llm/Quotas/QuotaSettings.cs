namespace Sentralix.Llm.Quotas;

/// <summary>How Billing is asked, where it is installed.</summary>
internal sealed class QuotaSettings
{
    public const int DefaultTimeoutMs = 1000;
    public const long DefaultAllowance = 1_000_000;

    /// <summary>How long a call waits for Billing's answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMilliseconds(DefaultTimeoutMs);

    /// <summary>How many tokens each tenant may use in this process while Billing does not answer; 0: none, its calls are refused.</summary>
    public long AllowanceWhenAway { get; init; } = DefaultAllowance;
}
