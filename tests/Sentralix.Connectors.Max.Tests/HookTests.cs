using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox;
using Sentralix.Connectors.Sandbox.Max;

namespace Sentralix.Connectors.Max.Tests;

public sealed class HookTests
{
    private static readonly Hook Hook = HookedBot.Hook;

    private readonly MaxChannel channel = new(TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_tells_whose_it_is()
    {
        await using var max = await Connections.StartMax();

        Assert.Equal(new ChannelIdentity("555", "@sandbox_bot"), await channel.Identify(Connections.To(max.Address), Cancellation));
    }

    [Fact]
    public async Task A_token_that_is_not_valid_is_told_from_trouble()
    {
        await using var max = await Connections.StartMax();
        Assert.Equal(ChannelErrors.Unauthorized, (await Refused(() => channel.Identify(Connections.To(max.Address, "stolen"), Cancellation))).Code);
        Assert.Equal(ChannelErrors.Unauthorized, (await Refused(() => channel.Identify(Connections.To(max.Address, "two\r\nlines"), Cancellation))).Code);

        foreach (var (fault, code) in new[]
        {
            (FaultKind.ErrorBefore, ChannelErrors.Network), (FaultKind.HtmlPage, ChannelErrors.Network), (FaultKind.CutBefore, ChannelErrors.Network),
            (FaultKind.TooMany, ChannelErrors.RateLimited), (FaultKind.NotPaid, ChannelErrors.Suspended),
        })
        {
            max.Faults.Next(new Fault(fault));
            Assert.Equal(code, (await Refused(() => channel.Identify(Connections.To(max.Address), Cancellation))).Code);
        }
    }

    [Fact]
    public async Task A_server_that_never_answers_is_the_network_and_not_the_token()
    {
        await using var max = await Connections.StartMax();
        max.Faults.Next(new Fault(FaultKind.HangAfter));
        using var impatient = new HttpClient { Timeout = TimeSpan.FromMilliseconds(200) };

        Assert.Equal(ChannelErrors.Network, (await Refused(() => channel.Identify(Connections.To(max.Address) with { Http = impatient }, Cancellation))).Code);
    }

    [Fact]
    public async Task Another_server_that_says_401_says_nothing_about_the_token()
    {
        await using var proxy = new PlainServer("HTTP/1.1 401 Unauthorized\r\nContent-Length: 24\r\nConnection: close\r\n\r\n{\"error\":\"login please\"}");

        Assert.Equal(ChannelErrors.Network, (await Refused(() => channel.Identify(Connections.To(proxy.Address), Cancellation))).Code);
    }

    [Fact]
    public async Task Words_of_others_lose_the_token()
    {
        var words = $$"""{"code":"proto.payload","message":"bad: {{Connections.Token}}"}""";
        await using var server = new PlainServer($"HTTP/1.1 400 Bad Request\r\nContent-Length: {words.Length}\r\nConnection: close\r\n\r\n{words}");

        Assert.Equal("bad: ***", (await Refused(() => channel.Identify(Connections.To(server.Address), Cancellation))).Message);
    }

    [Fact]
    public async Task An_authority_that_nobody_trusts_is_told_with_what_to_do()
    {
        using var key = System.Security.Cryptography.RSA.Create(2048);
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=localhost", key, System.Security.Cryptography.HashAlgorithmName.SHA256, System.Security.Cryptography.RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using var max = new MaxStandIn(Connections.Settings);
        await max.Start(certificate: certificate);

        var error = await Refused(() => channel.Identify(Connections.To(max.Address), Cancellation));

        Assert.Equal(ChannelErrors.Network, error.Code);
        Assert.Contains("ca_bundle_pem", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hook_is_set_with_what_is_wanted_and_seen_and_taken_off()
    {
        await using var max = await Connections.StartMax();
        var access = Connections.To(max.Address);

        var before = await channel.InspectHook(access, Hook, Cancellation);
        Assert.False(before.IsSet);
        Assert.NotNull(before.ErrorAt);
        await channel.SetHook(access, Hook, Cancellation);
        Assert.Equal([Hook.Url], max.Webhooks);
        Assert.Equal(new HookHealth(true, null, null, null), await channel.InspectHook(access, Hook, Cancellation));
        await channel.RemoveHook(access, Cancellation);
        Assert.Empty(max.Webhooks);
    }

    [Fact]
    public async Task The_platforms_former_address_is_dropped_and_a_strangers_is_left_alone()
    {
        await using var max = await Connections.StartMax();
        var access = Connections.To(max.Address);
        var stranger = new Hook(new Uri("https://other.example/max"), "another-secret");
        await channel.SetHook(access with { ConnectionId = "con_2" }, stranger, Cancellation);
        await channel.SetHook(access, new Hook(new Uri("https://former.example/hooks/max/con_1"), "new-secret"), Cancellation);

        await channel.SetHook(access, Hook, Cancellation);
        Assert.Equal([stranger.Url, Hook.Url], max.Webhooks);
        await channel.RemoveHook(access, Cancellation);
        Assert.Equal([stranger.Url], max.Webhooks);
    }

    [Theory]
    [InlineData("http://bot.example.org/hooks/max/con_1")]
    [InlineData("https://bot.example.org:8443/hooks/max/con_1")]
    public async Task A_hook_elsewhere_than_on_port_443_is_refused_by_MAX_and_the_reason_is_told(string url)
    {
        await using var max = await Connections.StartMax();

        var error = await Refused(() => channel.SetHook(Connections.To(max.Address), new Hook(new Uri(url), "new-secret"), Cancellation));

        Assert.Equal(ChannelErrors.ContentRejected, error.Code);
        Assert.Contains(url, error.Message, StringComparison.Ordinal);
        Assert.Contains("port 443", error.Message, StringComparison.Ordinal);

        // The rule is MAX's and not ours: where it takes such a hook, so do we.
        await using var lenient = await Connections.StartMax(Connections.Settings with { Limits = MaxLimits.None });
        await channel.SetHook(Connections.To(lenient.Address), new Hook(new Uri(url), "new-secret"), Cancellation);
        Assert.Equal([new Uri(url)], lenient.Webhooks);
    }

    [Fact]
    public async Task A_refusal_with_status_200_is_a_refusal()
    {
        await using var max = await Connections.StartMax();
        max.RefuseNextAction("Not today");

        var error = await Refused(() => channel.SetHook(Connections.To(max.Address), Hook, Cancellation));

        Assert.Equal(ChannelErrors.ContentRejected, error.Code);
        Assert.Contains("Not today", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("443", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_who_knows_a_secret_is_heard()
    {
        await using (var bot = await HookedBot.Open(Hook with { Secret = "old-secret" }))
        {
            var said = bot.Max.SendText(HookedBot.Irina, "Hello");
            await bot.Max.WhenDelivered(TimeSpan.FromSeconds(10));
            Assert.Equal(1, bot.Max.Updates.TimesTaken(said.Key));
        }

        await using (var bot = await HookedBot.Open(Hook with { Secret = "wrong-secret" }))
        {
            bot.Max.Delivery = new() { Pace = 0.000001 };
            bot.Max.SendText(HookedBot.Irina, "Hello");
            await bot.Max.WhenDelivered(TimeSpan.FromSeconds(10));
            Assert.Empty(bot.Received);
            Assert.All(bot.Readings, reading => Assert.IsType<HookReading.Refused>(reading));
            Assert.NotEmpty(bot.Readings);
        }
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("new-secre", "")]
    [InlineData("new-secret", "more")]
    public void A_call_without_the_secret_or_elsewhere_is_refused(string? secret, string rest) =>
        Assert.IsType<HookReading.Refused>(channel.ReadHook(Connections.To("http://localhost"), new HookCall(_ => secret, rest, Connections.Bytes("{}"))));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"timestamp":1}""")]
    public void What_is_no_update_is_not_readable(string body) =>
        Assert.IsType<HookReading.Unreadable>(channel.ReadHook(Connections.To("http://localhost"), new HookCall(name => name == "X-Max-Bot-Api-Secret" ? "new-secret" : null, "", Connections.Bytes(body))));

    [Theory]
    [InlineData("", false)]
    [InlineData("two words", false)]
    [InlineData("line\nbreak", false)]
    [InlineData(Connections.Token, true)]
    public void A_token_is_one_word(string token, bool taken) => Assert.Equal(taken, channel.Form.Secrets["token"].Check(token) is null);

    private static async Task<Sentralix.Contracts.Messengers.ChannelError> Refused(Func<Task> act)
    {
        var refused = await Assert.ThrowsAsync<ChannelException>(act);
        Assert.DoesNotContain("secret_part", refused.ToString(), StringComparison.Ordinal);
        return refused.Error;
    }
}
