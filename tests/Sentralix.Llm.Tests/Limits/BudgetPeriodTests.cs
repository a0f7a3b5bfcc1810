using Sentralix.Llm.Limits;
using Xunit;

namespace Sentralix.Llm.Tests.Limits;

/// <summary>Days and months of time zones.</summary>
public sealed class BudgetPeriodTests
{
    [Theory]
    [InlineData("day", "2026-11-23T20:59:59Z", "Europe/Moscow", "2026-11-22T21:00:00Z", "2026-11-23T21:00:00Z")]
    [InlineData("day", "2026-11-23T21:00:00Z", "Europe/Moscow", "2026-11-23T21:00:00Z", "2026-11-24T21:00:00Z")]
    [InlineData("month", "2026-12-31T22:00:00Z", "Europe/Moscow", "2026-12-31T21:00:00Z", "2027-01-31T21:00:00Z")]
    [InlineData("month", "2026-02-10T00:00:00Z", "UTC", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z")]
    // A day of 23 hours, and one of 25.
    [InlineData("day", "2026-03-29T12:00:00Z", "Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("day", "2026-10-25T12:00:00Z", "Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")]
    // Cairo puts clocks forward at midnight: the day begins at one o'clock, which is 22:00 UTC.
    [InlineData("day", "2026-04-24T12:00:00Z", "Africa/Cairo", "2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z")]
    public void A_period_is_the_zones_own(string period, string moment, string zone, string starts, string ends)
    {
        var found = BudgetPeriod.Of(period, DateTimeOffset.Parse(moment, null), TimeZoneInfo.FindSystemTimeZoneById(zone));

        Assert.Equal((DateTimeOffset.Parse(starts, null), DateTimeOffset.Parse(ends, null)), (found.Starts, found.Ends));
    }

    [Theory]
    [InlineData("America/Sao_Paulo")]
    [InlineData("Asia/Beirut")]
    [InlineData("America/Havana")]
    [InlineData("Australia/Lord_Howe")]
    public void Periods_follow_each_other_without_gaps(string zone)
    {
        var place = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var at = new DateTimeOffset(2017, 1, 1, 12, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < 3000; i++)
        {
            var day = BudgetPeriod.Of(BudgetPeriod.Day, at, place);
            Assert.InRange(at, day.Starts, day.Ends.AddTicks(-1));
            Assert.Equal(day.Ends, BudgetPeriod.Of(BudgetPeriod.Day, day.Ends, place).Starts);
            at = day.Ends;
        }
    }
}
