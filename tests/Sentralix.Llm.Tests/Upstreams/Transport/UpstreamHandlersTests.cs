using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Sentralix.Llm.Upstreams.Access;
using Sentralix.Llm.Upstreams;
using Sentralix.Llm.Upstreams.Transport;
using Sentralix.Peers.OpenAi;
using Sentralix.Peers.Proxies;
using Sentralix.Platform.Security;
using Xunit;

namespace Sentralix.Llm.Tests.Upstreams.Transport;

/// <summary>Each provider's own way out: its authorities, its proxy, and no way into the operator's network.</summary>
public sealed class UpstreamHandlersTests
{
    private static readonly EgressGuard Loopback = new(["localhost", "127.0.0.1"]);

    [Fact]
    public async Task A_server_is_trusted_by_the_provider_that_brings_its_authority_and_by_no_other()
    {
        using var authority = new SelfMadeAuthority();
        await using var server = await authority.Serve();
        using var trusting = Way(new UpstreamWay { CaBundlePem = authority.BundlePem });
        using var other = Way(new UpstreamWay());
        using var stranger = new SelfMadeAuthority();
        using var elsewhere = Way(new UpstreamWay { CaBundlePem = stranger.BundlePem });

        Assert.Equal("served", await Get(trusting, Address(server)));
        Assert.Equal(HttpRequestError.SecureConnectionError, (await Assert.ThrowsAsync<HttpRequestException>(() => Get(other, Address(server)))).HttpRequestError);
        Assert.Equal(HttpRequestError.SecureConnectionError, (await Assert.ThrowsAsync<HttpRequestException>(() => Get(elsewhere, Address(server)))).HttpRequestError);
    }

    [Fact]
    public async Task The_authority_does_not_make_a_server_of_another_name_trusted()
    {
        using var authority = new SelfMadeAuthority();
        await using var server = await authority.Serve("gigachat.example");
        using var trusting = Way(new UpstreamWay { CaBundlePem = authority.BundlePem });

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => Get(trusting, Address(server)));

        Assert.Equal(HttpRequestError.SecureConnectionError, refused.HttpRequestError);
    }

    [Fact]
    public async Task A_place_of_tokens_that_is_not_trusted_is_a_fault_that_says_so()
    {
        using var authority = new SelfMadeAuthority();
        await using var server = await authority.Serve();
        using var other = Way(new UpstreamWay());
        var access = new TokenAccess("giga", new GigaChatTokens(other, Address(server), "Y2xpZW50OnNlY3JldA==", "GIGACHAT_API_PERS"), TimeProvider.System);

        var fault = await access.Apply(new HttpRequestMessage(), default);

        Assert.Equal(FaultCode.Unreachable, fault!.Code);
        Assert.Contains("certificate", fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_inside_the_network_is_refused_unless_the_operator_allows_it()
    {
        await using var server = await OpenAiUpstream.Start();
        using var guarded = new HttpMessageInvoker(UpstreamHandlers.Make(new UpstreamWay(), new EgressGuard([])));
        using var allowed = Way(new UpstreamWay());
        var models = new Uri($"{server.BaseUrl}/models");

        await Assert.ThrowsAsync<HttpRequestException>(() => Get(guarded, models));
        Assert.Equal(0, server.Journal.Count);
        Assert.Contains("stand-in-large", await Get(allowed, models), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_the_operator_configured_himself_is_not_guarded()
    {
        await using var server = await OpenAiUpstream.Start();
        using var unguarded = new HttpMessageInvoker(UpstreamHandlers.Make(new UpstreamWay(), null));

        Assert.Contains("stand-in-large", await Get(unguarded, new Uri($"{server.BaseUrl}/models")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_is_used_with_its_login_and_is_itself_not_inside_the_network()
    {
        using var proxy = new LoginProxy();
        var way = new UpstreamWay { ProxyUrl = $"http://us%40er:pa%3Ass@127.0.0.1:{proxy.Port}" };
        using var guarded = new HttpMessageInvoker(UpstreamHandlers.Make(way, new EgressGuard([])));
        using var allowed = Way(way);
        var outside = new Uri("http://api.example/v1/models");

        await Assert.ThrowsAsync<HttpRequestException>(() => Get(guarded, outside));
        Assert.Equal("", proxy.Seen);
        Assert.Equal("from the proxy", await Get(allowed, outside));

        Assert.StartsWith("GET http://api.example/v1/models HTTP/1.1", proxy.Seen, StringComparison.Ordinal);
        Assert.Contains($"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("us@er:pa:ss"))}", proxy.Seen, StringComparison.Ordinal);
        Assert.DoesNotContain("pa", way.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_with_the_key_in_hand()
    {
        await using var server = await OpenAiUpstream.Start(new OpenAiBehaviour { Fault = OpenAiFault.WithStatus(302) });
        using var way = Way(new UpstreamWay());
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{server.BaseUrl}/models"));

        using var response = await way.SendAsync(request, default);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(1, server.Journal.Count);
    }

    private static HttpMessageInvoker Way(UpstreamWay way) => new(UpstreamHandlers.Make(way, Loopback));

    private static Uri Address(WebApplication server) => new($"https://localhost:{new Uri(server.Urls.First()).Port}/");

    private static async Task<string> Get(HttpMessageInvoker http, Uri address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var response = await http.SendAsync(request, default);
        return await response.Content.ReadAsStringAsync();
    }
}
