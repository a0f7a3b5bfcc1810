using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox;
using Sentralix.Connectors.Sandbox.Max;
using static Sentralix.Connectors.Max.Tests.HookedBot;

namespace Sentralix.Connectors.Max.Tests;

public sealed class PollTests
{
    private readonly MaxChannel channel = new(TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Polls_go_on_where_the_last_one_was_kept()
    {
        await using var max = await Connections.StartMax();
        var access = Connections.To(max.Address);
        var first = max.SendText(Irina, "1");
        var polled = await channel.Poll(access, null, Cancellation);
        Assert.Equal([(first.Key, Dialog)], polled.Updates.Select(update => (update.Key, update.Thread)));

        var more = new[] { max.SendText(Irina, "2"), max.SendText(Irina + 1, "3") };
        var second = await channel.Poll(access, polled.Position, Cancellation);
        Assert.Equal(more.Select(update => update.Key), second.Updates.Select(update => update.Key));

        // A crash before they were durable: the same position brings the same again.
        var again = await channel.Poll(access, polled.Position, Cancellation);
        Assert.Equal(second.Updates.Select(update => update.Key), again.Updates.Select(update => update.Key));
        Assert.Equal("2", Assert.Single(channel.Read(access, again.Updates[0].Body)).Parts[0].Text);
    }

    [Fact]
    public async Task A_poll_hears_what_is_said_while_it_waits()
    {
        await using var max = await Connections.StartMax();
        var waiting = channel.Poll(Connections.To(max.Address), null, Cancellation);
        await Task.Delay(100, Cancellation);
        Assert.False(waiting.IsCompleted);

        var said = max.SendText(Irina, "Hello");
        Assert.Equal(said.Key, Assert.Single((await waiting).Updates).Key);
    }

    [Fact]
    public async Task Polls_keep_to_two_in_a_second()
    {
        await using var max = await Connections.StartMax(new MaxSettings { Token = Connections.Token });
        string? position = null;
        for (var i = 0; i < 4; i++)
        {
            max.SendText(Irina, $"{i}");
            var polled = await channel.Poll(Connections.To(max.Address), position, Cancellation);
            Assert.Single(polled.Updates);
            position = polled.Position;
        }
    }

    [Fact]
    public async Task A_bot_that_MAX_calls_elsewhere_is_not_polled_in_vain()
    {
        await using var max = await Connections.StartMax();
        await channel.SetHook(Connections.To(max.Address) with { ConnectionId = "con_2" }, new Hook(new Uri("https://other.example/max?key=1"), "another-secret"), Cancellation);

        var refused = await Assert.ThrowsAsync<ChannelException>(() => channel.Poll(Connections.To(max.Address), null, Cancellation));

        Assert.Equal(ChannelErrors.Conflict, refused.Error.Code);
        Assert.Contains("other.example", refused.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultKind.Unauthorized, ChannelErrors.Unauthorized)]
    [InlineData(FaultKind.TooMany, ChannelErrors.RateLimited)]
    [InlineData(FaultKind.CutBefore, ChannelErrors.Network)]
    [InlineData(FaultKind.HtmlPage, ChannelErrors.Network)]
    public async Task A_poll_that_fails_says_why(FaultKind fault, string code)
    {
        await using var max = await Connections.StartMax();
        max.Faults.Next(new Fault(fault), "GET /updates");

        Assert.Equal(code, (await Assert.ThrowsAsync<ChannelException>(() => channel.Poll(Connections.To(max.Address), "1", Cancellation))).Error.Code);
    }

    [Fact]
    public async Task A_poll_can_be_left()
    {
        await using var max = await Connections.StartMax();
        using var leaving = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => channel.Poll(Connections.To(max.Address), "1", leaving.Token));
    }
}
