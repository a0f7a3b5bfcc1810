using System.Reflection;
using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Xunit;

namespace Sentralix.Llm.Tests.Admin;

public sealed class WallTests(Offices offices) : IClassFixture<Offices>
{
    private const string Rev = "\"1\"";

    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, ClassData(typeof(BothStores))]
    public async Task Another_tenants_id_is_not_found_by_any_method_and_nothing_of_his_changes(StoreKind kind)
    {
        var office = await offices.On(kind);
        Belongings own;
        using (office.Enter()) own = await Belongings.Make(office);
        foreach (var stranger in new[] { "ten_stranger", "platform" })
        {
            using var _ = Caller.Of(stranger).Enter();
            var asked = await Ask(office, own);

            Assert.All(asked, a => Assert.Equal((a.Key, "not_found", 404), (a.Key, a.Value?.Code, a.Value?.Status ?? 0)));
            Assert.Equal(MethodsThatTakeAnId(), asked.Keys.Order(StringComparer.Ordinal));
            Assert.DoesNotContain((await office.Providers.List(200, cancellation: None)).OrThrow().Items, p => p.Id == own.Provider);
            Assert.DoesNotContain((await office.Routes.List(200, cancellation: None)).OrThrow().Items, r => r.Id == own.Route);
            Assert.DoesNotContain((await office.Prices.List(limit: 200, cancellation: None)).OrThrow().Items, p => p.Id == own.Price);
            Assert.DoesNotContain((await office.Limits.List(200, cancellation: None)).OrThrow().Items, l => l.Id == own.Limit);
            Assert.DoesNotContain((await office.Usage.List(200, cancellation: None)).OrThrow().Items, r => r.Id == own.Attempt);
            Assert.DoesNotContain((await office.Usage.Summary(groupBy: "provider", cancellation: None)).OrThrow().Groups, g => g.Group == own.Attempt);
        }

        using (office.Enter()) await own.AreAsTheyWere(office);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task What_is_the_operators_is_seen_by_all_and_changed_by_him_alone(StoreKind kind)
    {
        var office = await offices.On(kind);
        Belongings shared;
        using (Office.EnterOperator()) shared = await Belongings.Make(office, office.Tenant);
        using (office.Enter())
        {
            string[] reads = ["Providers.Get", "Routes.Get", "Limits.Get"];
            foreach (var (method, refusal) in await Ask(office, shared))
            {
                if (reads.Contains(method)) Assert.True(refusal is null, $"{method}: {refusal}");
                else Assert.Equal((method, "shared", 403), (method, refusal?.Code, refusal?.Status ?? 0));
            }

            var provider = (await office.Providers.Get(shared.Provider, None)).OrThrow();
            Assert.Equal((true, "ya", true), (provider.Shared, provider.Name.Split('-')[0], provider.Enabled));
            Assert.Equal((null, null, null, null), (provider.BaseUrl, provider.ProxyUrl, provider.CaBundlePem, provider.MaxConcurrency));
            Assert.Empty(provider.Settings);
            Assert.Contains((await office.Providers.List(200, cancellation: None)).OrThrow().Items, p => p.Id == shared.Provider && p.BaseUrl is null);
            Assert.True(Assert.Single((await office.Routes.List(200, cancellation: None)).OrThrow().Items, r => r.Id == shared.Route).Shared);
            Assert.True(Assert.Single((await office.Prices.List(limit: 200, cancellation: None)).OrThrow().Items, p => p.Id == shared.Price).Shared);
            Assert.True(Assert.Single((await office.Limits.List(200, cancellation: None)).OrThrow().Items, l => l.Id == shared.Limit).Shared);
            Assert.Empty((await office.Usage.List(200, cancellation: None)).OrThrow().Items);
        }

        // A limit is the business of the tenant that it is for, and of no other.
        using (Caller.Of("ten_stranger").Enter())
        {
            Assert.DoesNotContain((await office.Limits.List(200, cancellation: None)).OrThrow().Items, l => l.Id == shared.Limit);
            Assert.Equal("not_found", (await office.Limits.Get(shared.Limit, None)).Refusal?.Code);
            Assert.Equal("not_found", (await office.Limits.Delete(shared.Limit, Rev, None)).Refusal?.Code);
        }

        using (Office.EnterOperator()) await shared.AreAsTheyWere(office);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Reading_and_writing_need_their_scopes(StoreKind kind)
    {
        var office = await offices.On(kind);
        Belongings own;
        using (office.Enter()) own = await Belongings.Make(office);
        using (Caller.With(office.Tenant, "key:reader", "llm:read").Enter())
        {
            Assert.True((await office.Providers.Get(own.Provider, None)).Ok);
            Assert.True((await office.Usage.List(cancellation: None)).Ok);
            Assert.Equal(403, (await office.Providers.Delete(own.Provider, Rev, None)).Refusal?.Status);
            Assert.Equal(403, (await office.Providers.Test(own.Provider, new TestModelProvider { Model = "m" }, None)).Refusal?.Status);
        }

        using (Caller.With(office.Tenant, "key:client", "llm:generate").Enter())
            Assert.Equal(403, (await office.Usage.List(cancellation: None)).Refusal?.Status);
    }

    private static async Task<Dictionary<string, Refusal?>> Ask(Office office, Belongings own)
    {
        var provider = new WriteModelProvider { Name = "mine", Kind = "openai" };
        var key = new WriteModelProviderKey { Name = "mine", Secret = "sk-mine" };
        return new Dictionary<string, Refusal?>
        {
            ["Providers.Get"] = (await office.Providers.Get(own.Provider, None)).Refusal,
            ["Providers.Update"] = (await office.Providers.Update(own.Provider, Rev, provider, None)).Refusal,
            ["Providers.Delete"] = (await office.Providers.Delete(own.Provider, Rev, None)).Refusal,
            ["Providers.Test"] = (await office.Providers.Test(own.Provider, new TestModelProvider { Model = "m" }, None)).Refusal,
            ["Providers.CreateKey"] = (await office.Providers.CreateKey(own.Provider, key, None)).Refusal,
            ["Providers.ListKeys"] = (await office.Providers.ListKeys(own.Provider, cancellation: None)).Refusal,
            ["Providers.UpdateKey"] = (await office.Providers.UpdateKey(own.Provider, own.Key, Rev, key, None)).Refusal,
            ["Providers.DeleteKey"] = (await office.Providers.DeleteKey(own.Provider, own.Key, Rev, None)).Refusal,
            ["Routes.Get"] = (await office.Routes.Get(own.Route, None)).Refusal,
            ["Routes.Update"] = (await office.Routes.Update(own.Route, Rev, Office.To("mine", "main"), None)).Refusal,
            ["Routes.Delete"] = (await office.Routes.Delete(own.Route, Rev, None)).Refusal,
            ["Prices.Delete"] = (await office.Prices.Delete(own.Price, None)).Refusal,
            ["Limits.Get"] = (await office.Limits.Get(own.Limit, None)).Refusal,
            ["Limits.Update"] = (await office.Limits.Update(own.Limit, Rev, new WriteModelLimit { Concurrency = 1 }, None)).Refusal,
            ["Limits.Delete"] = (await office.Limits.Delete(own.Limit, Rev, None)).Refusal,
        };
    }

    private static IEnumerable<string> MethodsThatTakeAnId() =>
        new[] { (Name: "Providers", Type: typeof(IModelProviders)), (Name: "Routes", Type: typeof(IModelRoutes)), (Name: "Prices", Type: typeof(IModelPrices)), (Name: "Limits", Type: typeof(IModelLimits)), (Name: "Usage", Type: typeof(IModelUsage)) }
            .SelectMany(c => c.Type.GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(m => m.GetParameters().Any(p => p.Name is "id")).Select(m => $"{c.Name}.{m.Name}"))
            .Order(StringComparer.Ordinal);

    /// <summary>One of everything that a tenant can have.</summary>
    private sealed record Belongings(string Provider, string Key, string Route, string Price, string Limit, string Attempt)
    {
        public static async Task<Belongings> Make(Office office, string? limited = null)
        {
            var provider = await office.Provider(Office.Name("ya"), "yandex", "RU");
            var key = (await office.Providers.CreateKey(provider.Id, new WriteModelProviderKey { Name = "k", Secret = "AQVN-0123456789" }, None)).OrThrow();
            var route = await office.Route(Office.Name("fast"), provider.Id);
            var later = office.Clock.GetUtcNow().AddDays(1);
            var price = Assert.Single((await office.AddPrices(Office.Price(provider.Id, from: later))).OrThrow().Items);
            var limit = (await office.Limits.Create(new WriteModelLimit { Tenant = limited, Model = Office.Name("m"), RequestsPerMinute = 10 }, None)).OrThrow();
            var attempt = office.Ledger.Attempt(Sentralix.Platform.Security.CallContext.Current.Tenant);
            await office.Ledger.Record(attempt, row => row.Cost = 1);
            return new(provider.Id, key.Id, route.Id, price.Id, limit.Id, attempt.Id);
        }

        public async Task AreAsTheyWere(Office office)
        {
            Assert.Equal(("yandex", 1L), ((await office.Providers.Get(Provider, None)).OrThrow().Kind, (await office.Providers.Get(Provider, None)).OrThrow().Rev));
            Assert.Equal(("k", 1L), Assert.Single((await office.Providers.ListKeys(Provider, cancellation: None)).OrThrow().Items.Select(k => (k.Name, k.Rev))));
            Assert.Equal(1, (await office.Routes.Get(Route, None)).OrThrow().Rev);
            Assert.Contains((await office.Prices.List(limit: 200, cancellation: None)).OrThrow().Items, p => p.Id == Price);
            Assert.Equal(1, (await office.Limits.Get(Limit, None)).OrThrow().Rev);
        }
    }
}
