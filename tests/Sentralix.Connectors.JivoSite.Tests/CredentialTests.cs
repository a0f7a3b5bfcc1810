using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Connectors.JivoSite.Tests;

public sealed class CredentialTests
{
    private const string Token = "K7pQ2vX9mT4cR8wZ1nB6yD";

    private readonly JivoSiteChannel channel = new(TimeProvider.System);

    [Theory]
    [InlineData("short")]
    [InlineData("K7pQ2vX9mT4cR8wZ1nB6y D")]
    [InlineData("K7pQ2vX9mT4cR8wZ1nB6yD\n")]
    [InlineData("K7pQ2vX9mT4cR8wZ/1nB6yD")]
    [InlineData("K7pQ2vX9mT4cR8wZ1nB6yЫD")]
    public void A_token_that_is_easy_to_guess_or_cannot_stand_in_an_address_is_refused(string token) =>
        Assert.Contains("random letters", channel.Form.Secrets["token"].Check(token), StringComparison.Ordinal);

    [Fact]
    public void A_token_of_128_bits_is_taken_and_so_are_the_settings()
    {
        Assert.Null(channel.Form.Secrets["token"].Check(Token));
        Assert.Null(channel.Form.Settings["provider_id"].Check("prov-77_a"));
        Assert.NotNull(channel.Form.Settings["provider_id"].Check("../77"));
        Assert.Null(channel.Form.Settings["api_base_url"].Check("https://bot.example.com/jivo"));
        Assert.NotNull(channel.Form.Settings["api_base_url"].Check("https://user:word@bot.example.com"));
        Assert.NotNull(channel.Form.Settings["site_id"].Check("77 8"));
        Assert.True(channel.Form.Secrets["token"].Required);
    }

    [Fact]
    public async Task A_bot_is_known_by_its_provider_and_token_and_the_token_is_not_told()
    {
        var one = await channel.Identify(Connections.To("http://127.0.0.1:1", "prov", Token), default);
        var again = await channel.Identify(Connections.To("http://127.0.0.1:1", "prov", Token), default);
        var other = await channel.Identify(Connections.To("http://127.0.0.1:1", "prov", Token + "x"), default);

        Assert.Equal(one, again);
        Assert.NotEqual(one.Id, other.Id);
        Assert.Equal("prov", one.Name);
        Assert.DoesNotContain(Token, one.Id, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_token_nobody_is_identified()
    {
        var refused = await Assert.ThrowsAsync<ChannelException>(() => channel.Identify(Connections.To("http://127.0.0.1:1", "prov", ""), default));
        Assert.Equal(ChannelErrors.Unauthorized, refused.Error.Code);
    }

    [Fact]
    public async Task The_hook_is_set_by_people_so_setting_asks_nobody_and_it_counts_as_set()
    {
        var access = Connections.To("http://127.0.0.1:1", "prov", Token);
        var hook = new Hook(new("https://shop.example/hooks/jivosite/con_1"), "new-secret");
        await channel.SetHook(access, hook, default);
        await channel.RemoveHook(access, default);

        Assert.Equal(new HookHealth(true, null, null, null), await channel.InspectHook(access, hook, default));
    }

    [Fact]
    public async Task Polling_says_that_there_is_none()
    {
        var refused = await Assert.ThrowsAsync<ChannelException>(() => channel.Poll(Connections.To("http://127.0.0.1:1", "prov", Token), null, default));
        Assert.Equal(ChannelErrors.ContentRejected, refused.Error.Code);
    }

    [Fact]
    public void It_promises_no_more_than_the_bot_api_can()
    {
        Assert.Equal(Channel.JivoSite, channel.Kind);
        var can = channel.Capabilities;
        Assert.Equal((3, true, "none", true), (can.Buttons, can.Formatting, can.Reconcile, can.Echo));
        Assert.False(can.UrlButtons || can.ImagesOut || can.FilesOut || can.VoiceOut || can.Typing || can.Edit || can.Delete || can.ReadReceipts);
    }
}
