using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Sentralix.Aggregator.Tests.Subject;
using Sentralix.Compliance.Storage;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;
using Xunit;

namespace Sentralix.Aggregator.Tests.Bootstrap;

/// <summary>The first start makes one tenant and one key, however many processes it has.</summary>
public sealed class FirstTenantTests
{
    private static readonly (string, string?) NoDemo = ("no-demo", "true");

    [Theory, ClassData(typeof(BothStores))]
    public async Task Processes_that_start_at_once_make_one_tenant_and_one_key(StoreKind kind)
    {
        await using var house = await House.Build(kind, settings: NoDemo);
        House[] all = [house, .. Enumerable.Range(0, 5).Select(_ => house.Another(NoDemo))];
        await Task.WhenAll(all.Select(h => Task.Run(() => h.First.StartAsync(CancellationToken.None))));

        Assert.Single(all.Select(h => h.First.Tenant).Distinct());
        var key = Assert.Single(all, h => h.First.NewAdminKey is not null).First.NewAdminKey!;
        var counts = await house.Store.Read(SystemScope.Bootstrap, async (db, c) => (await db.Tenants.CountAsync(c), await db.Connections.CountAsync(c), await db.ApiKeys.CountAsync(c)), CancellationToken.None);
        Assert.Equal((1, 1, 1), counts);
        var caller = await Authenticate(house, key);
        Assert.Equal((house.First.Tenant, "*"), (caller!.Tenant, caller.Scopes.Single()));
        foreach (var other in all[1..]) await other.DisposeAsync();
    }

    [Fact]
    public async Task A_later_start_shows_no_key()
    {
        await using var house = await House.Build(StoreKind.Sqlite, settings: NoDemo);
        await house.First.StartAsync(CancellationToken.None);
        Assert.NotNull(house.First.NewAdminKey);
        await using var later = house.Another(NoDemo);
        await later.First.StartAsync(CancellationToken.None);
        Assert.Null(later.First.NewAdminKey);
        Assert.Equal(house.First.Tenant, later.First.Tenant);
    }

    [Fact]
    public async Task The_operators_own_key_is_taken_and_a_new_one_added_later()
    {
        await using var house = await House.Build(StoreKind.Sqlite, settings: [NoDemo, ("ADMIN_KEY", "first-key-0123456")]);
        await house.First.StartAsync(CancellationToken.None);
        await using var later = house.Another(NoDemo, ("ADMIN_KEY", "second-key-0123456"));
        await later.First.StartAsync(CancellationToken.None);
        await using var again = house.Another(NoDemo, ("ADMIN_KEY", "second-key-0123456"));
        await again.First.StartAsync(CancellationToken.None);

        Assert.Null(house.First.NewAdminKey ?? later.First.NewAdminKey);
        Assert.NotNull(await Authenticate(house, "first-key-0123456"));
        Assert.NotNull(await Authenticate(house, "second-key-0123456"));
        Assert.Equal(2, await house.Store.Read(SystemScope.Bootstrap, (db, c) => db.ApiKeys.CountAsync(c), CancellationToken.None));
    }

    [Theory]
    [InlineData("short-key-01234")]
    [InlineData("a key with spaces in it")]
    [InlineData("sxs_looks-like-a-session-token")]
    [InlineData("ключ-из-русских-букв")]
    public async Task A_key_that_could_not_serve_stops_the_start(string key)
    {
        await using var house = await House.Build(StoreKind.Sqlite, settings: [NoDemo, ("ADMIN_KEY", key)]);
        await Assert.ThrowsAsync<PlatformStartException>(() => house.First.StartAsync(CancellationToken.None));
        Assert.Equal(0, await house.Store.Read(SystemScope.Bootstrap, (db, c) => db.Tenants.CountAsync(c), CancellationToken.None));
    }

    private static async Task<CallContext?> Authenticate(House house, string key)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.Authorization = $"Bearer {key}";
        return (await house.Border.Authenticate(http)).Value;
    }
}
