using System.Net;
using System.Net.Sockets;
using Sentralix.Platform.Cluster;
using Xunit;

namespace Sentralix.Platform.Tests.Cluster;

/// <summary>Ports that are found now and opened later.</summary>
public sealed class FreePortsTests
{
    [Fact]
    public void Ports_are_different_ones_that_open_and_that_no_outgoing_connection_is_given()
    {
        var ports = FreePorts.Find(IPAddress.Loopback, 200);

        Assert.Equal(200, ports.Distinct().Count());
        var lowestOutgoing = OperatingSystem.IsLinux() ? int.Parse(File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split('\t')[0], null) : 49_152;
        Assert.All(ports, port => Assert.InRange(port, 1024, lowestOutgoing - 1));
        foreach (var port in ports)
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }
    }

    [Fact]
    public void An_address_that_is_not_this_machines_is_said_at_once()
    {
        Assert.Equal(SocketError.AddressNotAvailable, Assert.Throws<SocketException>(() => FreePorts.Find(IPAddress.Parse("192.0.2.1"), 1)).SocketErrorCode);
    }
}
