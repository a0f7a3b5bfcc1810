using System.Text;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Peers.Proxies;
using Sentralix.Platform.Security;

namespace Sentralix.Connectors.Messaging.Tests.Connections;

/// <summary>A connection's own way out.</summary>
public sealed class OutsideClientsTests
{
    private static readonly Uri Outside = new("http://api.example/bot");

    [Fact]
    public async Task A_proxy_is_told_the_name_and_password_of_its_address()
    {
        using var proxy = new LoginProxy();
        using var clients = new OutsideClients(new EgressGuard(["127.0.0.1"]));

        var answer = await clients.For(Through($"http://us%40er:pa%3Ass@127.0.0.1:{proxy.Port}")).GetStringAsync(Outside, TestContext.Current.CancellationToken);

        Assert.Equal("from the proxy", answer);
        Assert.Contains($"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("us@er:pa:ss"))}", proxy.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_inside_the_network_is_not_connected_to_unless_the_operator_allows_it()
    {
        using var proxy = new LoginProxy();
        using var clients = new OutsideClients(new EgressGuard([]));

        foreach (var scheme in (string[])["http", "socks5"])
        {
            await Assert.ThrowsAsync<HttpRequestException>(
                () => clients.For(Through($"{scheme}://127.0.0.1:{proxy.Port}")).GetStringAsync(Outside, TestContext.Current.CancellationToken));
        }

        Assert.Equal("", proxy.Seen);
    }

    private static Dictionary<string, string> Through(string proxy) => new() { [OutsideClients.ProxySetting] = proxy };
}
