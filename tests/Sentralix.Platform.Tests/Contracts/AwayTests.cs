using System.Net;
using System.Net.Sockets;
using Sentralix.Compliance;
using Sentralix.Contracts;
using Sentralix.Platform.Cluster;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Tests.Subject;
using Xunit;

namespace Sentralix.Platform.Tests.Contracts;

/// <summary>A service that is not there.</summary>
public sealed class AwayTests(House house)
{
    [Fact]
    public async Task A_service_that_is_down_is_one_fault_that_names_it()
    {
        using var caller = Caller.Of("acme").Enter();
        var workshop = house.Client<IWorkshop>(ClosedPort());

        Assert.Equal("workshop", (await Assert.ThrowsAsync<ServiceUnavailableException>(() => workshop.Delete("tool_known", default))).Service);
        await Assert.ThrowsAsync<ServiceUnavailableException>(async () =>
        {
            await foreach (var chip in workshop.Saw("x", SawMode.Plain, 1, default)) Assert.Fail(chip.Text);
        });
    }

    [Fact]
    public async Task The_next_address_is_tried_where_nothing_was_sent_to_the_first()
    {
        using var caller = Caller.Of("acme").Enter();
        var workshop = house.Client<IWorkshop>(ClosedPort(), house.InternalUrl);

        for (var i = 0; i < 4; i++)
        {
            Assert.Equal("x", (await workshop.Order(new NewTool("x"), default)).OrThrow().What);
            Assert.Equal(3, (await workshop.Upload(new MemoryStream([1, 2, 3]), "image/png", "x", default)).OrThrow().Size);
        }
    }

    [Fact]
    public async Task An_address_that_does_not_even_answer_the_connection_is_passed_over_too()
    {
        using var caller = Caller.Of("acme").Enter();
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var address = new Uri($"http://{full.LocalEndPoint}");
        var waiting = new List<Socket>();
        try
        {
            // Fill the backlog: Linux drops what comes then, and a client waits.
            for (var i = 0; i < 4; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
                waiting.Add(socket);
                try
                {
                    await socket.ConnectAsync(full.LocalEndPoint!, new CancellationTokenSource(300).Token);
                }
                catch (OperationCanceledException)
                {
                    break;
                }
            }

            var workshop = house.Client<IWorkshop>(address, house.InternalUrl);
            for (var i = 0; i < 2; i++) Assert.Equal("x", (await workshop.Order(new NewTool("x"), default)).OrThrow().What);
            await Assert.ThrowsAsync<ServiceUnavailableException>(() => house.Client<IWorkshop>(address).Delete("tool_known", default));
        }
        finally
        {
            waiting.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task A_service_that_is_not_installed_refuses_with_501_and_says_which()
    {
        var absent = NotInstalled<IWorkshop>.Make("workshop");

        Assert.Equal(Refusal.NotInstalled("workshop"), (await absent.Delete("tool_known", default)).Refusal);
        var refused = await Assert.ThrowsAsync<RefusedException>(async () =>
        {
            await foreach (var chip in absent.Saw("x", SawMode.Plain, 1, default)) Assert.Fail(chip.Text);
        });
        Assert.Equal(501, refused.Refusal.Status);
        Assert.True(NotInstalled<IWorkshop>.Is(absent));
        Assert.False(NotInstalled<IWorkshop>.Is(house.Client<IWorkshop>(ClosedPort())));
    }

    private static Uri ClosedPort() => new($"http://127.0.0.1:{FreePorts.Find(IPAddress.Loopback, 1)[0]}");
}
