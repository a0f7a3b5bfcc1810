using System.Reflection;
using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Assistants;
using Xunit;

namespace Sentralix.Assistants.Tests;

public sealed class WallTests(Houses houses) : IClassFixture<Houses>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, ClassData(typeof(BothStores))]
    public async Task Another_tenants_id_is_not_found_by_any_method_and_nothing_of_his_changes(StoreKind kind)
    {
        var house = await houses.On(kind);
        Assistant assistant;
        Release release;
        using (house.Enter())
        {
            assistant = await house.Create();
            (await house.Publish(assistant.Id, "prod")).OrThrow();
            release = Assert.Single((await house.Admin.Releases(assistant.Id, 50, null, None)).OrThrow().Items);
            (await house.Admin.Bind("con_1", new BindConnection { AssistantId = assistant.Id }, None)).OrThrow();
            assistant = (await house.Admin.Get(assistant.Id, None)).OrThrow();
        }

        var (id, rev) = (assistant.Id, $"\"{assistant.Rev}\"");
        using (Caller.Of("ten_stranger").Enter())
        {
            var asked = new Dictionary<string, Refusal?>
            {
                ["Admin.Get"] = (await house.Admin.Get(id, None)).Refusal,
                ["Admin.Update"] = (await house.Admin.Update(id, rev, new UpdateAssistant { Name = "mine" }, None)).Refusal,
                ["Admin.Delete"] = (await house.Admin.Delete(id, rev, None)).Refusal,
                ["Admin.GetDraft"] = (await house.Admin.GetDraft(id, None)).Refusal,
                ["Admin.PutDraft"] = (await house.Admin.PutDraft(id, "\"1\"", new AssistantConfiguration { Instructions = "mine" }, None)).Refusal,
                ["Admin.Publish"] = (await house.Publish(id)).Refusal,
                ["Admin.Versions"] = (await house.Admin.Versions(id, 50, null, None)).Refusal,
                ["Admin.Release"] = (await house.Release(id, 1)).Refusal,
                ["Admin.Releases"] = (await house.Admin.Releases(id, 50, null, None)).Refusal,
                ["Admin.Bind"] = (await house.Admin.Bind("con_1", new BindConnection { AssistantId = id }, None)).Refusal,
                ["Admin.Unbind"] = (await house.Admin.Unbind("con_1", None)).Refusal,
                ["Active.Active"] = (await house.Active.Active(id, "prod", None)).Refusal,
                ["Active.Release"] = (await house.Active.Release(release.Id, None)).Refusal,
                ["Active.Resolve"] = (await house.Active.Resolve("con_1", None)).Refusal,
            };

            Assert.All(asked, a => Assert.Equal((a.Key, "not_found", 404), (a.Key, a.Value?.Code, a.Value?.Status ?? 0)));
            Assert.Equal(MethodsThatTakeAnId(), asked.Keys.Order());
            Assert.Empty((await house.Admin.List(50, null, None)).OrThrow().Items);
            Assert.Empty((await house.Admin.Bindings(50, null, None)).OrThrow().Items);
        }

        using (house.Enter())
        {
            Assert.Equal(assistant, (await house.Admin.Get(id, None)).OrThrow());
            Assert.Equal(1, (await house.Admin.GetDraft(id, None)).OrThrow().Rev);
            Assert.Equal(release, Assert.Single((await house.Admin.Releases(id, 50, null, None)).OrThrow().Items));
            Assert.Equal(id, (await house.Active.Resolve("con_1", None)).OrThrow().AssistantId);
        }
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Two_tenants_bind_the_same_connection_name_each_to_his_own(StoreKind kind)
    {
        var house = await houses.On(kind);
        var bound = new Dictionary<string, string>();
        foreach (var tenant in new[] { "ten_a", "ten_b" })
        {
            using var _ = Caller.Of(tenant).Enter();
            bound[tenant] = (await house.Create()).Id;
            (await house.Admin.Bind("web", new BindConnection { AssistantId = bound[tenant] }, None)).OrThrow();
        }

        foreach (var (tenant, assistant) in bound)
        {
            using var _ = Caller.Of(tenant).Enter();
            Assert.Equal(assistant, (await house.Active.Resolve("web", None)).OrThrow().AssistantId);
        }
    }

    private static IEnumerable<string> MethodsThatTakeAnId() =>
        new[] { (Name: "Admin", Type: typeof(IAssistantsAdmin)), (Name: "Active", Type: typeof(IActiveAssistants)) }
            .SelectMany(c => c.Type.GetMethods(BindingFlags.Public | BindingFlags.Instance)
                .Where(m => m.GetParameters().Any(p => p.Name is "id" or "connection"))
                .Select(m => $"{c.Name}.{m.Name}"))
            .Order();
}
