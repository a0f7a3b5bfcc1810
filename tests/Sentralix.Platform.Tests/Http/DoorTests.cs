using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.Time.Testing;
using Sentralix.Compliance;
using Sentralix.Contracts;
using Sentralix.Platform.Cluster;
using Sentralix.Platform.Http;
using Sentralix.Platform.Security;
using Sentralix.Platform.Tests.Subject;
using Xunit;

namespace Sentralix.Platform.Tests.Http;

/// <summary>Who gets in by which door.</summary>
public sealed class DoorTests(House house)
{
    private static readonly string[] InternalPaths =
        ["/workshop/v1/tools", "/workshop/admin/v1/tools", "/workshop/v1/orders", "//workshop/v1/tools", "/WORKSHOP/v1/tools", "/workshop/v1/tools/", "/api/../workshop/v1/tools", "/%77orkshop/v1/tools"];

    [Fact]
    public async Task Without_a_valid_internal_token_nobody_is_let_in()
    {
        var good = house.Tokens.Issue("workshop", Caller.Of("acme"));
        var late = new FakeTimeProvider(DateTimeOffset.UtcNow.AddMinutes(-2));
        var early = new FakeTimeProvider(DateTimeOffset.UtcNow.AddMinutes(5));
        using var other = new Folder();
        string?[] bad =
        [
            null, "", "garbage", "Bearer", "Bearer ", "Bearer garbage", "Bearer AAAA", $"Basic {good}", $"Bearer {good[..^8]}AAAAAAA=",
            $"Bearer {house.Tokens.Issue("orchestrator", Caller.Of("acme"))}",
            $"Bearer {new InternalTokens(house.Ring, late).Issue("workshop", Caller.Of("acme"))}",
            $"Bearer {new InternalTokens(house.Ring, early).Issue("workshop", Caller.Of("acme"))}",
            $"Bearer {new InternalTokens(KeyRing.Open(other.Path, null, null), TimeProvider.System).Issue("workshop", Caller.Of("acme"))}",
        ];

        foreach (var header in bad)
        {
            using var response = await Send(house.Internal, "/workshop/v1/tools", header);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("unauthenticated", (await Problems.Read(response.Content, default))?.Code);
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        }

        using var admitted = await Send(house.Internal, "/workshop/v1/tools", $"Bearer {good}");
        Assert.Equal(HttpStatusCode.OK, admitted.StatusCode);
    }

    [Fact]
    public void A_token_is_good_for_a_minute_and_a_few_seconds()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var tokens = new InternalTokens(house.Ring, clock);
        var token = tokens.Issue("workshop", Caller.With("acme", "key:a", "tools:read") with { Conversation = "cnv_1" });

