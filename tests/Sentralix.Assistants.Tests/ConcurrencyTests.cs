using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts.Assistants;
using Xunit;

namespace Sentralix.Assistants.Tests;

public sealed class ConcurrencyTests(Houses houses) : IClassFixture<Houses>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, ClassData(typeof(BothStores))]
    public async Task Twenty_releases_at_once_from_two_processes_leave_one_active(StoreKind kind)
    {
        var house = await houses.On(kind);
        var other = house.Another();
        using var _ = house.Enter();
        var assistant = await house.Create();
        (await house.Publish(assistant.Id)).OrThrow();
        await house.Edit(assistant.Id, new AssistantConfiguration { Instructions = "two" });
        (await house.Publish(assistant.Id)).OrThrow();

        var made = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () =>
            (await (i % 2 == 0 ? house : other).Release(assistant.Id, 1 + (i / 2 % 2))).OrThrow())));

        var releases = (await house.Admin.Releases(assistant.Id, 50, null, None)).OrThrow().Items;
        Assert.Equal(20, releases.Count);
        Assert.Equal(made.Select(r => r.Id).Order(), releases.Select(r => r.Id).Order());
        var active = Assert.Single(releases, r => r.Active);
        Assert.Equal(releases[0].Id, active.Id);
        Assert.Equal(active.Id, (await other.Active.Active(assistant.Id, "prod", None)).OrThrow().ReleaseId);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task The_database_itself_refuses_a_second_active_release(StoreKind kind)
    {
        var house = await houses.On(kind);
        using var _ = house.Enter();
        var assistant = await house.Create();
        (await house.Publish(assistant.Id, "prod")).OrThrow();
        (await house.Release(assistant.Id, 1)).OrThrow();
        (await house.Release(assistant.Id, 1, "dev")).OrThrow();

        await Assert.ThrowsAnyAsync<DbException>(() => house.Store.Write(
            (db, c) => db.Releases.Where(r => r.AssistantId == assistant.Id).ExecuteUpdateAsync(set => set.SetProperty(r => r.Active, true), c), None));
        Assert.Equal(2, (await house.Admin.Releases(assistant.Id, 50, null, None)).OrThrow().Items.Count(r => r.Active));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_draft_published_twenty_times_at_once_is_one_version(StoreKind kind)
    {
        var house = await houses.On(kind);
        var other = house.Another();
        using var _ = house.Enter();
        var assistant = await house.Create();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => (i % 2 == 0 ? house : other).Publish(assistant.Id, "prod"))));

        Assert.Single(outcomes, o => o.Ok);
        Assert.Equal(19, outcomes.Count(o => o.Refusal?.Code == "no_changes"));
        Assert.Single((await house.Admin.Versions(assistant.Id, 50, null, None)).OrThrow().Items);
        Assert.Single((await house.Admin.Releases(assistant.Id, 50, null, None)).OrThrow().Items);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Of_twenty_edits_of_one_revision_one_is_kept_and_the_others_are_stale(StoreKind kind)
    {
        var house = await houses.On(kind);
        var other = house.Another();
        using var _ = house.Enter();
        var assistant = await house.Create();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() =>
            (i % 2 == 0 ? house : other).Admin.PutDraft(assistant.Id, "\"1\"", new AssistantConfiguration { Instructions = $"edit {i}" }, None))));

        var kept = Assert.Single(outcomes, o => o.Ok).Value!;
        Assert.Equal(19, outcomes.Count(o => o.Refusal?.Status == 412));
        var draft = (await house.Admin.GetDraft(assistant.Id, None)).OrThrow();
        Assert.Equal((2L, kept.Configuration.Instructions), (draft.Rev, draft.Configuration.Instructions));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_connection_bound_twenty_times_at_once_has_one_binding(StoreKind kind)
    {
        var house = await houses.On(kind);
        var other = house.Another();
        using var _ = house.Enter();
        var assistants = new[] { await house.Create(), await house.Create() };

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() =>
            (i % 2 == 0 ? house : other).Admin.Bind("con_1", new BindConnection { AssistantId = assistants[i / 2 % 2].Id }, None))));

        Assert.All(outcomes, o => Assert.Null(o.Refusal));
        Assert.Equal("con_1", Assert.Single((await house.Admin.Bindings(50, null, None)).OrThrow().Items).Connection);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_assistant_deleted_while_it_is_released_is_either_gone_or_active(StoreKind kind)
    {
        var house = await houses.On(kind);
        var other = house.Another();
        using var _ = house.Enter();
        for (var i = 0; i < 10; i++)
        {
            var assistant = await house.Create();
            (await house.Publish(assistant.Id)).OrThrow();
            var deleting = Task.Run(() => house.Admin.Delete(assistant.Id, "\"2\"", None));
            var releasing = Task.Run(() => other.Release(assistant.Id, 1));
            var (deleted, released) = (await deleting, await releasing);

            Assert.NotEqual(deleted.Ok, released.Ok);
            if (deleted.Ok) Assert.Equal("not_found", released.Refusal?.Code);
            else Assert.Equal("released", deleted.Refusal?.Code);
        }
    }
}
