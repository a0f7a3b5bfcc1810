using Refit;

namespace Sentralix.Contracts.Billing;

/// <summary>Quotas: what a tenant may still use. Standard contract of Billing, for the services that spend (Llm, Speech, Voip, ToolCalls). What
/// a thing will use is known only when it is over, so it is reserved, done, and committed with what it has used, or released.
/// Everything is under the spender's own id of what it is about to do (<c>attempt</c>): a repeated call changes nothing and gives the first answer.
/// The tenant is the caller's; attempts of two tenants have nothing to do with each other.</summary>
/// <remarks>
/// <para>What was used counts once under an attempt, whoever tells it first and however late: by a commit, or by the spender's ledger, which Billing
/// reads by its cursor (of Llm: <see cref="Llm.IModelUsage.List"/>, whose records name the attempt as <see cref="Llm.ModelUsageRecord.Call"/>).
/// Where both tell and differ, the ledger is right.</para>
/// <para>A reservation that nobody settles is given back when its time is over, so one of a process that has died holds nothing for ever.</para>
/// </remarks>
[Contract("billing")]
public interface IQuotas
{
    /// <summary>Holds an amount of a quota for an attempt, all of it or nothing.</summary>
    /// <param name="body">What is about to be used.</param>
    /// <param name="cancellation">Cancels. Whether something is held is unknown then: release it.</param>
    /// <returns>The reservation; <c>quota_exceeded</c> (402) with the limit, what is used of it and when it begins anew in
    /// <see cref="Refusal.Quota"/>; <c>reservation_key_conflict</c> (409) where the attempt has reserved something else, or is settled.</returns>
    [Post("/billing/v1/quotas/reservations"), Scope("quotas:spend"), Answers(201)]
    Task<Result<QuotaReservation>> Reserve([Body] ReserveQuota body, CancellationToken cancellation);

    /// <summary>Counts what an attempt has used, be it less or more than was reserved, and gives back the rest. Also for an attempt that has
    /// reserved nothing, or whose reservation is over: what was used was used.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="body">What it has used.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>Nothing; <c>commit_conflict</c> (409) where the attempt has committed something else: the first commit stands.</returns>
    [Post("/billing/v1/quotas/reservations/{attempt}/commit"), Scope("quotas:spend")]
    Task<Result<Done>> Commit(string attempt, [Body] CommitQuota body, CancellationToken cancellation);

    /// <summary>Gives back all that is held for an attempt: nothing was used. Also for an attempt that Billing does not know, or whose
    /// reservation is over.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>Nothing; <c>commit_conflict</c> (409) where the attempt has committed something: that stands.</returns>
    [Post("/billing/v1/quotas/reservations/{attempt}/release"), Scope("quotas:spend")]
    Task<Result<Done>> Release(string attempt, CancellationToken cancellation);
}

/// <summary>What is about to be used.</summary>
public sealed record ReserveQuota : IValidated
{
    /// <summary>The shortest time of a reservation, in milliseconds.</summary>
    public const long ShortestTtlMs = 1_000;

    /// <summary>The longest: a day.</summary>
    public const long LongestTtlMs = 86_400_000;

    /// <summary>The spender's own id of what it is about to do, at most 64 characters; of Llm, the call <c>llm_…</c>.</summary>
    public required string Attempt { get; init; }

    /// <summary>Which quota, as tariffs name it: <see cref="QuotaFeatures"/>.</summary>
    public required string Feature { get; init; }

    /// <summary>How much of it, as far as can be told, in the feature's unit; 0 or more.</summary>
    public required long Amount { get; init; }

    /// <summary>What it will cost the platform by the spender's price list, tax included; null: there is no price.</summary>
    public Money? Cost { get; init; }

    /// <summary>After so many milliseconds, 1,000 to 86,400,000, the reservation is given back if nobody has settled it.</summary>
    public required long TtlMs { get; init; }

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.Text("attempt", Attempt, Ids.MaxLength);
        faults.Text("feature", Feature, Ids.MaxLength);
        faults.When(Amount < 0, "amount", "must not be negative");
        faults.When(TtlMs is < ShortestTtlMs or > LongestTtlMs, "ttl_ms", $"must be from {ShortestTtlMs} to {LongestTtlMs}");
        Cost?.Validate(faults, "cost");
    }
}

/// <summary>What is held.</summary>
/// <param name="Attempt">For which attempt.</param>
/// <param name="ExpiresAt">Until when, if nobody settles it.</param>
public sealed record QuotaReservation(string Attempt, DateTimeOffset ExpiresAt);

/// <summary>What an attempt has used.</summary>
public sealed record CommitQuota : IValidated
{
    /// <summary>Which quota.</summary>
    public required string Feature { get; init; }

    /// <summary>How much of it, in the feature's unit; 0 or more.</summary>
    public required long Amount { get; init; }

    /// <summary>What it has cost the platform, tax included, by currency; empty: there is no price.</summary>
    public IReadOnlyList<Money> Cost { get; init; } = [];

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.Text("feature", Feature, Ids.MaxLength);
        faults.When(Amount < 0, "amount", "must not be negative");
        for (var i = 0; i < Cost.Count; i++) Cost[i].Validate(faults, $"cost[{i}]");
    }
}

/// <summary>The quotas that services spend, and their units.</summary>
public static class QuotaFeatures
{
    /// <summary>Tokens of language models, prompts and answers together, of all kinds.</summary>
    public const string LlmTokens = "llm.tokens";
}

/// <summary>A quota that has too little left.</summary>
/// <param name="Feature">Which one.</param>
/// <param name="Limit">How much there is of it in one of its periods, in the feature's unit.</param>
/// <param name="Used">How much of that is used or held.</param>
/// <param name="ResetsAt">When it begins anew; null: not by itself.</param>
public sealed record ExceededQuota(string Feature, long Limit, long Used, DateTimeOffset? ResetsAt);
