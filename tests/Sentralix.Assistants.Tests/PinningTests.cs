using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Assistants;
using Xunit;

namespace Sentralix.Assistants.Tests;

public sealed class PinningTests(Houses houses) : IClassFixture<Houses>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_scenario_named_without_a_version_is_frozen_at_its_latest(StoreKind kind)
    {
        var house = await houses.On(kind);
        using var _ = house.Enter();
        house.Scenarios.Store("scn_1", 3);
        var assistant = await house.Create(new AssistantConfiguration { Scenario = "scn_1" });
        (await house.Publish(assistant.Id, "prod")).OrThrow();
        house.Scenarios.Store("scn_1", 4);

        Assert.Equal("scn_1@3", (await house.Active.Active(assistant.Id, "prod", None)).OrThrow().Configuration.Scenario);
        Assert.Equal("scn_1", (await house.Admin.GetDraft(assistant.Id, None)).OrThrow().Configuration.Scenario);

        // The draft has not changed, but what it stands for has.
        Assert.Equal("scn_1@4", (await house.Publish(assistant.Id)).OrThrow().Configuration.Scenario);
        Assert.Equal("no_changes", (await house.Publish(assistant.Id)).Refusal?.Code);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_pinned_scenario_stays_as_it_is_named(StoreKind kind)
    {
        var house = await houses.On(kind);
        using var _ = house.Enter();
        house.Scenarios.Store("scn_1", 3);
        var assistant = await house.Create(new AssistantConfiguration { Scenario = "scn_1@2" });
        Assert.Equal("scn_1@2", (await house.Publish(assistant.Id)).OrThrow().Configuration.Scenario);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Every_unknown_reference_is_named_and_nothing_is_published(StoreKind kind)
    {
        var house = await houses.On(kind);
        using var _ = house.Enter();
        house.Knowledge.Add("col_1");
        house.Scenarios.Store("scn_1", 3);
        var assistant = await house.Create(new AssistantConfiguration { Scenario = "scn_1@4", Collections = ["col_0", "col_1", "col_2"] });

        var published = await house.Publish(assistant.Id, "prod");

        Assert.Equal(400, published.Refusal?.Status);
        Assert.Equal(["collections[0]", "collections[2]", "scenario"], published.Refusal?.Errors?.Keys.Order(StringComparer.Ordinal));
        Assert.Empty((await house.Admin.Versions(assistant.Id, 50, null, None)).OrThrow().Items);
        Assert.Null((await house.Admin.Get(assistant.Id, None)).OrThrow().LatestVersion);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Collections_need_an_installed_knowledge(StoreKind kind)
    {
        var house = (await houses.On(kind)).WithoutKnowledge();
        using var _ = house.Enter();
        var assistant = await house.Create(new AssistantConfiguration { Collections = ["col_1"] });

        var published = await house.Publish(assistant.Id);

        var fault = Assert.Single(published.Refusal!.Errors!);
        Assert.Equal("collections[0]", fault.Key);
        Assert.Contains("not installed", Assert.Single(fault.Value));
        await house.Edit(assistant.Id, new AssistantConfiguration());
        Assert.True((await house.Publish(assistant.Id)).Ok);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_refusal_that_is_not_about_the_reference_is_handed_on(StoreKind kind)
    {
        var house = await houses.On(kind);
        using var _ = house.Enter();
        house.Scenarios.Refusal = new Refusal("busy", 503, "Later.") { RetryAfterMs = 1000 };
        var assistant = await house.Create(new AssistantConfiguration { Scenario = "scn_1" });
        Assert.Equal(house.Scenarios.Refusal, (await house.Publish(assistant.Id)).Refusal);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Who_may_publish_needs_no_rights_in_other_services(StoreKind kind)
    {
        var house = await houses.On(kind);
        house.Scenarios.Store("scn_1", 1);
        house.Knowledge.Add("col_1");
        Assistant assistant;
        using (house.Enter()) assistant = await house.Create(new AssistantConfiguration { Scenario = "scn_1", Collections = ["col_1"] });

        using var _ = Caller.With(house.Tenant, "key:publisher", "assistants:publish").Enter();
        var version = (await house.Publish(assistant.Id)).OrThrow();

        Assert.Equal("key:publisher", version.Author);
        var asked = Assert.Single(house.Scenarios.Callers);
        Assert.Equal((house.Tenant, "key:publisher"), (asked.Tenant, asked.Actor));

        // The service's rights end with its questions.
        Assert.Equal(403, (await house.Admin.Get(assistant.Id, None)).Refusal?.Status);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_draft_edited_while_it_is_verified_is_verified_anew(StoreKind kind)
    {
        var house = await houses.On(kind);
        using var _ = house.Enter();
        house.Scenarios.Store("scn_1", 1);
        var assistant = await house.Create(new AssistantConfiguration { Scenario = "scn_1", Instructions = "before" });
        house.Scenarios.Meanwhile = async () =>
        {
            house.Scenarios.Meanwhile = null;
            await house.Edit(assistant.Id, new AssistantConfiguration { Scenario = "scn_1", Instructions = "after" });
        };

        Assert.Equal("after", (await house.Publish(assistant.Id)).OrThrow().Configuration.Instructions);
        Assert.Equal(2, house.Scenarios.Callers.Count);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_draft_that_never_rests_is_not_published(StoreKind kind)
    {
        var house = await houses.On(kind);
        using var _ = house.Enter();
        house.Scenarios.Store("scn_1", 1);
        var assistant = await house.Create(new AssistantConfiguration { Scenario = "scn_1" });
        house.Scenarios.Meanwhile = () => house.Edit(assistant.Id, new AssistantConfiguration { Scenario = "scn_1" });

        Assert.Equal(("draft_changed", 409), (await house.Publish(assistant.Id)).Refusal is { } refusal ? (refusal.Code, refusal.Status) : default);
        Assert.Empty((await house.Admin.Versions(assistant.Id, 50, null, None)).OrThrow().Items);
    }
}
