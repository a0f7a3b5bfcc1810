using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Sentralix.Aggregator.Tests.Subject;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Aggregator;
using Xunit;

namespace Sentralix.Aggregator.Tests.Web;

/// <summary>An anonymous visitor of our page gets one conversation, and not a thousand.</summary>
public sealed class VisitorTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_visitor_gets_a_token_that_works_in_a_conversation_of_his_own()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        await using var door = await PublicDoor.Open(house);
        await house.BindAssistant();
        var one = await Begin(door);
        var two = await Begin(door);
        Assert.NotEqual(one.ConversationId, two.ConversationId);
        Assert.Equal(HttpStatusCode.OK, (await door.Send(HttpMethod.Get, $"/api/v1/conversations/{one.ConversationId}", one.Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await door.Send(HttpMethod.Get, $"/api/v1/conversations/{two.ConversationId}", one.Token)).StatusCode);
    }

    [Fact]
    public async Task From_one_address_so_many_a_minute()
    {
        await using var house = await House.Open(StoreKind.Sqlite, settings: ("web-sessions-per-minute", "3"));
        await using var door = await PublicDoor.Open(house);
        await house.BindAssistant();
        for (var i = 0; i < 3; i++) await Begin(door);
        using var refused = await door.Send(HttpMethod.Post, "/api/web/session", null);
        Assert.Equal((HttpStatusCode.TooManyRequests, "application/problem+json"), (refused.StatusCode, refused.Content.Headers.ContentType?.MediaType));
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(3, house.Orchestrator.Calls.Count(c => c == "Open"));
    }

    [Fact]
    public async Task Where_web_chat_is_off_there_is_no_such_route()
    {
        await using var house = await House.Open(StoreKind.Sqlite, settings: ("web-chat", "false"));
        await using var door = await PublicDoor.Open(house);
        await house.BindAssistant();
        Assert.Equal(HttpStatusCode.NotFound, (await door.Send(HttpMethod.Post, "/api/web/session", null)).StatusCode);
    }

    [Fact]
    public async Task Without_an_assistant_a_visitor_is_told_to_come_again()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        await using var door = await PublicDoor.Open(house);
        using var refused = await door.Send(HttpMethod.Post, "/api/web/session", null);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("no_default_assistant", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_visitors_token_is_renewed_within_a_day_of_its_end()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var house = await House.Open(StoreKind.Sqlite, clock);
        await using var door = await PublicDoor.Open(house);
        var token = house.Seal.Issue(house.First.Tenant, "cnv_1", Hour, renewable: true);
        clock.Advance(Hour + TimeSpan.FromHours(23.9));
        using var renewed = await door.Send(HttpMethod.Post, "/api/web/session/renew", token.Token);
        Assert.Equal(HttpStatusCode.Created, renewed.StatusCode);
        var fresh = JsonSerializer.Deserialize<SessionToken>(await renewed.Content.ReadAsStreamAsync(), SentralixJson.Options)!;
        Assert.Equal(("cnv_1", clock.GetUtcNow() + Hour), (fresh.ConversationId, fresh.ExpiresAt));
        clock.Advance(TimeSpan.FromHours(0.2));
        Assert.Equal(HttpStatusCode.Unauthorized, (await door.Send(HttpMethod.Post, "/api/web/session/renew", token.Token)).StatusCode);
    }

    [Fact]
    public async Task A_token_of_an_integrator_or_of_nobody_is_not_renewed()
    {
        await using var house = await House.Open(StoreKind.Sqlite);
        await using var door = await PublicDoor.Open(house);
        var minted = house.Seal.Issue(house.First.Tenant, "cnv_1", Hour, renewable: false).Token;
        foreach (var token in (string?[])[minted, "sxs_AAAA", "sx_live_x", null])
            Assert.Equal(HttpStatusCode.Unauthorized, (await door.Send(HttpMethod.Post, "/api/web/session/renew", token)).StatusCode);
    }

    private static async Task<SessionToken> Begin(PublicDoor door)
    {
        using var answer = await door.Send(HttpMethod.Post, "/api/web/session", null);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return JsonSerializer.Deserialize<SessionToken>(await answer.Content.ReadAsStreamAsync(), SentralixJson.Options)!;
    }
}