        clock.Advance(TimeSpan.FromSeconds(64));
        var read = tokens.Read(token, "workshop");
        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(("acme", "key:a", "cnv_1"), (read?.Tenant, read?.Actor, read?.Conversation));
        Assert.Equal(["tools:read"], read!.Scopes);
        Assert.Null(tokens.Read(token, "workshop"));
    }

    [Fact]
    public async Task The_public_door_opens_nothing_internal_whatever_the_caller_brings()
    {
        string?[] credentials = [null, WindowModule.Key, $"Bearer {house.Tokens.Issue("workshop", Caller.Of("acme"))}"];
        foreach (var path in InternalPaths)
            foreach (var verb in (string[])["GET", "POST"])
                foreach (var credential in credentials)
                {
                    string[] headers = credential is null
                        ? ["X-Forwarded-For: 127.0.0.1"]
                        : [$"Authorization: {credential}", "sentralix.forwarded: true", "X-Sentralix-Forwarded: true", "X-Original-URL: /workshop/v1/tools", "X-Forwarded-Host: localhost"];
                    var (status, _) = await Wire.Send(house.PublicUrl, verb, path, headers);
                    Assert.True(status is 404 or 405, $"{verb} {path} with {credential} was answered with {status}");
                }
    }

    [Fact]
    public async Task The_internal_door_does_not_open_the_public_api()
    {
        using var response = await Send(house.Internal, "/api/v1/who", WindowModule.Key);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task The_public_api_asks_the_border_who_calls()
    {
        using var nobody = await Send(house.Public, "/api/v1/who", null);
        using var key = await Send(house.Public, "/api/v1/who", WindowModule.Key);
        using var token = await Send(house.Public, "/api/v1/who", $"Bearer {house.Tokens.Issue("api", Caller.Of("acme"))}");

        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, token.StatusCode);
        Assert.Equal(new Heard("acme", "key:acme", null), await key.Content.ReadFromJsonAsync<Heard>(SentralixJson.Options));
    }

    [Fact]
    public async Task A_tenant_in_a_header_a_query_or_a_body_changes_nothing()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/workshop/v1/orders?tenant=victim&tenant_id=victim")
        {
            Content = JsonContent.Create(new { name = "x", tenant = "victim", tenant_id = "victim", tenantId = "victim" }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", house.Tokens.Issue("workshop", Caller.Of("acme")));
        foreach (var header in (string[])["X-Tenant", "X-Tenant-Id", "Tenant", "sentralix.tenant"]) request.Headers.Add(header, "victim");
        using var response = await house.Internal.SendAsync(request);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("acme", (await response.Content.ReadFromJsonAsync<Heard>(SentralixJson.Options))?.Tenant);
    }

    [Fact]
    public async Task The_admin_proxy_leads_a_known_caller_to_admin_contracts_and_to_nothing_else()
    {
        const string Body = """{"name":"x","weight":1,"shape":"flat_head","parts":[]}""";
        using var nobody = await Send(house.Public, "/api/admin/v1/workshop/tools", null, Body);
        using var contact = await Send(house.Public, "/api/admin/v1/workshop/tools", WindowModule.Contact, Body);
        using var key = await Send(house.Public, "/api/admin/v1/workshop/tools", WindowModule.Key, Body);
        using var unknown = await Send(house.Public, "/api/admin/v1/nosuch/tools", WindowModule.Key, Body);

        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, contact.StatusCode);
        Assert.Equal(HttpStatusCode.Created, key.StatusCode);
        Assert.Equal(new Heard("acme", "key:acme", "x"), await key.Content.ReadFromJsonAsync<Heard>(SentralixJson.Options));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task A_contact_may_call_only_what_is_marked_for_contacts()
    {
        using var may = await Send(house.Public, "/api/v1/who", WindowModule.Contact);
        using var mayNot = await Send(house.Public, "/api/v1/orders", WindowModule.Contact, """{"name":"x"}""");

        Assert.Equal(HttpStatusCode.OK, may.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, mayNot.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/api/admin/v1/workshop/../../v1/tools")]
    [InlineData("GET", "/api/admin/v1/workshop/%2e%2e/v1/tools")]
    [InlineData("GET", "/api/admin/v1/workshop/%252e%252e/%252e%252e/v1/tools")]
    [InlineData("GET", "/api/admin/v1/workshop/..%2f..%2fv1/tools")]
    [InlineData("GET", "/api/admin/v1/workshop/%252e%252e%252f%252e%252e%252fv1/tools")]
    [InlineData("GET", "/api/admin/v1/workshop%2fv1%2ftools%3f/x")]
    [InlineData("GET", "/api/admin/v1/workshop/..;/v1/tools")]
    [InlineData("POST", "/hooks/workshop/%252e%252e/%252e%252e/workshop/v1/orders")]
    [InlineData("POST", "/hooks/workshop/../../workshop/v1/orders")]
    public async Task No_spelling_of_a_path_leads_from_a_listed_route_to_an_unlisted_one(string verb, string target)
    {
        await using var split = await SplitHouse.Start();

        foreach (var door in (Uri[])[house.PublicUrl, split.PublicUrl])
        {
            var (status, text) = await Wire.Send(door, verb, target, $"Authorization: {WindowModule.Key}");
            Assert.True(status is >= 400 and < 500, $"{target} was answered with {status}: {text}");
            Assert.DoesNotContain("инструмент", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task In_a_split_deployment_the_public_door_forwards_with_the_callers_own_rights()
    {
        await using var split = await SplitHouse.Start();
        using var client = new HttpClient { BaseAddress = split.PublicUrl };
        using var admin = await Send(client, "/api/admin/v1/workshop/tools", WindowModule.Key, """{"name":"x","weight":1,"shape":"flat_head","parts":[]}""");
        using var nobody = await Send(client, "/api/admin/v1/workshop/tools", null, "{}");
        using var contact = await Send(client, "/api/admin/v1/workshop/tools", WindowModule.Contact, "{}");
        using var hook = await Send(client, "/hooks/workshop/связь 1?", null, "{}");

        Assert.Equal(new Heard("acme", "key:acme", "x"), await admin.Content.ReadFromJsonAsync<Heard>(SentralixJson.Options));
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, contact.StatusCode);
        Assert.Equal("связь 1 False nobody", await hook.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_forwarded_request_goes_on_to_the_next_address_where_nothing_was_sent_to_the_first()
    {
        await using var split = await SplitHouse.Start([.. FreePorts.Find(IPAddress.Loopback, 2).Select(port => new Uri($"http://127.0.0.1:{port}"))]);
        using var client = new HttpClient { BaseAddress = split.PublicUrl };
        for (var i = 0; i < 6; i++)
        {
            using var admin = await Send(client, "/api/admin/v1/workshop/tools", WindowModule.Key, """{"name":"x","weight":1,"shape":"flat_head","parts":[]}""");
            Assert.Equal(new Heard("acme", "key:acme", "x"), await admin.Content.ReadFromJsonAsync<Heard>(SentralixJson.Options));
        }

        await split.StopBack();
        using var away = await Send(client, "/api/admin/v1/workshop/tools", WindowModule.Key, "{}");
        Assert.Equal("service_unavailable", (await Problems.Read(away.Content, default))?.Code);
    }

    [Fact]
    public async Task A_forwarded_request_whose_service_is_down_is_503_as_problem_details()
    {
        await using var split = await SplitHouse.Start();
        await split.StopBack();
        using var client = new HttpClient { BaseAddress = split.PublicUrl };
        using var response = await Send(client, "/api/admin/v1/workshop/tools", WindowModule.Key, "{}");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("service_unavailable", (await Problems.Read(response.Content, default))?.Code);
    }

    [Theory]
    [InlineData("/api/admin/v1/workshop/tools", "workshop", "/workshop/admin/v1/tools", true)]
    [InlineData("/api/admin/v1/workshop/operations/work-items", "workshop", "/workshop/v1/operations/work-items", true)]
    [InlineData("/llm/v1/chat/completions", "llm", "/llm/v1/chat/completions", true)]
    [InlineData("/hooks/telegram/conn_1/x", "telegram", "/hooks/telegram/conn_1/x", false)]
    public void Listed_routes_lead_where_the_list_says(string path, string service, string target, bool needsCaller)
    {
        var route = PublicRoutes.Find(path);

        Assert.Equal((service, target, needsCaller), (route?.Service, route?.Path, route?.NeedsCaller));
    }

    [Theory]
    [InlineData("/workshop/v1/tools")]
    [InlineData("/orchestrator/v1/events")]
    [InlineData("/llm/v1/generations")]
    [InlineData("/llm/v10/models")]
    [InlineData("/llm/admin/v1/providers")]
    [InlineData("/LLM/v1/models")]
    [InlineData("/hooks/telegram")]
    [InlineData("/api/admin/v1/")]
    [InlineData("/api/admin/v1//v1")]
    public void What_is_not_listed_leads_nowhere(string path) => Assert.Null(PublicRoutes.Find(path));

    private static async Task<HttpResponseMessage> Send(HttpClient client, string path, string? authorization, string? json = null)
    {
        using var request = new HttpRequestMessage(json is null ? HttpMethod.Get : HttpMethod.Post, path);
        if (json is not null) request.Content = new StringContent(json, null, "application/json");
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await client.SendAsync(request);
    }
}
