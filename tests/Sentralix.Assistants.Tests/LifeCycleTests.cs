using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts.Assistants;
using Xunit;

namespace Sentralix.Assistants.Tests;

public sealed class LifeCycleTests(Houses houses) : IClassFixture<Houses>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_draft_becomes_a_version_then_a_release_and_then_the_active_configuration(StoreKind kind)
    {
        var house = await houses.On(kind);
        using var _ = house.Enter();
        house.Knowledge.Add("col_1");
        var configuration = new AssistantConfiguration
        {
            Instructions = "Отвечай кратко — “ёж” 🦔",
            Collections = ["col_1"],
            Model = "m",
            MaxTokens = 5,
            Temperature = 0.5,
            Locale = "en",
            Apologies = new Dictionary<string, string> { ["ru"] = "Простите", ["en"] = "Sorry" },
        };
        var assistant = await house.Create(configuration);
        Assert.Null(assistant.LatestVersion);
        Assert.Equal("not_found", (await house.Active.Active(assistant.Id, "prod", None)).Refusal?.Code);

        var version = (await house.Publish(assistant.Id, message: "first")).OrThrow();
        Assert.Equal((1, "key:owner", "first"), (version.Version, version.Author, version.Message));
        Assert.Equal("not_found", (await house.Active.Active(assistant.Id, "prod", None)).Refusal?.Code);

        var release = (await house.Release(assistant.Id, 1)).OrThrow();
        Assert.Equal((1, "prod", true, "key:owner"), (release.Version, release.Environment, release.Active, release.Author));

        var active = (await house.Active.Active(assistant.Id, "prod", None)).OrThrow();
        Assert.Equal((release.Id, assistant.Id, "Guide", 1, "prod"), (active.ReleaseId, active.AssistantId, active.AssistantName, active.Version, active.Environment));
        Assert.Equal(configuration.Instructions, active.Configuration.Instructions);
        Assert.Equal(["col_1"], active.Configuration.Collections);
        Assert.Equal(("m", 5, 0.5, "en"), (active.Configuration.Model, active.Configuration.MaxTokens, active.Configuration.Temperature, active.Configuration.Locale));
        Assert.Equal("Простите", active.Configuration.Apologies["ru"]);

        var after = (await house.Admin.Get(assistant.Id, None)).OrThrow();
        Assert.Equal((1, assistant.Rev + 1), (after.LatestVersion, after.Rev));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_frozen_version_is_untouched_by_later_edits_of_the_draft(StoreKind kind)
    {
        var house = await houses.On(kind);
        using var _ = house.Enter();
        var assistant = await house.Create(new AssistantConfiguration { Instructions = "one" });
        (await house.Publish(assistant.Id, "prod")).OrThrow();
        await house.Edit(assistant.Id, new AssistantConfiguration { Instructions = "two" });

        Assert.Equal("one", (await house.Active.Active(assistant.Id, "prod", None)).OrThrow().Configuration.Instructions);
        Assert.Equal("one", Assert.Single((await house.Admin.Versions(assistant.Id, 50, null, None)).OrThrow().Items).Configuration.Instructions);
        Assert.Equal("two", (await house.Admin.GetDraft(assistant.Id, None)).OrThrow().Configuration.Instructions);

        (await house.Publish(assistant.Id, "prod")).OrThrow();
        Assert.Equal("two", (await house.Active.Active(assistant.Id, "prod", None)).OrThrow().Configuration.Instructions);
        Assert.Equal(["two", "one"], (await house.Admin.Versions(assistant.Id, 50, null, None)).OrThrow().Items.Select(v => v.Configuration.Instructions));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Rolling_back_is_a_new_release_of_an_older_version(StoreKind kind)
    {
        var house = await houses.On(kind);
        using var _ = house.Enter();
        var assistant = await house.Create(new AssistantConfiguration { Instructions = "one" });
        (await house.Publish(assistant.Id, "prod")).OrThrow();
        await house.Edit(assistant.Id, new AssistantConfiguration { Instructions = "two" });
        (await house.Publish(assistant.Id, "prod")).OrThrow();
        var newer = (await house.Active.Active(assistant.Id, "prod", None)).OrThrow();

        var back = (await house.Release(assistant.Id, 1)).OrThrow();

        var active = (await house.Active.Active(assistant.Id, "prod", None)).OrThrow();
        Assert.Equal((back.Id, 1, "one"), (active.ReleaseId, active.Version, active.Configuration.Instructions));
        var releases = (await house.Admin.Releases(assistant.Id, 50, null, None)).OrThrow().Items;
        Assert.Equal([(1, true), (2, false), (1, false)], releases.Select(r => (r.Version, r.Active)));

        // A session that began under the release that was rolled back keeps it.
        var kept = (await house.Active.Release(newer.ReleaseId, None)).OrThrow();
        Assert.Equal((2, "two"), (kept.Version, kept.Configuration.Instructions));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_draft_that_equals_the_last_version_is_refused_as_no_changes(StoreKind kind)
    {
        var house = await houses.On(kind);
        using var _ = house.Enter();
        var one = new AssistantConfiguration { Instructions = "one", Apologies = new Dictionary<string, string> { ["ru"] = "а", ["en"] = "b" } };
        var assistant = await house.Create(one);
        (await house.Publish(assistant.Id)).OrThrow();

        await house.Edit(assistant.Id, one with { Apologies = new Dictionary<string, string> { ["en"] = "b", ["ru"] = "а" } });
        var again = await house.Publish(assistant.Id, "prod");
        Assert.Equal(("no_changes", 409), (again.Refusal?.Code, again.Refusal?.Status));
        Assert.Empty((await house.Admin.Releases(assistant.Id, 50, null, None)).OrThrow().Items);

        await house.Edit(assistant.Id, one with { Instructions = "two" });
        Assert.Equal(2, (await house.Publish(assistant.Id)).OrThrow().Version);
        await house.Edit(assistant.Id, one);
        Assert.Equal(3, (await house.Publish(assistant.Id)).OrThrow().Version);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Environments_are_apart(StoreKind kind)
    {
        var house = await houses.On(kind);
        using var _ = house.Enter();
        var assistant = await house.Create();
        (await house.Publish(assistant.Id, "dev")).OrThrow();
        await house.Edit(assistant.Id, new AssistantConfiguration { Instructions = "two" });
        (await house.Publish(assistant.Id, "stage")).OrThrow();

        Assert.Equal(1, (await house.Active.Active(assistant.Id, "dev", None)).OrThrow().Version);
        Assert.Equal(2, (await house.Active.Active(assistant.Id, "stage", None)).OrThrow().Version);
        Assert.Equal("not_found", (await house.Active.Active(assistant.Id, "prod", None)).Refusal?.Code);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_unknown_environment_or_version_is_named_and_changes_nothing(StoreKind kind)
    {
        var house = await houses.On(kind);
        using var _ = house.Enter();
        var assistant = await house.Create();
        (await house.Publish(assistant.Id)).OrThrow();

        Assert.Equal(["environment"], (await house.Active.Active(assistant.Id, "Prod", None)).Refusal?.Errors?.Keys);
        Assert.Equal(["environment"], (await house.Release(assistant.Id, 1, "production")).Refusal?.Errors?.Keys);
        Assert.Equal(["version"], (await house.Release(assistant.Id, 2)).Refusal?.Errors?.Keys);
        Assert.Equal(["release_to"], (await house.Publish(assistant.Id, "")).Refusal?.Errors?.Keys);
        var bound = await house.Admin.Bind("web", new BindConnection { AssistantId = assistant.Id, Environment = "test" }, None);
        Assert.Equal(["environment"], bound.Refusal?.Errors?.Keys);
        Assert.Empty((await house.Admin.Releases(assistant.Id, 50, null, None)).OrThrow().Items);
        Assert.Empty((await house.Admin.Bindings(50, null, None)).OrThrow().Items);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_assistant_is_renamed_under_a_running_release(StoreKind kind)
    {
        var house = await houses.On(kind);
        using var _ = house.Enter();
        var assistant = await house.Create();
        (await house.Publish(assistant.Id, "prod")).OrThrow();
        var read = (await house.Admin.Get(assistant.Id, None)).OrThrow();
        var renamed = (await house.Admin.Update(assistant.Id, $"\"{read.Rev}\"", new UpdateAssistant { Name = "Helper" }, None)).OrThrow();
        Assert.Equal(("Helper", read.Rev + 1), (renamed.Name, renamed.Rev));
        Assert.Equal("Helper", (await house.Active.Active(assistant.Id, "prod", None)).OrThrow().AssistantName);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Reading_rights_neither_write_nor_publish(StoreKind kind)
    {
        var house = await houses.On(kind);
        Assistant assistant;
        using (house.Enter()) assistant = await house.Create();
        using (Caller.With(house.Tenant, "key:reader", "assistants:read").Enter())
        {
            Assert.True((await house.Admin.Get(assistant.Id, None)).Ok);
            Assert.Equal(403, (await house.Publish(assistant.Id)).Refusal?.Status);
            Assert.Equal(403, (await house.Admin.Delete(assistant.Id, "\"1\"", None)).Refusal?.Status);
        }

        using (Caller.With(house.Tenant, "key:writer", "assistants:read", "assistants:write").Enter())
            Assert.Equal(403, (await house.Publish(assistant.Id)).Refusal?.Status);
    }
}
