using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Sentralix.Contracts.Billing;

namespace Sentralix.Llm.Quotas;

/// <summary>What calls do while Billing is installed and does not answer. They go on within an allowance: an assistant on the phone that
/// falls silent, because what only counts is being restarted, costs a company more than the tokens of a few minutes do; and those are
/// in the ledger, and are charged when Billing is back. What is used up stays used up meanwhile.</summary>
internal sealed partial class BillingOutage(QuotaSettings settings, TimeProvider time, ILogger<BillingOutage> logger)
{
    // As long as it lasts, one call in so long asks; the others do not wait with it.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, long> used = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ExceededQuota> exceeded = new(StringComparer.Ordinal);
    private long nextLook;

    /// <summary>Whether Billing did not answer when it was asked last.</summary>
    public bool IsOn => Interlocked.Read(ref nextLook) != 0;

    /// <summary>Whether Billing is asked for this call.</summary>
    public bool MayAsk()
    {
        var look = Interlocked.Read(ref nextLook);
        if (look == 0) return true;
        var now = time.GetTimestamp();
        return now >= look && Interlocked.CompareExchange(ref nextLook, Next(now), look) == look;
    }

    /// <summary>Billing has not answered.</summary>
    public void Begin(string why)
    {
        if (Interlocked.Exchange(ref nextLook, Next(time.GetTimestamp())) == 0) LogAway(why, settings.AllowanceWhenAway);
    }

    /// <summary>Billing has answered.</summary>
    /// <param name="tenant">For whom.</param>
    /// <param name="refused">The quota that has too little left; null: there was enough.</param>
    public void End(string tenant, ExceededQuota? refused)
    {
        if (IsOn && Interlocked.Exchange(ref nextLook, 0) != 0)
        {
            used.Clear();
            LogBack();
        }

        if (refused is not null) exceeded[tenant] = refused;
        else if (!exceeded.IsEmpty) exceeded.TryRemove(tenant, out _);
    }

    /// <summary>The quota that a tenant had used up when Billing was still there, unless it has begun anew since.</summary>
    public ExceededQuota? Exceeded(string tenant) =>
        exceeded.TryGetValue(tenant, out var quota) && !(quota.ResetsAt <= time.GetUtcNow()) ? quota : null;

    /// <summary>Takes from a tenant's allowance.</summary>
    /// <returns>False: there is less left.</returns>
    public bool TryTake(string tenant, long tokens)
    {
        while (true)
        {
            var before = used.GetOrAdd(tenant, 0);
            if (before + tokens > settings.AllowanceWhenAway) return false;
            if (used.TryUpdate(tenant, before + tokens, before)) return true;
        }
    }

    private long Next(long now) => now + (long)(BetweenLooks.TotalSeconds * time.TimestampFrequency);

    [LoggerMessage(Level = LogLevel.Error, Message = "Billing does not answer: {Why}. Until it does, each tenant's calls of models go on within {Allowance} tokens")]
    private partial void LogAway(string why, long allowance);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Billing answers again")]
    private partial void LogBack();
}
