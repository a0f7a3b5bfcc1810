using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Sentralix.Aggregator.Tests.Subject;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Aggregator;
using Sentralix.Platform.Security;
using Xunit;

namespace Sentralix.Aggregator.Tests.Keys;

/// <summary>Who gets in, and with which rights.</summary>
public sealed class BorderTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Basic c3g6bGl2ZQ==")]
    [InlineData("Bearer sx_live_000000000000000000000000000000000000000000000000")]
    [InlineData("Bearer sxs_")]
    [InlineData("Bearer sxs_AAAA")]
    [InlineData("Bearer sxs_!!!not-base64!!!")]
    public async Task What_is_not_a_credential_of_ours_is_refused(string? authorization)
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        var answer = await Authenticate(house, authorization);
        Assert.Equal((401, "unauthenticated"), (answer.Refusal!.Status, answer.Refusal.Code));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_key_lets_its_tenant_in_with_its_scopes_until_it_is_revoked(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        var key = await Create(house, new CreateApiKey { Name = "shop", Scopes = ["messages:send", "knowledge:*"] });

        var caller = (await Authenticate(house, $"Bearer {key.Key}")).OrThrow();
        Assert.Equal((house.First.Tenant, $"key:{key.Details.Id}", null), (caller.Tenant, caller.Actor, caller.Conversation));
        Assert.True(caller.Holds("messages:send") && caller.Holds("knowledge:write"));
        Assert.False(caller.Holds("keys:write"));

        using (house.Enter()) (await house.Keys.Revoke(key.Details.Id, CancellationToken.None)).OrThrow();
        Assert.Equal(401, (await Authenticate(house, $"Bearer {key.Key}")).Refusal?.Status);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_key_revoked_elsewhere_stops_within_five_seconds(StoreKind kind)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var house = await House.Open(kind, clock);
        await using var elsewhere = house.Another();
        await elsewhere.First.StartAsync(CancellationToken.None);
        var key = await Create(house, new CreateApiKey { Name = "shop", Scopes = ["*"] });
        Assert.True((await Authenticate(house, $"Bearer {key.Key}")).Ok);

        using (elsewhere.Enter()) (await elsewhere.Keys.Revoke(key.Details.Id, CancellationToken.None)).OrThrow();
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(401, (await Authenticate(house, $"Bearer {key.Key}")).Refusal?.Status);
    }

    [Fact]
    public async Task A_key_ends_at_its_time_although_it_was_just_seen()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var house = await House.Open(StoreKind.Sqlite, clock);
        var key = await Create(house, new CreateApiKey { Name = "shop", Scopes = ["*"], ExpiresAt = clock.GetUtcNow().AddSeconds(3) });
        Assert.True((await Authenticate(house, $"Bearer {key.Key}")).Ok);
        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(401, (await Authenticate(house, $"Bearer {key.Key}")).Refusal?.Status);
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task Of_a_keys_text_only_hash_and_last_four_are_kept(StoreKind kind)
    {
        await using var house = await House.Open(kind);
        var key = await Create(house, new CreateApiKey { Name = "shop", Scopes = ["*"] });
        Assert.StartsWith("sx_live_", key.Key, StringComparison.Ordinal);
        using var _ = house.Enter();
        var row = await house.Store.Read((db, c) => db.ApiKeys.SingleAsync(k => k.Id == key.Details.Id, c), CancellationToken.None);
        Assert.Equal(64, row.Hash.Length);
        Assert.Equal(key.Key[^4..], row.LastFour);
        Assert.DoesNotContain(key.Key["sx_live_".Length..], string.Join(' ', row.Hash, row.Name, row.Id, row.Scopes), StringComparison.Ordinal);
        var listed = (await house.Keys.List(cancellation: CancellationToken.None)).OrThrow();
        Assert.Equal(2, listed.Items.Count);
        Assert.Contains(listed.Items, k => k == key.Details with { Scopes = k.Scopes } && k.Scopes.SequenceEqual(["*"]));
    }

    [Fact]
    public async Task Nobody_gives_scopes_that_he_does_not_hold()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        using var _ = house.Enter("keys:write", "knowledge:*");
        Assert.Equal("forbidden", (await TryCreate(house, "*")).Refusal?.Code);
        Assert.Equal("forbidden", (await TryCreate(house, "keys:*")).Refusal?.Code);
        Assert.Equal("forbidden", (await TryCreate(house, "messages:send")).Refusal?.Code);
        Assert.True((await TryCreate(house, "knowledge:read")).Ok);
        Assert.True((await TryCreate(house, "knowledge:*")).Ok);
    }

    [Theory]
    [InlineData("knowledge")]
    [InlineData("Knowledge:read")]
    [InlineData("a b:read")]
    [InlineData("*:read")]
    [InlineData("messages:send\n")]
    public async Task A_scope_has_a_form(string scope)
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        using var _ = house.Enter();
        var refusal = (await TryCreate(house, scope)).Refusal;
        Assert.Equal(400, refusal?.Status);
        Assert.Contains("scopes[0]", refusal!.Errors!.Keys);
    }

    [Fact]
    public async Task One_key_is_read_as_it_is_in_the_list()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        var key = await Create(house, new CreateApiKey { Name = "shop", Scopes = ["*"] });
        using var _ = house.Enter();

        Assert.Equivalent(key.Details, (await house.Keys.Get(key.Details.Id, CancellationToken.None)).OrThrow());
        (await house.Keys.Revoke(key.Details.Id, CancellationToken.None)).OrThrow();
        Assert.NotNull((await house.Keys.Get(key.Details.Id, CancellationToken.None)).OrThrow().RevokedAt);
    }

    [Fact]
    public async Task Another_tenants_key_cannot_be_seen_or_revoked()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        var key = await Create(house, new CreateApiKey { Name = "shop", Scopes = ["*"] });
        using var _ = Compliance.Caller.Of("ten_other").Enter();
        Assert.Empty((await house.Keys.List(cancellation: CancellationToken.None)).OrThrow().Items);
        Assert.Equal("not_found", (await house.Keys.Get(key.Details.Id, CancellationToken.None)).Refusal?.Code);
        Assert.Equal("not_found", (await house.Keys.Revoke(key.Details.Id, CancellationToken.None)).Refusal?.Code);
        Assert.True((await Authenticate(house, $"Bearer {key.Key}")).Ok);
    }

    [Fact]
    public async Task A_session_token_is_one_contact_in_one_conversation_for_its_time()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var house = await House.Open(StoreKind.Sqlite, clock);
        var conversation = await house.Converse();
        SessionToken token;
        using (house.Enter("conversations:write"))
            token = (await house.Tokens.Mint(new MintSessionToken { ConversationId = conversation, LifetimeMs = 60_000 }, CancellationToken.None)).OrThrow();

        var caller = (await Authenticate(house, $"Bearer {token.Token}")).OrThrow();
        Assert.Equal((house.First.Tenant, $"contact:{conversation}", conversation), (caller.Tenant, caller.Actor, caller.Conversation));
        Assert.Equal(["conversations:read", "messages:send", "runs:execute"], caller.Scopes);
        Assert.Equal(401, (await Authenticate(house, $"Bearer {token.Token[..^2]}AA")).Refusal?.Status);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(401, (await Authenticate(house, $"Bearer {token.Token}")).Refusal?.Status);
    }

    [Fact]
    public async Task No_token_is_minted_for_another_tenants_conversation()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        var conversation = await house.Converse();
        using var _ = Compliance.Caller.Of("ten_other").Enter();
        Assert.Equal(404, (await house.Tokens.Mint(new MintSessionToken { ConversationId = conversation }, CancellationToken.None)).Refusal?.Status);
    }

    [Fact]
    public async Task A_key_in_the_header_of_Anthropics_clients_is_one_on_dialect_routes_where_there_is_no_other()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        var key = (await Create(house, new CreateApiKey { Name = "shop", Scopes = ["*"] })).Key;

        foreach (var path in (string[])["/llm/v1/messages", "/llm/v1/chat/completions"]) Assert.True((await Show(house, path, key)).Ok, path);
        foreach (var path in (string[])["/api/v1/conversations", "/api/v1/chat/completions", "/llm/v1/operations/work-items", "/llm/admin/v1/providers", "/llm/v1x/messages"])
            Assert.Equal(401, (await Show(house, path, key)).Refusal?.Status);
        Assert.Equal(401, (await Show(house, "/llm/v1/messages", key, "Bearer sx_live_000000000000000000000000000000000000000000000000")).Refusal?.Status);
        Assert.Equal(401, (await Show(house, "/llm/v1/messages", key, "")).Refusal?.Status);
        Assert.Equal(401, (await Show(house, "/llm/v1/messages", new string('k', 4000))).Refusal?.Status);
    }

    private static ValueTask<Result<CallContext>> Show(House house, string path, string key, string? authorization = null)
    {
        var http = new DefaultHttpContext();
        http.Request.Path = path;
        http.Request.Headers["x-api-key"] = key;
        if (authorization is not null) http.Request.Headers.Authorization = authorization;
        return house.Border.Authenticate(http);
    }

    private static ValueTask<Result<CallContext>> Authenticate(House house, string? authorization)
    {
        var http = new DefaultHttpContext();
        if (authorization is not null) http.Request.Headers.Authorization = authorization;
        return house.Border.Authenticate(http);
    }

    private static Task<Result<NewApiKey>> TryCreate(House house, params string[] scopes) =>
        house.Keys.Create(new CreateApiKey { Name = "n", Scopes = scopes }, CancellationToken.None);

    private static async Task<NewApiKey> Create(House house, CreateApiKey body)
    {
        using var _ = house.Enter();
        return (await house.Keys.Create(body, CancellationToken.None)).OrThrow();
    }
}
