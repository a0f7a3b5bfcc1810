using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox;
using Xunit;

namespace Sentralix.Connectors.Vk.Tests;

public sealed class ConnectionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_tells_whose_it_is()
    {
        await using var world = await VkWorld.Open();

        Assert.Equal(new ChannelIdentity("220011", "Sandbox"), await world.Channel.Identify(world.AccessOf([], identity: null), Cancellation));
    }

    [Fact]
    public async Task A_wrong_key_is_unauthorized_and_is_not_told_to_anybody()
    {
        await using var world = await VkWorld.Open();

        var e = await Assert.ThrowsAsync<ChannelException>(() => world.Channel.Identify(world.AccessOf([], token: "vk1.a.somebody_elses"), Cancellation));

        Assert.Equal((ChannelErrors.Unauthorized, "5"), (e.Error.Code, e.Error.ChannelCode));
        Assert.DoesNotContain("somebody_elses", e.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultKind.CutBefore)]
    [InlineData(FaultKind.CutAfter)]
    [InlineData(FaultKind.HtmlPage)]
    [InlineData(FaultKind.ErrorBefore)]
    public async Task Trouble_on_the_way_says_nothing_about_the_key(FaultKind fault)
    {
        await using var world = await VkWorld.Open();
        world.Vk.Faults.Next(new Fault(fault));

        var e = await Assert.ThrowsAsync<ChannelException>(() => world.Channel.Identify(world.Access, Cancellation));

        Assert.Equal(ChannelErrors.Network, e.Error.Code);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_the_network()
    {
        await using var world = await VkWorld.Open();

        var e = await Assert.ThrowsAsync<ChannelException>(() => world.Channel.Identify(world.AccessOf([], address: "http://127.0.0.1:1"), Cancellation));

        Assert.Equal(ChannelErrors.Network, e.Error.Code);
    }

    [Theory]
    [InlineData("vk1.a.good-key_1", true)]
    [InlineData("", false)]
    [InlineData("two words", false)]
    [InlineData("a\r\nHost: other", false)]
    [InlineData("ключ", false)]
    public async Task A_key_with_spaces_or_control_characters_is_refused_by_the_form(string key, bool good)
    {
        await using var world = await VkWorld.Open();

        Assert.Equal(good, world.Channel.Form.Secrets["token"].Check(key) is null);
    }

    [Theory]
    [InlineData("api_base_url", "https://vk.proxy.example/vk", true)]
    [InlineData("api_base_url", "ftp://vk.example", false)]
    [InlineData("api_base_url", "https://user:pass@vk.example", false)]
    [InlineData("media_hosts", "cdn.example,files.example", true)]
    [InlineData("media_hosts", "https://cdn.example", false)]
    [InlineData("media_hosts", "localhost", false)]
    public async Task Settings_are_checked_by_the_form(string name, string value, bool good)
    {
        await using var world = await VkWorld.Open();

        Assert.Equal(good, world.Channel.Form.Settings[name].Check(value) is null);
    }

    [Fact]
    public async Task A_person_sees_that_something_is_written()
    {
        await using var world = await VkWorld.Open();
        world.Vk.Start(VkWorld.Irina);

        await world.Channel.ShowTyping(world.Access, "77001", Cancellation);

        Assert.NotNull(world.Vk.TypingAt(VkWorld.Irina));
    }
}
