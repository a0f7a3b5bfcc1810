using System.Text.Json;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Limits;
using Sentralix.Llm.Storage;

namespace Sentralix.Llm.Admin;

/// <summary>Limits as they are shown, and written into their rows.</summary>
internal static class LimitViews
{
    public static void Take(this LimitRow row, WriteModelLimit body, string forTenant)
    {
        row.ForTenant = forTenant;
        row.Key = body.Key ?? "";
        row.Model = body.Model ?? "";
        row.Currency = CurrencyOf(body) ?? row.Currency;
        row.Document = JsonSerializer.Serialize(body with { Tenant = forTenant }, SentralixJson.Options);
    }

    public static WriteModelLimit Read(this LimitRow row) => JsonSerializer.Deserialize<WriteModelLimit>(row.Document, SentralixJson.Options)!;

    /// <summary>Whether budgets written now are of another currency than those that money has been spent of.</summary>
    public static bool ChangesCurrency(this LimitRow row, WriteModelLimit body) => row.Currency is not null && CurrencyOf(body) is { } currency && currency != row.Currency;

    public static ModelLimit View(this LimitRow row, DateTimeOffset now, Func<string, DateTimeOffset, long> spent)
    {
        var limit = row.Read();
        var zone = TimeZoneInfo.FindSystemTimeZoneById(limit.TimeZone);
        return new ModelLimit
        {
            Id = row.Id,
            Limit = limit,
            Budgets = [.. Budgets(limit).Select(b => Use(b.Period, b.Budget, BudgetPeriod.Of(b.Period, now, zone), spent))],
            Shared = row.IsShared(),
            Rev = row.Rev,
        };
    }

    /// <summary>The budgets of a limit, each with its period's name.</summary>
    private static IEnumerable<(string Period, Money Budget)> Budgets(WriteModelLimit limit)
    {
        if (limit.BudgetPerDay is { } day) yield return (BudgetPeriod.Day, day);
        if (limit.BudgetPerMonth is { } month) yield return (BudgetPeriod.Month, month);
    }

    private static BudgetUse Use(string name, Money budget, BudgetPeriod period, Func<string, DateTimeOffset, long> spent)
    {
        var used = spent(name, period.Starts);
        return new BudgetUse(name, Money.OfScaled(used, budget.Currency), Money.OfScaled(Math.Max(0, budget.ToScaled() - used), budget.Currency), period.Ends);
    }

    private static string? CurrencyOf(WriteModelLimit limit) => (limit.BudgetPerDay ?? limit.BudgetPerMonth)?.Currency;
}
