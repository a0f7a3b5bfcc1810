using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Xunit;

namespace Sentralix.Llm.Tests.Admin;

public sealed class PriceTests(Offices offices) : IClassFixture<Offices>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_price_list_is_added_as_a_whole_in_its_order(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        var provider = await office.Provider("ya");
        var from = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.FromHours(3));
        var list = Enumerable.Range(0, 50).Select(i => Office.Price(i % 2 == 0 ? "ya" : provider.Id, $"m{i}", from, $"{i}.50")).ToArray();
        var full = list[0] with { Call = new Money("0.000000001", "RUB"), CacheRead = new Money("1", "RUB"), VatBasisPoints = 2000 };
        list[0] = full;
        office.Changes.Clear();

        var added = (await office.AddPrices(list)).OrThrow();

        Assert.Null(added.Next);
        Assert.Equal(list.Select(p => (p.Model, p.Input.Amount)), added.Items.Select(p => (p.Price.Model, p.Price.Input.Amount)));
        Assert.All(added.Items, p => Assert.Equal(("ya", from.ToUniversalTime(), TimeSpan.Zero, false), (p.Price.Provider, p.Price.ValidFrom!.Value, p.Price.ValidFrom.Value.Offset, p.Shared)));
        Assert.Equal(full with { ValidFrom = from.ToUniversalTime() }, added.Items[0].Price);
        Assert.Equal([office.Tenant], office.Changes);

        var read = new List<ModelPrice>();
        string? after = null;
        do
        {
            var page = (await office.Prices.List(provider.Id, null, 7, after, None)).OrThrow();
            read.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);
        Assert.Equal(added.Items, read);
        Assert.Equal("m7", Assert.Single((await office.Prices.List("ya", "m7", cancellation: None)).OrThrow().Items).Price.Model);
        Assert.Empty((await office.Prices.List("nobody", cancellation: None)).OrThrow().Items);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_list_with_one_bad_price_adds_none(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        await office.Provider("ya");
        var from = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

        var refusal = (await office.AddPrices(Office.Price("ya"), Office.Price("nobody"), Office.Price("ya", "b", from), Office.Price("ya", "b", from.AddTicks(3)), Office.Price("ya"), Office.Price("prv_x"))).Refusal!;
        Assert.Equal(["prices[1].provider", "prices[3].valid_from", "prices[4].valid_from", "prices[5].provider"], refusal.Errors!.Keys.Order(StringComparer.Ordinal));
        Assert.Empty((await office.Prices.List("ya", cancellation: None)).OrThrow().Items);

        (await office.AddPrices(Office.Price("ya", "b", from))).OrThrow();
        var exists = (await office.AddPrices(Office.Price("ya", "c", from), Office.Price("ya", "b", from))).Refusal!;
        Assert.Equal(("price_exists", 409), (exists.Code, exists.Status));
        Assert.Contains("prices[1]", exists.Detail, StringComparison.Ordinal);
        Assert.Single((await office.Prices.List("ya", cancellation: None)).OrThrow().Items);
    }

    [Fact]
    public void The_form_of_every_field_is_checked_at_the_border()
    {
        var faults = new Faults();
        var price = Office.Price("ya") with
        {
            Model = "",
            Input = new Money("-1", "RUB"),
            Output = new Money("1.0000000001", "rub"),
            CacheRead = new Money("1000000001", "RUB"),
            CacheWrite = new Money("1", "USD"),
            Call = new Money("1e3", "RUB"),
            VatBasisPoints = 10_001,
        };
        new WriteModelPrices { Prices = [price] }.Validate(faults);

        Assert.Equal(
            [
                "prices[0].cache_read.amount", "prices[0].cache_write.currency", "prices[0].call.amount", "prices[0].input.amount", "prices[0].model", "prices[0].output.amount",
                "prices[0].output.currency", "prices[0].vat_basis_points",
            ],
            faults.Refusal!.Errors!.Keys.Order(StringComparer.Ordinal));
        var none = new Faults();
        new WriteModelPrices { Prices = [] }.Validate(none);
        Assert.Equal(["prices"], none.Refusal!.Errors!.Keys);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_price_that_has_begun_stays_and_one_that_has_not_may_be_taken_back(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        await office.Provider("ya");
        var now = office.Clock.GetUtcNow();
        var added = (await office.AddPrices(Office.Price("ya"), Office.Price("ya", "later", now.AddHours(1)), Office.Price("ya", "soon", now.AddHours(1)))).OrThrow().Items;
        Assert.InRange(added[0].Price.ValidFrom!.Value, now, now.AddSeconds(1));

        Assert.Equal(("price_in_force", 409), Told((await office.Prices.Delete(added[0].Id, None)).Refusal));
        (await office.Prices.Delete(added[1].Id, None)).OrThrow();
        office.Clock.Set(now.AddHours(2));
        Assert.Equal(("price_in_force", 409), Told((await office.Prices.Delete(added[2].Id, None)).Refusal));
        Assert.Equal(("not_found", 404), Told((await office.Prices.Delete(added[1].Id, None)).Refusal));
        Assert.Equal([added[0].Id, added[2].Id], (await office.Prices.List("ya", cancellation: None)).OrThrow().Items.Select(p => p.Id));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_tenant_may_price_what_is_the_operators(StoreKind kind)
    {
        var office = await offices.On(kind);
        var name = Office.Name("shared");
        using (Office.EnterOperator())
        {
            await office.Provider(name);
            (await office.AddPrices(Office.Price(name), Office.Price("main", Office.Name("m")))).OrThrow();
        }

        using var _ = office.Enter();
        (await office.AddPrices(Office.Price(name, input: "90"), Office.Price(Office.ConfiguredProvider, "own"))).OrThrow();
        Assert.Equal([(true, "100"), (false, "90")], (await office.Prices.List(name, cancellation: None)).OrThrow().Items.Select(p => (p.Shared, p.Price.Input.Amount)));
        Assert.Equal("main", Assert.Single((await office.Prices.List(model: "own", cancellation: None)).OrThrow().Items).Price.Provider);
    }

    private static (string?, int) Told(Refusal? refusal) => (refusal?.Code, refusal?.Status ?? 0);
}
