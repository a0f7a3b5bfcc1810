using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Xunit;

namespace Sentralix.Llm.Tests.Admin;

public sealed class ProviderTests(Offices offices) : IClassFixture<Offices>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_provider_is_added_read_replaced_and_deleted(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        var added = (await office.Providers.Create(
            new WriteModelProvider { Name = "ya", Kind = "yandex", Residency = "RU", MaxConcurrency = 10, Settings = new Dictionary<string, string> { ["folder_id"] = "b1g", ["data_logging"] = "false" } }, None)).OrThrow();

        Assert.StartsWith("prv_", added.Id, StringComparison.Ordinal);
        Assert.Equal(("ya", "yandex", "https://llm.api.cloud.yandex.net/foundationModels/v1", "RU", true, false, false, 1L), (added.Name, added.Kind, added.BaseUrl, added.Residency, added.Enabled, added.Shared, added.Configured, added.Rev));
        Assert.Equal("b1g", added.Settings["folder_id"]);
        Assert.Equivalent(added, (await office.Providers.Get(added.Id, None)).OrThrow(), strict: true);

        var replaced = (await office.Providers.Update(added.Id, "\"1\"", new WriteModelProvider { Name = "ya", Kind = "openai", BaseUrl = "https://llm.example.com/v1", Enabled = false }, None)).OrThrow();
        Assert.Equal(("openai", "https://llm.example.com/v1", null, false, 2L), (replaced.Kind, replaced.BaseUrl, replaced.Residency, replaced.Enabled, replaced.Rev));
        Assert.Empty(replaced.Settings);
        Assert.Null(replaced.MaxConcurrency);
        Assert.Equal(added.CreatedAt, replaced.CreatedAt);

        (await office.Providers.Delete(added.Id, "\"2\"", None)).OrThrow();
        Assert.Equal("not_found", (await office.Providers.Get(added.Id, None)).Refusal?.Code);
        Assert.Equal(Enumerable.Repeat(office.Tenant, 3), office.Changes);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Every_write_needs_the_ETag_that_was_read(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        var provider = await office.Provider("main");
        var key = (await office.Providers.CreateKey(provider.Id, new WriteModelProviderKey { Name = "one", Secret = "sk-0123456789" }, None)).OrThrow();
        var (body, keyBody) = (new WriteModelProvider { Name = "main", Kind = "openai" }, new WriteModelProviderKey { Name = "two" });
        office.Changes.Clear();

        foreach (var (sent, status) in new[] { ((string?)null, 428), ("", 428), ("\"7\"", 412), ("1", 412), ("*", 412) })
        {
            Assert.Equal(status, (await office.Providers.Update(provider.Id, sent, body, None)).Refusal?.Status);
            Assert.Equal(status, (await office.Providers.Delete(provider.Id, sent, None)).Refusal?.Status);
            Assert.Equal(status, (await office.Providers.UpdateKey(provider.Id, key.Id, sent, keyBody, None)).Refusal?.Status);
            Assert.Equal(status, (await office.Providers.DeleteKey(provider.Id, key.Id, sent, None)).Refusal?.Status);
        }

        Assert.Equal(1, (await office.Providers.Get(provider.Id, None)).OrThrow().Rev);
        Assert.Equal("one", Assert.Single((await office.Providers.ListKeys(provider.Id, cancellation: None)).OrThrow().Items).Name);
        Assert.Empty(office.Changes);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_name_is_taken_within_a_tenant_only(StoreKind kind)
    {
        var office = await offices.On(kind);
        var name = Office.Name("shared");
        using (Office.EnterOperator())
        {
            await office.Provider(name);
            Assert.Equal("name_taken", (await office.Providers.Create(new WriteModelProvider { Name = name, Kind = "openai" }, None)).Refusal?.Code);

            // The operator's file has one of this name already.
            Assert.Equal("name_taken", (await office.Providers.Create(new WriteModelProvider { Name = "main", Kind = "openai" }, None)).Refusal?.Code);
        }

        using var _ = office.Enter();
        await office.Provider(name);
        var other = await office.Provider("main");
        Assert.Equal("name_taken", (await office.Providers.Update(other.Id, "\"1\"", new WriteModelProvider { Name = name, Kind = "openai" }, None)).Refusal?.Code);
        Assert.Equal("main", (await office.Providers.Get(other.Id, None)).OrThrow().Name);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Of_twenty_providers_of_one_name_made_at_once_one_is_kept(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => office.Providers.Create(new WriteModelProvider { Name = "one", Kind = "openai" }, None))));

        Assert.Single(outcomes, o => o.Ok);
        Assert.Equal(19, outcomes.Count(o => o.Refusal?.Code == "name_taken"));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_provider_that_a_route_leads_to_is_not_deleted(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        var (byName, byId, free) = (await office.Provider("by-name"), await office.Provider("by-id"), await office.Provider("free"));
        var route = await office.Route("fast", "by-name", byId.Id);
        Assert.Equal(409, (await office.Providers.Delete(byName.Id, "\"1\"", None)).Refusal?.Status);
        var refused = (await office.Providers.Delete(byId.Id, "\"1\"", None)).Refusal!;
        Assert.Equal("in_use", refused.Code);
        Assert.Contains("fast", refused.Detail, StringComparison.Ordinal);
        (await office.Providers.Delete(free.Id, "\"1\"", None)).OrThrow();

        (await office.Routes.Delete(route.Id, "\"1\"", None)).OrThrow();
        (await office.Providers.Delete(byName.Id, "\"1\"", None)).OrThrow();
        (await office.Providers.Delete(byId.Id, "\"1\"", None)).OrThrow();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_name_that_routes_or_prices_say_is_kept_and_one_that_they_do_not_say_may_change(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        var (byName, byId, priced) = (await office.Provider("by-name"), await office.Provider("by-id"), await office.Provider("priced"));
        await office.Route("fast", "by-name", byId.Id);
        (await office.AddPrices(Office.Price(priced.Id))).OrThrow();

        Task<Result<ModelProvider>> Rename(ModelProvider provider, string name) => office.Providers.Update(provider.Id, "\"1\"", new WriteModelProvider { Name = name, Kind = "openai" }, None);
        Assert.Equal("in_use", (await Rename(byName, "other")).Refusal?.Code);
        Assert.Equal("in_use", (await Rename(priced, "other")).Refusal?.Code);
        Assert.Equal("by-name", (await office.Providers.Get(byName.Id, None)).OrThrow().Name);
        Assert.Equal("other", (await Rename(byId, "other")).OrThrow().Name);
        Assert.Equal(2, (await Rename(byName, "by-name")).OrThrow().Rev);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_operators_provider_stays_while_any_tenants_route_means_it(StoreKind kind)
    {
        var office = await offices.On(kind);
        var name = Office.Name("shared");
        ModelProvider shared;
        using (Office.EnterOperator()) shared = await office.Provider(name);
        ModelRouteView route;
        using (office.Enter()) route = await office.Route("tenants-secret-model", name);
        using (Office.EnterOperator())
        {
            var refused = (await office.Providers.Delete(shared.Id, "\"1\"", None)).Refusal!;
            Assert.Equal(("in_use", 409), (refused.Code, refused.Status));
            Assert.Contains("other tenants (1)", refused.Detail, StringComparison.Ordinal);
            Assert.DoesNotContain("tenants-secret-model", refused.Detail, StringComparison.Ordinal);
            Assert.Equal("in_use", (await office.Providers.Update(shared.Id, "\"1\"", new WriteModelProvider { Name = Office.Name("new"), Kind = "openai" }, None)).Refusal?.Code);
        }

        // A provider of the tenant's own goes before it: now the route means that one.
        ModelProvider own;
        using (office.Enter()) own = await office.Provider(name);
        using (Office.EnterOperator()) (await office.Providers.Delete(shared.Id, "\"1\"", None)).OrThrow();
        using var _ = office.Enter();
        Assert.Equal("in_use", (await office.Providers.Delete(own.Id, "\"1\"", None)).Refusal?.Code);
        Assert.Equal(name, Assert.Single((await office.Routes.Get(route.Id, None)).OrThrow().Route.Targets).Provider);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Providers_of_the_file_come_first_and_are_not_changed_here(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        var own = new List<string>();
        for (var i = 0; i < 3; i++) own.Add((await office.Provider($"own-{i}")).Id);

        var read = new List<ModelProvider>();
        string? after = null;
        do
        {
            var page = (await office.Providers.List(1, after, None)).OrThrow();
            read.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);
        Assert.Equal(["configured:builtin", Office.ConfiguredProvider, .. own], read.Where(p => p.Configured || !p.Shared).Select(p => p.Id));

        var file = read[1];
        Assert.Equal(("main", true, true, null, null), (file.Name, file.Shared, file.Configured, file.BaseUrl, file.CreatedAt));
        Assert.Equal(file.Id, (await office.Providers.Get(Office.ConfiguredProvider, None)).OrThrow().Id);
        var body = new WriteModelProvider { Name = "main", Kind = "openai" };
        Assert.Equal(("configured", 409), Told((await office.Providers.Update(file.Id, "\"0\"", body, None)).Refusal));
        Assert.Equal(("configured", 409), Told((await office.Providers.Delete(file.Id, "\"0\"", None)).Refusal));
        Assert.Equal(("configured", 409), Told((await office.Providers.CreateKey(file.Id, new WriteModelProviderKey { Name = "k", Secret = "s" }, None)).Refusal));
        Assert.Empty((await office.Providers.ListKeys(file.Id, cancellation: None)).OrThrow().Items);
        Assert.Equal(("not_found", 404), Told((await office.Providers.Update("configured:other", "\"0\"", body, None)).Refusal));
        Assert.Equal(("not_found", 404), Told((await office.Providers.Get("configured:other", None)).Refusal));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_test_is_made_with_the_owners_provider(StoreKind kind)
    {
        var office = await offices.On(kind);
        ModelProvider shared;
        using (Office.EnterOperator()) shared = await office.Provider(Office.Name("shared"));
        using var _ = office.Enter();
        var own = await office.Provider("own");
        var body = new TestModelProvider { Model = "gpt-5-mini" };

        Assert.True((await office.Providers.Test(own.Id, body, None)).OrThrow().Ok);
        (await office.Providers.Test(Office.ConfiguredProvider, body, None)).OrThrow();
        Assert.Equal(("shared", 403), Told((await office.Providers.Test(shared.Id, body, None)).Refusal));
        Assert.Equal("not_found", (await office.Providers.Test("prv_nobody", body, None)).Refusal?.Code);
        Assert.Equal([(office.Tenant, own.Id, "gpt-5-mini"), ("platform", Office.ConfiguredProvider, "gpt-5-mini")], office.Probe.Asked);
    }

    private static (string?, int) Told(Refusal? refusal) => (refusal?.Code, refusal?.Status ?? 0);
}
