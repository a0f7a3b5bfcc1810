using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox;
using Xunit;

namespace Sentralix.Connectors.Vk.Tests;

public sealed class PollTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_poll_finds_out_where_now_is_and_waits_for_nothing()
    {
        await using var world = await VkWorld.Open();

        var first = await world.Channel.Poll(world.Access, null, Cancellation);

        Assert.Empty(first.Updates);
        Assert.NotNull(first.Position);
    }

    [Fact]
    public async Task Events_come_in_order_with_the_keys_that_they_have_at_the_hook()
    {
        await using var world = await VkWorld.Open();
        var position = (await world.Channel.Poll(world.Access, null, Cancellation)).Position;
        var made = Enumerable.Range(0, 50).Select(i => world.Vk.SendText(VkWorld.Irina + (i % 3), $"{i}")).ToArray();

        var polled = await world.Channel.Poll(world.Access, position, Cancellation);

        Assert.Equal(made.Select(update => $"vk:220011:{update.Key}"), polled.Updates.Select(update => update.Key));
        Assert.Equal("77001", polled.Updates[0].Thread);
        Assert.Equal("0", Assert.Single(world.Channel.Read(world.Access, polled.Updates[0].Body)).Parts[0].Text);
        Assert.Equal(["next"], await TextsAfter(world, polled.Position, "next"));
    }

    [Fact]
    public async Task A_process_that_starts_anew_goes_on_where_the_last_one_was()
    {
        await using var world = await VkWorld.Open();
        var position = (await world.Channel.Poll(world.Access, null, Cancellation)).Position;
        world.Vk.SendText(VkWorld.Irina, "пока никого не было");

        var polled = await new VkChannel().Poll(world.Access, position, Cancellation);

        Assert.Single(polled.Updates);
    }

    [Fact]
    public async Task An_expired_key_costs_nothing()
    {
        await using var world = await VkWorld.Open();
        var position = (await world.Channel.Poll(world.Access, null, Cancellation)).Position;
        world.Vk.SendText(VkWorld.Irina, "до");
        world.Vk.ExpireLongPollKeys();

        var renewed = await world.Channel.Poll(world.Access, position, Cancellation);

        Assert.Equal((0, position), (renewed.Updates.Count, renewed.Position));
        Assert.Equal(["до", "после"], await TextsAfter(world, renewed.Position, "после"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_loss_at_VK_polling_goes_on(bool session)
    {
        await using var world = await VkWorld.Open();
        var position = (await world.Channel.Poll(world.Access, null, Cancellation)).Position;
        if (session) world.Vk.LoseLongPollSession();
        else world.Vk.LoseLongPollHistory();

        var lost = await world.Channel.Poll(world.Access, position, Cancellation);

        Assert.Empty(lost.Updates);
        Assert.NotEqual(position, lost.Position);
        Assert.Equal(["после"], await TextsAfter(world, lost.Position, "после"));
    }

    [Theory]
    [InlineData(FaultKind.CutAfter)]
    [InlineData(FaultKind.HtmlPage)]
    public async Task A_poll_that_was_cut_loses_nothing(FaultKind fault)
    {
        await using var world = await VkWorld.Open();
        var position = (await world.Channel.Poll(world.Access, null, Cancellation)).Position;
        world.Vk.SendText(VkWorld.Irina, "важное");
        world.Vk.Faults.Next(new Fault(fault), "longpoll");

        var e = await Assert.ThrowsAsync<ChannelException>(() => world.Channel.Poll(world.Access, position, Cancellation));

        Assert.Equal(ChannelErrors.Network, e.Error.Code);
        Assert.Equal(["важное", "ещё"], await TextsAfter(world, position, "ещё"));
    }

    [Fact]
    public async Task A_poll_that_waits_can_be_stopped()
    {
        await using var world = await VkWorld.Open();
        var position = (await world.Channel.Poll(world.Access, null, Cancellation)).Position;
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Channel.Poll(world.Access, position, stop.Token));
    }

    private static async Task<string?[]> TextsAfter(VkWorld world, string? position, string text)
    {
        world.Vk.SendText(VkWorld.Irina, text);
        var polled = await world.Channel.Poll(world.Access, position, Cancellation);
        return [.. polled.Updates.SelectMany(update => world.Channel.Read(world.Access, update.Body)).Select(heard => heard.Parts[0].Text)];
    }
}
