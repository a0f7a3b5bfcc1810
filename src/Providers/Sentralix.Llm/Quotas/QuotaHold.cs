using Sentralix.Contracts;
using Sentralix.Llm.Accounting;
using Sentralix.Llm.Calls;

namespace Sentralix.Llm.Quotas;

/// <summary>What is held for a call at Billing, or may be. Settled once, with what all attempts of the call have used together.</summary>
internal sealed class QuotaHold(ModelRequest request, QuotaSettlements settlements)
{
    private int isOver;

    /// <summary>Nothing is held, for certain.</summary>
    public void Forget() => Interlocked.Exchange(ref isOver, 1);

    /// <summary>The call is over.</summary>
    /// <param name="attempts">Its attempts, settled.</param>
    public void Settle(IEnumerable<AttemptRecord> attempts)
    {
        if (Interlocked.Exchange(ref isOver, 1) != 0) return;
        var (tokens, cost) = (0L, new Dictionary<string, long>(1, StringComparer.Ordinal));
        foreach (var attempt in attempts)
        {
            tokens += attempt.Tokens.Total;
            if (attempt is { Cost: { Amount: > 0 and var amount }, Price.Currency: { } currency }) cost[currency] = cost.GetValueOrDefault(currency) + amount;
        }

        settlements.Add(new QuotaSettlement(request.Caller.Tenant, request.CallId, tokens, [.. cost.Select(c => Money.OfScaled(c.Value, c.Key))]));
    }
}
