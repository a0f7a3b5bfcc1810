using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Xunit;

namespace Sentralix.Llm.Tests.Admin;

public sealed class RouteTests(Offices offices) : IClassFixture<Offices>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_route_is_added_read_replaced_and_deleted(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        var provider = await office.Provider("ru", residency: "RU");
        office.Changes.Clear();
        var body = new WriteModelRoute
        {
            Model = "голос/быстрый",
            Targets = [new ModelTarget { Provider = "ru", Model = "a", Weight = 3 }, new ModelTarget { Provider = provider.Id, Model = "b", Tier = 1 }],
            FirstByteTimeoutMs = 4000,
            HedgeAfterMs = 800,
            Affinity = true,
            Residency = "RU",
            CacheMs = 60_000,
            Guards = [new ModelGuard { Kind = "mask_pii" }, new ModelGuard { Kind = "block", Words = ["казино"] }, new ModelGuard { Kind = "repair_json" }],
        };
        var added = (await office.Routes.Create(body, None)).OrThrow();

        Assert.Equivalent(body, added.Route, strict: true);
        Assert.Equal((false, false, 1L), (added.Shared, added.Configured, added.Rev));
        Assert.Equivalent(added, (await office.Routes.Get(added.Id, None)).OrThrow(), strict: true);

        var replaced = (await office.Routes.Update(added.Id, "\"1\"", Office.To("fast", "main"), None)).OrThrow();
        Assert.Equal(("fast", 2L, false), (replaced.Route.Model, replaced.Rev, replaced.Route.Affinity));
        Assert.Equal(412, (await office.Routes.Update(added.Id, "\"1\"", body, None)).Refusal?.Status);
        Assert.Equal(428, (await office.Routes.Update(added.Id, null, body, None)).Refusal?.Status);
        Assert.Equal(412, (await office.Routes.Delete(added.Id, "\"1\"", None)).Refusal?.Status);
        Assert.Equal(428, (await office.Routes.Delete(added.Id, null, None)).Refusal?.Status);
        (await office.Routes.Delete(added.Id, "\"2\"", None)).OrThrow();
        Assert.Equal("not_found", (await office.Routes.Get(added.Id, None)).Refusal?.Code);
        Assert.Equal(Enumerable.Repeat(office.Tenant, 3), office.Changes);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Answering_what_merely_means_the_same_waits_for_vectors_and_says_so(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        await office.Provider("main");
        var body = Office.To("fast", "main") with { CacheMs = 60_000, CacheSimilarity = 0.95 };

        var refusal = (await office.Routes.Create(body, None)).Refusal!;

        Assert.Equal(("not_installed", 501), (refusal.Code, refusal.Status));
        Assert.Contains("cache_similarity", refusal.Detail, StringComparison.Ordinal);
        (await office.Routes.Create(body with { CacheSimilarity = null }, None)).OrThrow();
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Every_target_and_guard_that_cannot_be_is_named_at_once(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        await office.Provider("ru", residency: "RU");
        await office.Provider("abroad", residency: "US");
        var body = Office.To("builtin/extract", "ru", "abroad", "main", "nobody", Office.ConfiguredProvider, "prv_00000000000000000000000000") with
        {
            Residency = "RU",
            Guards =
            [
                new ModelGuard { Kind = "block" },
                new ModelGuard { Kind = "mask_pii", Words = ["x"], Settings = new Dictionary<string, string> { ["deep"] = "1" } },
                new ModelGuard { Kind = "filter" },
            ],
        };

        var refusal = (await office.Routes.Create(body, None)).Refusal!;

        Assert.Equal(
            ["guards[0].words", "guards[1].settings.deep", "guards[1].words", "guards[2].kind", "model", .. Enumerable.Range(1, 5).Select(i => $"targets[{i}].provider")],
            refusal.Errors!.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("RU", Assert.Single(refusal.Errors["targets[1].provider"]), StringComparison.Ordinal);
        Assert.DoesNotContain("RU", Assert.Single(refusal.Errors["targets[3].provider"]), StringComparison.Ordinal);
        (await office.Routes.Create(Office.To("free", "ru", "abroad", "main", Office.ConfiguredProvider), None)).OrThrow();

        var route = await office.Route("fast", "ru");
        Assert.Equal(["targets[0].provider"], (await office.Routes.Update(route.Id, "\"1\"", Office.To("fast", "nobody"), None)).Refusal?.Errors?.Keys);
        Assert.Equal("ru", Assert.Single((await office.Routes.Get(route.Id, None)).OrThrow().Route.Targets).Provider);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_embedded_model_is_a_target_like_any_other_in_every_country_and_by_its_one_name(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        await office.Provider("ru", residency: "RU");
        WriteModelRoute To(string model) => new()
        {
            Model = "stand-by",
            Residency = "RU",
            Targets = [new ModelTarget { Provider = "ru", Model = "m" }, new ModelTarget { Provider = "builtin", Model = model, Tier = 1 }],
        };

        Assert.Equal(["targets[1].model"], (await office.Routes.Create(To("gpt-5"), None)).Refusal?.Errors?.Keys);
        Assert.Equal("stand-by", (await office.Routes.Create(To("extract"), None)).OrThrow().Route.Model);
        Assert.Equal(["prices[0].provider"], (await office.AddPrices(Office.Price("builtin"))).Refusal?.Errors?.Keys);
        Assert.Equal(("builtin", true), ((await office.Providers.Get("configured:builtin", None)).OrThrow().Kind, (await office.Routes.Get("configured:builtin%2Fextract", None)).OrThrow().Configured));
    }

    [Fact]
    public void The_form_of_every_field_is_checked_at_the_border()
    {
        var faults = new Faults();
        new WriteModelRoute
        {
            Model = "two words",
            Targets = [new ModelTarget { Provider = "", Model = " ", Weight = 0, Tier = 10 }],
            FirstByteTimeoutMs = 0,
            IdleTimeoutMs = -1,
            AnswerTimeoutMs = 3_600_001,
            HedgeAfterMs = 0,
            MaxAttempts = 11,
            Residency = "Russia",
            CacheMs = 999,
            Guards = [new ModelGuard { Kind = "", Words = [""] }],
        }.Validate(faults);

        Assert.Equal(
            [
                "answer_timeout_ms", "cache_ms", "first_byte_timeout_ms", "guards[0].kind", "guards[0].words[0]", "hedge_after_ms", "idle_timeout_ms", "max_attempts", "model", "residency",
                "targets[0].model", "targets[0].provider", "targets[0].tier", "targets[0].weight",
            ],
            faults.Refusal!.Errors!.Keys.Order(StringComparer.Ordinal));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_tenants_own_provider_goes_before_the_operators_of_the_same_name(StoreKind kind)
    {
        var office = await offices.On(kind);
        var name = Office.Name("same");
        using (Office.EnterOperator()) await office.Provider(name, residency: "RU");
        using var _ = office.Enter();
        var body = Office.To("fast", name) with { Residency = "RU" };
        var route = (await office.Routes.Create(body, None)).OrThrow();

        await office.Provider(name, residency: "US");

        Assert.Equal(["targets[0].provider"], (await office.Routes.Update(route.Id, "\"1\"", body, None)).Refusal?.Errors?.Keys);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_model_has_one_route_in_a_tenant_and_may_go_before_the_operators(StoreKind kind)
    {
        var office = await offices.On(kind);
        var model = Office.Name("fast");
        using (Office.EnterOperator())
        {
            await office.Route(model, "main");
            Assert.Equal("name_taken", (await office.Routes.Create(Office.To("meta/llama", "main"), None)).Refusal?.Code);
        }

        using var _ = office.Enter();
        await office.Route(model, "main");
        var other = await office.Route("meta/llama", "main");
        Assert.Equal(("name_taken", 409), ((await office.Routes.Create(Office.To(model, "main"), None)).Refusal?.Code, 409));
        Assert.Equal("name_taken", (await office.Routes.Update(other.Id, "\"1\"", Office.To(model, "main"), None)).Refusal?.Code);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Routes_of_the_file_come_first_and_are_not_changed_here(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        var own = new List<string>();
        for (var i = 0; i < 3; i++) own.Add((await office.Route($"own-{i}", "main")).Id);

        var read = new List<ModelRouteView>();
        string? after = null;
        do
        {
            var page = (await office.Routes.List(1, after, None)).OrThrow();
            read.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);
        Assert.Equal(["configured:builtin/extract", Office.ConfiguredModel, .. own], read.Where(r => r.Configured || !r.Shared).Select(r => r.Id));
        Assert.Equal(("meta/llama", "main", "llama-3", 60_000), (read[1].Route.Model, read[1].Route.Targets[0].Provider, read[1].Route.Targets[0].Model, read[1].Route.IdleTimeoutMs));

        // As it comes out of an address.
        Assert.Equal(Office.ConfiguredModel, (await office.Routes.Get("configured:meta%2Fllama", None)).OrThrow().Id);
        Assert.Equal("configured", (await office.Routes.Delete(Office.ConfiguredModel, "\"0\"", None)).Refusal?.Code);
        Assert.Equal("configured", (await office.Routes.Update(Office.ConfiguredModel, "\"0\"", Office.To("x", "main"), None)).Refusal?.Code);
        Assert.Equal("not_found", (await office.Routes.Delete("configured:nobody", "\"0\"", None)).Refusal?.Code);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_route_made_while_its_provider_is_deleted_leads_to_one_that_is_there(StoreKind kind)
    {
        var office = await offices.On(kind);
        using var _ = office.Enter();
        for (var i = 0; i < 10; i++)
        {
            var (name, model) = ($"p{i}", $"m{i}");
            var provider = await office.Provider(name);
            var deleting = Task.Run(() => office.Providers.Delete(provider.Id, "\"1\"", None));
            var routing = Task.Run(() => office.Routes.Create(Office.To(model, name), None));
            var (deleted, routed) = (await deleting, await routing);

            Assert.NotEqual(deleted.Ok, routed.Ok);
            if (deleted.Ok) Assert.Equal(["targets[0].provider"], routed.Refusal?.Errors?.Keys);
            else Assert.Equal("in_use", deleted.Refusal?.Code);
        }
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Health_is_that_of_the_callers_tenant(StoreKind kind)
    {
        var office = await offices.On(kind);
        office.Health.Of[office.Tenant] = new ModelHealth([new ModelTargetHealth { Provider = "main", Model = "m", State = "open", Reason = "auth", Calls = 3, Failures = 3, UnderWay = 0 }]);
        using (office.Enter()) Assert.Equal("auth", Assert.Single((await office.Routes.Health(None)).OrThrow().Targets).Reason);
        using (Office.EnterOperator()) Assert.Empty((await office.Routes.Health(None)).OrThrow().Targets);
    }
}
