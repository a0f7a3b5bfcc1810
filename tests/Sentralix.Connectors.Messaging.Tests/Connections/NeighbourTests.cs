using System.Reflection;
using Sentralix.Compliance.Storage;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Connectors.Messaging.Tests.Subject;
using Sentralix.Contracts.Messengers;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Tests.Connections;

/// <summary>What one process changes about a connection, another one follows within the time that the operator's guide names.</summary>
public sealed class NeighbourTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_connection_that_is_disabled_in_one_process_is_refused_in_another_five_seconds_later(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind);
        var neighbour = house.BookOfNeighbour();
        Assert.True((await neighbour.Find(house.Connection, default))!.IsClaimed);

        (await house.Desk.Disable(house.Connection, default)).OrThrow();

        Assert.False((await house.Book.Find(house.Connection, default))!.IsClaimed);
        house.Clock.Advance(Bound);
        Assert.False((await neighbour.Find(house.Connection, default))!.IsClaimed);
        Assert.Equal(Bound, ConnectionBook.Trust);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_new_secret_is_used_in_another_process_five_seconds_later(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind);
        var neighbour = house.BookOfNeighbour();
        Assert.DoesNotContain("token", (await neighbour.Find(house.Connection, default))!.Access.Secrets.Keys);
        var connection = (await house.Desk.Get(house.Connection, default)).OrThrow();

        (await house.Desk.Update(house.Connection, $"\"{connection.Rev}\"", new UpdateConnection { Name = "Bot", Secrets = new Dictionary<string, string> { ["token"] = "new" } }, default)).OrThrow();

        house.Clock.Advance(Bound);
        Assert.Equal("new", (await neighbour.Find(house.Connection, default))!.Access.Secrets["token"]);
    }

    [Fact]
    public async Task What_was_read_before_a_change_is_not_remembered_after_it()
    {
        await using var house = await MessengerHouse.Open(StoreKind.Sqlite);
        ConnectionBook book = null!;
        var changed = false;
        book = house.BookOfNeighbour(Slow(house.Store, async () =>
        {
            // Between the answer of the database and its being remembered, this process itself makes the change.
            if (changed) return;
            changed = true;
            (await house.Desk.Disable(house.Connection, default)).OrThrow();
            book.Forget(house.Connection);
        }));

        await book.Find(house.Connection, default);

        Assert.True(changed);
        Assert.False((await book.Find(house.Connection, default))!.IsClaimed);
    }

    /// <summary>A store whose reads are over a moment after the database has answered.</summary>
    private static IStore<MessagingDbContext> Slow(IStore<MessagingDbContext> store, Func<Task> then) => Answering<IStore<MessagingDbContext>>.Make((method, arguments) =>
    {
        var answer = method.Invoke(store, arguments);
        return method.Name != nameof(IStore<MessagingDbContext>.Read)
            ? answer
            : typeof(NeighbourTests).GetMethod(nameof(After), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(method.GetGenericArguments()).Invoke(null, [answer, then]);
    });

    private static async Task<T> After<T>(Task<T> read, Func<Task> then)
    {
        var answer = await read;
        await then();
        return answer;
    }
}
