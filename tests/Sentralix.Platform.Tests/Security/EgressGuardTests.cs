using System.Net;
using Sentralix.Platform.Security;
using Xunit;

namespace Sentralix.Platform.Tests.Security;

public sealed class EgressGuardTests
{
    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("149.154.167.220", true)]
    [InlineData("2a00:1450:4010::1", true)]
    public void Only_addresses_on_the_public_internet_are_public(string address, bool isPublic) =>
        Assert.Equal(isPublic, EgressGuard.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("localhost", false)]
    [InlineData("LocalHost.", false)]
    [InlineData("db.localhost", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.0.0.1.", false)]
    [InlineData("::1", false)]
    [InlineData("10.0.0.8", false)]
    [InlineData("10.0.0.7", true)]
    [InlineData("ollama.localhost", true)]
    [InlineData("8.8.8.8", true)]
    [InlineData("localhost.example.com", true)]
    [InlineData("llm.corp", true)]
    public void A_host_that_says_that_it_is_inside_may_not_be_named_unless_the_operator_allows_it(string host, bool may) =>
        Assert.Equal(may, new EgressGuard(["10.0.0.7", "ollama.localhost"]).MayBeNamed(host));

    [Fact]
    public async Task A_name_that_leads_home_is_refused_unless_the_operator_allows_it()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => Ask(new EgressGuard([]), $"http://localhost:{port}/"));
        Assert.Contains("not on the public internet", refused.ToString(), StringComparison.Ordinal);
        Assert.False(listener.Pending());

        var allowed = Ask(new EgressGuard(["localhost"]), $"http://localhost:{port}/");
        using var accepted = await listener.AcceptTcpClientAsync();
        await accepted.GetStream().WriteAsync("HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray());
        Assert.Equal(HttpStatusCode.NoContent, await allowed);
    }

    private static async Task<HttpStatusCode> Ask(EgressGuard guard, string address)
    {
        using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = guard.Connect });
        using var answer = await http.GetAsync(new Uri(address));
        return answer.StatusCode;
    }
}
