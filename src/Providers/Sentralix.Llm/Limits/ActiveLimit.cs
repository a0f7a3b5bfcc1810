using Sentralix.Contracts.Llm;

namespace Sentralix.Llm.Limits;

/// <summary>A limit as calls meet it.</summary>
internal sealed class ActiveLimit
{
    public required string Id { get; init; }

    /// <summary>Empty: whoever calls.</summary>
    public required string Actor { get; init; }

    /// <summary>Empty: whatever model.</summary>
    public required string Model { get; init; }

    public int? RequestsPerMinute { get; init; }

    public long? TokensPerMinute { get; init; }

    public int? Concurrency { get; init; }

    public required IReadOnlyList<Budget> Budgets { get; init; }

    /// <summary>What has been counted; it outlives changes of the limit.</summary>
    public required LimitCounts Counts { get; init; }

    public bool Fits(string actor, string model) => (Actor.Length == 0 || Actor == actor) && (Model.Length == 0 || Model == model);

    public static ActiveLimit Of(string tenant, string id, WriteModelLimit limit, LimitCounts counts)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(limit.TimeZone);
        var budgets = new List<Budget>(2);
        if (limit.BudgetPerDay is { } day) budgets.Add(new Budget(tenant, id, BudgetPeriod.Day, zone, day.ToScaled(), day.Currency));
        if (limit.BudgetPerMonth is { } month) budgets.Add(new Budget(tenant, id, BudgetPeriod.Month, zone, month.ToScaled(), month.Currency));
        return new ActiveLimit
        {
            Id = id,
            Actor = limit.Key is { Length: > 0 } key ? $"key:{key}" : "",
            Model = limit.Model ?? "",
            RequestsPerMinute = limit.RequestsPerMinute,
            TokensPerMinute = limit.TokensPerMinute,
            Concurrency = limit.Concurrency,
            Budgets = budgets,
            Counts = counts,
        };
    }
}

/// <summary>What has been counted towards one limit in this process.</summary>
internal sealed class LimitCounts(TimeProvider time)
{
    private int underWay;

    public SlidingMinute Requests { get; } = new(time);

    public SlidingMinute Tokens { get; } = new(time);

    public bool TryEnter(long limit)
    {
        if (Interlocked.Increment(ref underWay) <= limit) return true;
        Interlocked.Decrement(ref underWay);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref underWay);
}
