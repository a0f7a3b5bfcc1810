using Sentralix.Contracts;
using Sentralix.Contracts.Billing;

namespace Sentralix.Llm.Quotas;

/// <summary>What a call has used of its tenant's quota.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Attempt">The call, under which it was reserved.</param>
/// <param name="Tokens">Of all its attempts.</param>
/// <param name="Cost">By currency.</param>
internal sealed record QuotaSettlement(string Tenant, string Attempt, long Tokens, IReadOnlyList<Money> Cost)
{
    /// <summary>Tells Billing.</summary>
    /// <returns>Why it must be told again; null: it knows.</returns>
    public async Task<Refusal?> Tell(IQuotas quotas, CancellationToken cancellation)
    {
        var told = Tokens == 0 && Cost.Count == 0
            ? await quotas.Release(Attempt, cancellation)
            : await quotas.Commit(Attempt, new CommitQuota { Feature = QuotaFeatures.LlmTokens, Amount = Tokens, Cost = Cost }, cancellation);

        // The first commit stands, and nothing is told to whoever is not installed: saying it once more changes neither.
        return told.Refusal is { Status: 409 or 501 } ? null : told.Refusal;
    }
}
