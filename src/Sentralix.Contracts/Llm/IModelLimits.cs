using Refit;

namespace Sentralix.Contracts.Llm;

/// <summary>Limits of what may be used. Admin contract of Llm. Every limit that fits a call counts; the tightest one speaks.</summary>
[Contract("llm", ContractKind.Admin)]
public interface IModelLimits
{
    /// <summary>Adds a limit.</summary>
    /// <returns>The limit; <c>limit_exists</c> (409) where there is one for the same subject.</returns>
    [Post("/llm/admin/v1/limits"), Scope("llm:write"), Answers(201)]
    Task<Result<ModelLimit>> Create([Body] WriteModelLimit body, CancellationToken cancellation);

    /// <summary>Limits with what has been used, oldest first. The operator's limits on the caller's tenant are among them.</summary>
    [Get("/llm/admin/v1/limits"), Scope("llm:read")]
    Task<Result<Page<ModelLimit>>> List(int limit = 50, string? after = null, CancellationToken cancellation = default);

    /// <summary>One limit.</summary>
    [Get("/llm/admin/v1/limits/{id}"), Scope("llm:read")]
    Task<Result<ModelLimit>> Get(string id, CancellationToken cancellation);

    /// <summary>Replaces a limit. What was used in its periods stays used.</summary>
    [Put("/llm/admin/v1/limits/{id}"), Scope("llm:write")]
    Task<Result<ModelLimit>> Update(string id, [Header("If-Match")] string? ifMatch, [Body] WriteModelLimit body, CancellationToken cancellation);

    /// <summary>Deletes a limit.</summary>
    [Delete("/llm/admin/v1/limits/{id}"), Scope("llm:write")]
    Task<Result<Done>> Delete(string id, [Header("If-Match")] string? ifMatch, CancellationToken cancellation);
}

/// <summary>A limit as it is written: whom it is for, and at least one number.</summary>
public sealed record WriteModelLimit : IValidated
{
    /// <summary>The operator's: the tenant that it is for. Left out: the caller's own.</summary>
    public string? Tenant { get; init; }

    /// <summary>One API key (<c>key_…</c>), the virtual key of other gateways; left out: all callers together.</summary>
    public string? Key { get; init; }

    /// <summary>One model, as clients name it; left out: all together.</summary>
    public string? Model { get; init; }

    /// <summary>Calls in any 60 seconds.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Tokens in any 60 seconds, prompts and answers together. A call is let in by its estimate and counted by what it used.</summary>
    public long? TokensPerMinute { get; init; }

    /// <summary>Calls at once.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Money in a calendar day of <see cref="TimeZone"/>.</summary>
    public Money? BudgetPerDay { get; init; }

    /// <summary>Money in a calendar month of <see cref="TimeZone"/>.</summary>
    public Money? BudgetPerMonth { get; init; }

    /// <summary>IANA, for the budgets' days and months.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <inheritdoc/>
    public void Validate(Faults faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        faults.Text("tenant", Tenant, Ids.MaxLength, required: false);
        faults.Text("key", Key, Ids.MaxLength, required: false);
        faults.Text("model", Model, 128, required: false);
        faults.When(RequestsPerMinute is < 1, "requests_per_minute", "must be at least 1");
        faults.When(TokensPerMinute is < 1, "tokens_per_minute", "must be at least 1");
        faults.When(Concurrency is < 1, "concurrency", "must be at least 1");
        BudgetPerDay?.Validate(faults, "budget_per_day");
        BudgetPerMonth?.Validate(faults, "budget_per_month");
        faults.When(!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone ?? "", out _), "time_zone", "is not a time zone");
        faults.When(
            RequestsPerMinute is null && TokensPerMinute is null && Concurrency is null && BudgetPerDay is null && BudgetPerMonth is null,
            "requests_per_minute", "or another limit must be given");
    }
}

/// <summary>A limit.</summary>
public sealed record ModelLimit : IVersioned
{
    /// <summary><c>lim_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What it is.</summary>
    public required WriteModelLimit Limit { get; init; }

    /// <summary>What has been spent of the budgets, settled calls only.</summary>
    public required IReadOnlyList<BudgetUse> Budgets { get; init; }

    /// <summary>Whether it is the operator's.</summary>
    public required bool Shared { get; init; }

    /// <inheritdoc/>
    public required long Rev { get; init; }
}

/// <summary>What has been spent of a budget.</summary>
/// <param name="Period"><c>day</c> or <c>month</c>.</param>
/// <param name="Spent">Settled calls.</param>
/// <param name="Left">What is left.</param>
/// <param name="ResetsAt">When the period ends.</param>
public sealed record BudgetUse(string Period, Money Spent, Money Left, DateTimeOffset ResetsAt);
