using Sentralix.Compliance.Storage;
using Sentralix.Contracts.Assistants;
using Xunit;

namespace Sentralix.Assistants.Tests;

public sealed class EditingTests(Houses houses) : IClassFixture<Houses>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_missing_if_match_is_428_a_wrong_one_412_and_neither_changes_anything(StoreKind kind)
    {
        var house = await houses.On(kind);
        using var _ = house.Enter();
        var assistant = await house.Create(new AssistantConfiguration { Instructions = "kept" });
        var rename = new UpdateAssistant { Name = "other" };
        var draft = new AssistantConfiguration { Instructions = "other" };

        foreach (var (ifMatch, status) in new (string?, int)[] { (null, 428), ("", 428), ("\"0\"", 412), ("\"2\"", 412), ("1", 412), ("W/\"1\"", 412), ("*", 412) })
        {
            Assert.Equal(status, (await house.Admin.Update(assistant.Id, ifMatch, rename, None)).Refusal?.Status);
            Assert.Equal(status, (await house.Admin.PutDraft(assistant.Id, ifMatch, draft, None)).Refusal?.Status);
            Assert.Equal(status, (await house.Admin.Delete(assistant.Id, ifMatch, None)).Refusal?.Status);
        }

        Assert.Equal(assistant, (await house.Admin.Get(assistant.Id, None)).OrThrow());
        var kept = (await house.Admin.GetDraft(assistant.Id, None)).OrThrow();
        Assert.Equal((1L, "kept"), (kept.Rev, kept.Configuration.Instructions));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Every_bad_field_of_a_configuration_is_named(StoreKind kind)
    {
        var house = await houses.On(kind);
        using var _ = house.Enter();
        var bad = new AssistantConfiguration
        {
            Instructions = new string('x', 32_001),
            Temperature = 3,
            MaxTokens = 0,
            Locale = "de",
            Collections = ["col_1", " "],
            Apologies = new Dictionary<string, string> { ["de"] = "Verzeihung" },
        };

        var created = await house.Admin.Create(new CreateAssistant { Name = " ", Configuration = bad }, None);

        string[] fields = ["instructions", "max_tokens", "temperature", "locale", "collections[1]", "apologies.de"];
        Assert.Equal(fields.Select(f => $"configuration.{f}").Append("name").Order(), created.Refusal?.Errors?.Keys.Order());
        Assert.Empty((await house.Admin.List(50, null, None)).OrThrow().Items);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_assistant_that_was_never_released_is_deleted_with_what_belongs_to_it(StoreKind kind)
    {
        var house = await houses.On(kind);
        using var _ = house.Enter();
        var assistant = await house.Create();
        var other = await house.Create();
        var version = (await house.Publish(assistant.Id)).OrThrow();
        (await house.Admin.Bind("con_1", new BindConnection { AssistantId = assistant.Id }, None)).OrThrow();
        (await house.Admin.Bind("con_2", new BindConnection { AssistantId = other.Id }, None)).OrThrow();

        (await house.Admin.Delete(assistant.Id, "\"2\"", None)).OrThrow();

        Assert.Equal(1, version.Version);
        Assert.Equal("not_found", (await house.Admin.Get(assistant.Id, None)).Refusal?.Code);
        Assert.Equal("not_found", (await house.Admin.GetDraft(assistant.Id, None)).Refusal?.Code);
        Assert.Equal("not_found", (await house.Admin.Versions(assistant.Id, 50, null, None)).Refusal?.Code);
        Assert.Equal("not_found", (await house.Active.Resolve("con_1", None)).Refusal?.Code);
        Assert.Equal(other.Id, (await house.Active.Resolve("con_2", None)).OrThrow().AssistantId);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_assistant_that_was_once_released_is_not_deleted(StoreKind kind)
    {
        var house = await houses.On(kind);
        using var _ = house.Enter();
        var assistant = await house.Create();
        (await house.Publish(assistant.Id, "dev")).OrThrow();

        var deleted = await house.Admin.Delete(assistant.Id, "\"2\"", None);

        Assert.Equal(("released", 409), (deleted.Refusal?.Code, deleted.Refusal?.Status));
        Assert.True((await house.Active.Active(assistant.Id, "dev", None)).Ok);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_connection_is_bound_bound_anew_and_unbound(StoreKind kind)
    {
        var house = await houses.On(kind);
        using var _ = house.Enter();
        var (first, second) = (await house.Create(), await house.Create());

        (await house.Admin.Bind("con_1", new BindConnection { AssistantId = first.Id, Environment = "dev" }, None)).OrThrow();
        var bound = (await house.Active.Resolve("con_1", None)).OrThrow();
        Assert.Equal((first.Id, "dev"), (bound.AssistantId, bound.Environment));

        (await house.Admin.Bind("con_1", new BindConnection { AssistantId = second.Id }, None)).OrThrow();
        bound = (await house.Active.Resolve("con_1", None)).OrThrow();
        Assert.Equal((second.Id, "prod"), (bound.AssistantId, bound.Environment));

        (await house.Admin.Unbind("con_1", None)).OrThrow();
        Assert.Equal("not_found", (await house.Active.Resolve("con_1", None)).Refusal?.Code);
        Assert.Equal("not_found", (await house.Admin.Unbind("con_1", None)).Refusal?.Code);
        Assert.Equal(["connection"], (await house.Admin.Bind(" ", new BindConnection { AssistantId = first.Id }, None)).Refusal?.Errors?.Keys);
    }
}
