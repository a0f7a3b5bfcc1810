using Sentralix.Llm.Limits;
using Xunit;

namespace Sentralix.Llm.Tests.Limits;

public sealed class BudgetPeriodTests
{
    // Expected instants were made with Python's zoneinfo.
    [Theory]
    [InlineData("UTC", "day", "2026-11-23T12:00:00Z", "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z")]
    [InlineData("UTC", "month", "2026-12-31T23:59:59Z", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("Europe/Moscow", "day", "2026-11-22T21:00:00Z", "2026-11-22T21:00:00Z", "2026-11-23T21:00:00Z")]
    [InlineData("Europe/Moscow", "month", "2026-11-30T20:59:59Z", "2026-10-31T21:00:00Z", "2026-11-30T21:00:00Z")]
    [InlineData("Asia/Kathmandu", "day", "2026-11-23T18:14:59Z", "2026-11-22T18:15:00Z", "2026-11-23T18:15:00Z")]
    [InlineData("UTC", "month", "2026-02-10T00:00:00Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z")]
    // A day of 23 hours, one of 25, and the months that they are in.
    [InlineData("Europe/Berlin", "day", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("Europe/Berlin", "day", "2026-10-25T12:00:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")]
    [InlineData("Europe/Berlin", "month", "2026-10-25T12:00:00Z", "2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z")]
    [InlineData("Australia/Lord_Howe", "day", "2026-10-04T00:00:00Z", "2026-10-03T13:30:00Z", "2026-10-04T13:00:00Z")]
    // No midnight: clocks go from 24:00 to 1:00.
    [InlineData("Africa/Cairo", "day", "2026-04-24T12:00:00Z", "2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z")]
    [InlineData("America/Sao_Paulo", "day", "2018-11-04T12:00:00Z", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z")]
    [InlineData("America/Sao_Paulo", "day", "2018-11-04T02:59:59Z", "2018-11-03T03:00:00Z", "2018-11-04T03:00:00Z")]
    // Two midnights: at 1:00 clocks go back to 0:00.
    [InlineData("America/Havana", "day", "2026-11-01T05:30:00Z", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z")]
    [InlineData("America/Havana", "day", "2026-11-01T04:00:00Z", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z")]
    // The hour before midnight comes twice.
    [InlineData("America/Sao_Paulo", "day", "2018-02-18T02:30:00Z", "2018-02-17T02:00:00Z", "2018-02-18T03:00:00Z")]
    // At a minute past midnight clocks go back to 23:01 of the day before, which is over.
    [InlineData("America/St_Johns", "day", "2010-11-07T02:45:00Z", "2010-11-07T02:30:00Z", "2010-11-08T03:30:00Z")]
    // A day that was skipped: after the 29th of December 2011 came the 31st.
    [InlineData("Pacific/Apia", "day", "2011-12-30T09:59:59Z", "2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z")]
    [InlineData("Pacific/Apia", "day", "2011-12-30T10:00:00Z", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z")]
    public void A_period_begins_and_ends_at_its_zones_midnights(string zone, string period, string now, string starts, string ends)
    {
        var found = BudgetPeriod.Of(period, DateTimeOffset.Parse(now, null), TimeZoneInfo.FindSystemTimeZoneById(zone));

        Assert.Equal((DateTimeOffset.Parse(starts), DateTimeOffset.Parse(ends)), (found.Starts, found.Ends));
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (found.Starts.Offset, found.Ends.Offset));
    }

    [Theory]
    [InlineData("Europe/Moscow", 2010)]
    [InlineData("Europe/Berlin", 2026)]
    [InlineData("America/St_Johns", 2010)]
    [InlineData("America/Sao_Paulo", 2018)]
    [InlineData("America/Havana", 2026)]
    [InlineData("Africa/Cairo", 2026)]
    [InlineData("Asia/Beirut", 2026)]
    [InlineData("Asia/Tehran", 2021)]
    [InlineData("Pacific/Apia", 2011)]
    [InlineData("Australia/Lord_Howe", 2026)]
    [InlineData("Africa/Casablanca", 2026)]
    public void Every_instant_lies_in_its_period_and_periods_follow_each_other_without_a_gap(string name, int year)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        foreach (var period in new[] { BudgetPeriod.Day, BudgetPeriod.Month })
        {
            var start = new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero);
            var last = BudgetPeriod.Of(period, start, zone);
            for (var now = start; now < start.AddYears(1); now = now.AddMinutes(10))
            {
                var found = BudgetPeriod.Of(period, now, zone);
                if (now < found.Starts || now >= found.Ends) Assert.Fail($"{now:O} is not within {found}");
                if (found != last && found.Starts != last.Ends) Assert.Fail($"{found} does not follow {last}");
                last = found;
            }
        }
    }

    [Fact]
    public void There_are_no_other_periods() => Assert.Throws<ArgumentOutOfRangeException>(() => BudgetPeriod.Of("week", DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc));
}
