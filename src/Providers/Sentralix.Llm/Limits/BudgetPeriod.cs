namespace Sentralix.Llm.Limits;

/// <summary>A calendar day or month of a time zone.</summary>
internal readonly record struct BudgetPeriod(DateTimeOffset Starts, DateTimeOffset Ends)
{
    public const string Day = "day";
    public const string Month = "month";

    /// <summary>The day or month that a moment is in.</summary>
    public static BudgetPeriod Of(string period, DateTimeOffset moment, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(moment, zone).DateTime;
        var first = period == Day ? local.Date : new DateTime(local.Year, local.Month, 1);
        return new BudgetPeriod(Instant(first, zone), Instant(period == Day ? first.AddDays(1) : first.AddMonths(1), zone));
    }

    /// <summary>The first instant of a local day. Where clocks are put forward at midnight it has no midnight, and begins when they have been.</summary>
    private static DateTimeOffset Instant(DateTime midnight, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(midnight)) midnight = midnight.AddMinutes(15);

        // Where they are put back over midnight it is there twice; the day begins with the first.
        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }
}
