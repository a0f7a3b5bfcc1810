namespace Sentralix.Llm.Limits;

/// <summary>One period of a budget, as instants: a calendar day or month of a time zone.</summary>
/// <param name="Starts">Inclusive, UTC.</param>
/// <param name="Ends">Exclusive, UTC: the start of the next period.</param>
internal readonly record struct BudgetPeriod(DateTimeOffset Starts, DateTimeOffset Ends)
{
    public const string Day = "day";
    public const string Month = "month";

    /// <summary>The period that a moment is in.</summary>
    /// <param name="period"><c>day</c> or <c>month</c>.</param>
    /// <param name="moment">The moment.</param>
    /// <param name="zone">Whose calendar.</param>
    public static BudgetPeriod Of(string period, DateTimeOffset moment, TimeZoneInfo zone)
    {
        var isMonth = period switch
        {
            Day => false,
            Month => true,
            _ => throw new ArgumentOutOfRangeException(nameof(period), period, "A budget is of a day or of a month."),
        };
        var first = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime);
        if (isMonth) first = new DateOnly(first.Year, first.Month, 1);
        while (true)
        {
            var next = isMonth ? first.AddMonths(1) : first.AddDays(1);
            var found = new BudgetPeriod(Begin(first, zone), Begin(next, zone));

            // Where clocks are put back over midnight, a date comes, goes and comes again: it has begun when it first came.
            if (moment < found.Ends) return found;
            first = next;
        }
    }

    /// <summary>The first instant at which a zone's clocks show a date, or one after it where they skip it.</summary>
    private static DateTimeOffset Begin(DateOnly date, TimeZoneInfo zone)
    {
        var midnight = date.ToDateTime(TimeOnly.MinValue);
        if (zone.IsAmbiguousTime(midnight)) return new DateTimeOffset(midnight - zone.GetAmbiguousTimeOffsets(midnight).Max(), TimeSpan.Zero);
        if (!zone.IsInvalidTime(midnight)) return new DateTimeOffset(midnight - zone.GetUtcOffset(midnight), TimeSpan.Zero);

        // Clocks are put forward over this midnight, by a whole day at most: the instant at which they are is looked for between both sides.
        var (before, after) = (midnight.AddHours(-40).Ticks, midnight.AddHours(40).Ticks);
        while (after - before > 1)
        {
            var middle = before + ((after - before) / 2);
            if (TimeZoneInfo.ConvertTimeFromUtc(new DateTime(middle, DateTimeKind.Utc), zone) < midnight) before = middle;
            else after = middle;
        }

        return new DateTimeOffset(after, TimeSpan.Zero);
    }
}
