using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Xunit;

namespace Sentralix.Llm.Tests.Admin;

public sealed class LimitTests(Offices offices) : IClassFixture<Offices>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_limit_is_added_read_replaced_and_deleted(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        var added = (await office.Limits.Create(new WriteModelLimit { Key = "key_1", RequestsPerMinute = 60, TokensPerMinute = 1_000_000_000_000, Concurrency = 4 }, None)).OrThrow();
        Assert.Equal((office.Tenant, "key_1", null, 60, 1_000_000_000_000, 4), (added.Limit.Tenant, added.Limit.Key, added.Limit.Model, added.Limit.RequestsPerMinute, added.Limit.TokensPerMinute, added.Limit.Concurrency));
        Assert.Equivalent(added, (await office.Limits.Get(added.Id, None)).OrThrow(), strict: true);
        Assert.Equal(("limit_exists", 409), Told((await office.Limits.Create(new WriteModelLimit { Key = "key_1", Concurrency = 1 }, None)).Refusal));

        // Another subject, another limit: the tenant as a whole, one model, one model with one key.
        var whole = (await office.Limits.Create(new WriteModelLimit { Concurrency = 10 }, None)).OrThrow();
        (await office.Limits.Create(new WriteModelLimit { Model = "fast", Concurrency = 10 }, None)).OrThrow();
        (await office.Limits.Create(new WriteModelLimit { Model = "fast", Key = "key_1", Tenant = office.Tenant, Concurrency = 10 }, None)).OrThrow();
        Assert.Equal(["limit_exists"], [(await office.Limits.Update(whole.Id, "\"1\"", new WriteModelLimit { Key = "key_1", Concurrency = 1 }, None)).Refusal?.Code]);
        Assert.Equal(1, (await office.Limits.Get(whole.Id, None)).OrThrow().Rev);

        foreach (var (sent, status) in new[] { ((string?)null, 428), ("\"9\"", 412) })
        {
            Assert.Equal(status, (await office.Limits.Update(added.Id, sent, new WriteModelLimit { Concurrency = 1 }, None)).Refusal?.Status);
            Assert.Equal(status, (await office.Limits.Delete(added.Id, sent, None)).Refusal?.Status);
        }

        office.Changes.Clear();
        var replaced = (await office.Limits.Update(added.Id, "\"1\"", new WriteModelLimit { Key = "key_2", Concurrency = 1 }, None)).OrThrow();
        Assert.Equal(("key_2", null, 2L), (replaced.Limit.Key, replaced.Limit.RequestsPerMinute, replaced.Rev));
        (await office.Limits.Delete(added.Id, "\"2\"", None)).OrThrow();
        Assert.Equal([office.Tenant, office.Tenant], office.Changes);
        Assert.Equal("not_found", (await office.Limits.Get(added.Id, None)).Refusal?.Code);
        Assert.Equal(3, (await office.Limits.List(cancellation: None)).OrThrow().Items.Count);
    }

    [Fact]
    public void The_form_of_every_field_is_checked_at_the_border()
    {
        Assert.Equal(
            ["budget_per_day.amount", "budget_per_month.currency", "concurrency", "key", "model", "requests_per_minute", "tenant", "time_zone", "tokens_per_minute"],
            Faulty(new WriteModelLimit
            {
                Tenant = "",
                Key = new string('k', 65),
                Model = " ",
                RequestsPerMinute = 0,
                TokensPerMinute = -1,
                Concurrency = 0,
                BudgetPerDay = new Money("x", "RUB"),
                BudgetPerMonth = new Money("1", "USD"),
                TimeZone = "Mars/Olympus",
            }));
        Assert.Equal(["requests_per_minute"], Faulty(new WriteModelLimit { Key = "key_1" }));
    }

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("/usr/share/zoneinfo/UTC")]
    [InlineData("Europe/../UTC")]
    [InlineData("../../../../etc/passwd")]
    [InlineData("Europe/../../../../../etc/passwd")]
    [InlineData("Europe/Moscow\n")]
    [InlineData("Europe")]
    [InlineData("")]
    [InlineData("tzdata.zi")]
    public void What_is_no_time_zones_name_is_refused_and_not_looked_up_as_a_file(string name) =>
        Assert.Equal(["time_zone"], Faulty(new WriteModelLimit { Concurrency = 1, TimeZone = name }));

    [Theory]
    [InlineData("UTC")]
    [InlineData("Europe/Moscow")]
    [InlineData("America/Argentina/Buenos_Aires")]
    [InlineData("Etc/GMT+5")]
    public void A_time_zone_has_its_IANA_name(string name) => Assert.Empty(Faulty(new WriteModelLimit { Concurrency = 1, TimeZone = name }));

    [Theory, ClassData(typeof(BothStores))]
    public async Task Budgets_tell_what_is_spent_of_the_periods_that_are_now(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        office.Clock.Set(new DateTimeOffset(2026, 11, 30, 22, 30, 0, TimeSpan.Zero));
        var limit = (await office.Limits.Create(
            new WriteModelLimit { BudgetPerDay = new Money("10", "RUB"), BudgetPerMonth = new Money("100.50", "RUB"), TimeZone = "Europe/Moscow" }, None)).OrThrow();

        // In Moscow it is the first of December.
        var starts = new DateTimeOffset(2026, 11, 30, 21, 0, 0, TimeSpan.Zero);
        Assert.Equal([Use("day", "0", "10", starts.AddDays(1)), Use("month", "0", "100.5", starts.AddDays(31))], limit.Budgets);
        await office.Ledger.Spend(office.Tenant, limit.Id, "day", starts, "12.5");
        await office.Ledger.Spend(office.Tenant, limit.Id, "day", starts.AddDays(-1), "7");
        await office.Ledger.Spend(office.Tenant, limit.Id, "month", starts, "20.25");
        await office.Ledger.Spend(office.Tenant, "lim_other", "month", starts, "1");

        BudgetUse[] spent = [Use("day", "12.5", "0", starts.AddDays(1)), Use("month", "20.25", "80.25", starts.AddDays(31))];
        Assert.Equal(spent, (await office.Limits.Get(limit.Id, None)).OrThrow().Budgets);
        Assert.Equal(spent, Assert.Single((await office.Limits.List(cancellation: None)).OrThrow().Items).Budgets);
        var raised = (await office.Limits.Update(limit.Id, "\"1\"", limit.Limit with { BudgetPerDay = new Money("20", "RUB") }, None)).OrThrow();
        Assert.Equal(Use("day", "12.5", "7.5", starts.AddDays(1)), raised.Budgets[0]);

        office.Clock.Set(starts.AddDays(1));
        Assert.Equal([Use("day", "0", "20", starts.AddDays(2)), spent[1]], (await office.Limits.Get(limit.Id, None)).OrThrow().Budgets);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Budgets_keep_the_currency_that_was_spent(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        var limit = (await office.Limits.Create(new WriteModelLimit { BudgetPerMonth = new Money("100", "RUB") }, None)).OrThrow();

        Assert.Equal(["budget_per_month.currency"], (await office.Limits.Update(limit.Id, "\"1\"", new WriteModelLimit { BudgetPerMonth = new Money("100", "USD") }, None)).Refusal?.Errors?.Keys);
        (await office.Limits.Update(limit.Id, "\"1\"", new WriteModelLimit { Concurrency = 1 }, None)).OrThrow();
        Assert.Equal(["budget_per_day.currency"], (await office.Limits.Update(limit.Id, "\"2\"", new WriteModelLimit { BudgetPerDay = new Money("100", "USD") }, None)).Refusal?.Errors?.Keys);
        (await office.Limits.Update(limit.Id, "\"2\"", new WriteModelLimit { BudgetPerDay = new Money("5", "RUB") }, None)).OrThrow();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_operator_limits_tenants_and_sees_what_they_have_spent(StoreKind kind)
    {
        var office = await offices.On(kind);
        ModelLimit limit;
        var day = new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);
        using (Office.EnterOperator()) limit = (await office.Limits.Create(new WriteModelLimit { Tenant = office.Tenant, BudgetPerDay = new Money("10", "RUB") }, None)).OrThrow();
        await office.Ledger.Spend(office.Tenant, limit.Id, "day", day, "4");
        await office.Ledger.Spend("platform", limit.Id, "day", day, "9");

        using (office.Enter())
        {
            var seen = (await office.Limits.Get(limit.Id, None)).OrThrow();
            Assert.Equal((true, office.Tenant, Use("day", "4", "6", day.AddDays(1))), (seen.Shared, seen.Limit.Tenant, Assert.Single(seen.Budgets)));

            // The tenant's own limit of itself is another one.
            (await office.Limits.Create(new WriteModelLimit { Concurrency = 1 }, None)).OrThrow();
            Assert.Equal(["tenant"], (await office.Limits.Create(new WriteModelLimit { Tenant = "ten_other", Concurrency = 1 }, None)).Refusal?.Errors?.Keys);
            Assert.Equal(["tenant"], (await office.Limits.Update(limit.Id, "\"1\"", new WriteModelLimit { Tenant = "platform", Concurrency = 1 }, None)).Refusal?.Errors?.Keys);
            Assert.Equal(("shared", 403), Told((await office.Limits.Delete(limit.Id, "\"1\"", None)).Refusal));
        }

        using (Office.EnterOperator())
        {
            Assert.Equal("4", Assert.Single((await office.Limits.Get(limit.Id, None)).OrThrow().Budgets).Spent.Amount);
            var listed = (await office.Limits.List(200, cancellation: None)).OrThrow().Items;
            Assert.Equal("4", Assert.Single(Assert.Single(listed, l => l.Id == limit.Id).Budgets).Spent.Amount);
            Assert.All(listed, l => Assert.True(l.Shared));
            var raised = (await office.Limits.Update(limit.Id, "\"1\"", limit.Limit with { BudgetPerDay = new Money("20", "RUB") }, None)).OrThrow();
            Assert.Equal("16", Assert.Single(raised.Budgets).Left.Amount);
            (await office.Limits.Delete(limit.Id, "\"2\"", None)).OrThrow();
        }
    }

    private static IEnumerable<string> Faulty(WriteModelLimit limit)
    {
        var faults = new Faults();
        limit.Validate(faults);
        return faults.Refusal?.Errors?.Keys.Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>();
    }

    private static BudgetUse Use(string period, string spent, string left, DateTimeOffset resets) => new(period, new Money(spent, "RUB"), new Money(left, "RUB"), resets);

    private static (string?, int) Told(Refusal? refusal) => (refusal?.Code, refusal?.Status ?? 0);
}
