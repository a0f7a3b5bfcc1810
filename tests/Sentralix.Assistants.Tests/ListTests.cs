using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Assistants;
using Xunit;

namespace Sentralix.Assistants.Tests;

public sealed class ListTests(Houses houses) : IClassFixture<Houses>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory, ClassData(typeof(BothStores))]
    public async Task Assistants_are_listed_oldest_first_page_by_page(StoreKind kind)
    {
        var house = await houses.On(kind);
        using var _ = house.Enter();
        var made = new List<string>();
        for (var i = 0; i < 5; i++) made.Add((await house.Create(name: $"Guide {5 - i}")).Id);

        Assert.Equal(made, await All(after => house.Admin.List(2, after, None), a => a.Id, pages: 3));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Versions_and_releases_are_listed_newest_first_page_by_page(StoreKind kind)
    {
        var house = await houses.On(kind);
        using var _ = house.Enter();
        var assistant = await house.Create();
        for (var i = 1; i <= 12; i++)
        {
            await house.Edit(assistant.Id, new AssistantConfiguration { Instructions = $"{i}" });
            (await house.Publish(assistant.Id, "prod")).OrThrow();
        }

        var expected = Enumerable.Range(1, 12).Reverse();
        Assert.Equal(expected, await All(after => house.Admin.Versions(assistant.Id, 4, after, None), v => v.Version, pages: 3));
        Assert.Equal(expected, await All(after => house.Admin.Releases(assistant.Id, 5, after, None), r => r.Version, pages: 3));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Bindings_are_listed_by_the_bytes_of_their_connections(StoreKind kind)
    {
        var house = await houses.On(kind);
        using var _ = house.Enter();
        var assistant = await house.Create();
        string[] connections = ["web", "con_b", "con_B", "con_a", "con-a", "CON_a", "Ёлка", "ель", "con_10", "con_9"];
        foreach (var connection in connections) (await house.Admin.Bind(connection, new BindConnection { AssistantId = assistant.Id }, None)).OrThrow();

        Assert.Equal(connections.Order(StringComparer.Ordinal), await All(after => house.Admin.Bindings(3, after, None), b => b.Connection, pages: 4));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_foreign_cursor_or_a_bad_limit_is_refused(StoreKind kind)
    {
        var house = await houses.On(kind);
        using var _ = house.Enter();
        var assistant = await house.Create();

        Assert.Equal(["after"], (await house.Admin.List(50, "не курсор", None)).Refusal?.Errors?.Keys);
        Assert.Equal(["after"], (await house.Admin.Bindings(50, "?", None)).Refusal?.Errors?.Keys);
        Assert.Equal(["after"], (await house.Admin.Versions(assistant.Id, 50, "YWJj", None)).Refusal?.Errors?.Keys);
        Assert.Equal(["after"], (await house.Admin.Releases(assistant.Id, 50, "LTE", None)).Refusal?.Errors?.Keys);
        Assert.Equal(["limit"], (await house.Admin.List(-1, null, None)).Refusal?.Errors?.Keys);
        Assert.Equal(["limit"], (await house.Admin.Bindings(201, null, None)).Refusal?.Errors?.Keys);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_NUL_in_an_id_or_a_cursor_is_refused_before_it_reaches_the_database(StoreKind kind)
    {
        var house = await houses.On(kind);
        using var _ = house.Enter();

        Assert.Equal(["id"], (await house.Admin.Get("asst_\0", None)).Refusal?.Errors?.Keys);
        Assert.Equal(["id"], (await house.Admin.Update("asst_\0", "\"1\"", new UpdateAssistant { Name = "x" }, None)).Refusal?.Errors?.Keys);
        Assert.Equal(["connection"], (await house.Active.Resolve("con_\0", None)).Refusal?.Errors?.Keys);
        Assert.Equal(["after"], (await house.Admin.List(50, "AAAA", None)).Refusal?.Errors?.Keys);
        Assert.Equal("not_found", (await house.Admin.Get("asst_🦔'\"--%", None)).Refusal?.Code);
    }

    private static async Task<List<TKey>> All<T, TKey>(Func<string?, Task<Result<Page<T>>>> read, Func<T, TKey> key, int pages)
    {
        var all = new List<TKey>();
        string? after = null;
        do
        {
            var page = (await read(after)).OrThrow();
            all.AddRange(page.Items.Select(key));
            after = page.Next;
            pages--;
        }
        while (after is not null);
        Assert.Equal(0, pages);
        return all;
    }
}
