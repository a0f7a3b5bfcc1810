using Microsoft.AspNetCore.Http;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox;
using Sentralix.Connectors.Sandbox.Avito;

namespace Sentralix.Connectors.Avito.Tests;

public sealed class TokenTests : IAsyncLifetime
{
    private House house = null!;

    private int Asked => house.Avito.TokenRequests("client_credentials");

    public async ValueTask InitializeAsync() => house = await House.Open();

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task The_account_says_whose_the_key_is()
    {
        house.Avito.Account.Name = "Велосипеды Казани";
        Assert.Equal(new ChannelIdentity($"{house.Avito.Account.Id}", "Велосипеды Казани"), await house.Channel.Identify(house.Access(), CancellationToken.None));
    }

    [Fact]
    public async Task A_hundred_calls_at_once_ask_for_one_token()
    {
        var chats = Enumerable.Range(0, 100).Select(_ => house.Avito.OpenChat()).ToArray();
        Assert.All(await Task.WhenAll(chats.Select(chat => house.Send(chat, "Да"))), outcome => Assert.IsType<SendOutcome.Sent>(outcome));
        Assert.Equal(1, Asked);

        house.Avito.RevokeTokens();
        Assert.All(await Task.WhenAll(chats.Select(chat => house.Send(chat, "Да"))), outcome => Assert.IsType<SendOutcome.Sent>(outcome));
        Assert.Equal(2, Asked);
        Assert.All(chats, chat => Assert.Equal(2, chat.Messages.Count));
    }

    [Fact]
    public async Task A_token_is_renewed_before_it_ends()
    {
        var chat = house.Avito.OpenChat();
        await house.Send(chat, "раз");
        house.Clock.Step(TimeSpan.FromHours(24 * 0.7));
        await house.Send(chat, "два");
        Assert.Equal(1, Asked);

        house.Clock.Step(TimeSpan.FromHours(24 * 0.2));
        await house.Send(chat, "три");
        Assert.Equal(2, Asked);
        Assert.Empty(house.Avito.Refused.All);
    }

    [Fact]
    public async Task A_token_that_cannot_be_renewed_in_time_is_used_to_its_end()
    {
        var chat = house.Avito.OpenChat();
        await house.Send(chat, "раз");
        house.Avito.Faults.Always(operation => operation == AvitoOperations.Token ? new Fault(FaultKind.ErrorBefore) : Fault.None);
        house.Clock.Step(TimeSpan.FromHours(23));
        Assert.IsType<SendOutcome.Sent>(await house.Send(chat, "два"));

        house.Clock.Step(TimeSpan.FromHours(2));
        var again = Assert.IsType<SendOutcome.Again>(await house.Send(chat, "три"));
        Assert.Equal(ChannelErrors.Network, again.Error.Code);
    }

    [Fact]
    public async Task A_401_renews_the_token_once_and_repeats_the_call_once()
    {
        var chat = house.Avito.OpenChat();
        house.Avito.Faults.Next(new Fault(FaultKind.Unauthorized), AvitoOperations.SendText);
        Assert.IsType<SendOutcome.Sent>(await house.Send(chat, "раз"));
        Assert.Equal((2, 1), (Asked, chat.Messages.Count));

        house.Avito.Faults.Always(operation => operation == AvitoOperations.SendText ? new Fault(FaultKind.Unauthorized) : Fault.None);
        Assert.Equal(ChannelErrors.Unauthorized, Assert.IsType<SendOutcome.Refused>(await house.Send(chat, "два")).Error.Code);
        Assert.Equal((3, 1), (Asked, chat.Messages.Count));
    }

    [Fact]
    public async Task A_403_for_an_old_token_renews_it_and_a_second_one_is_a_refusal()
    {
        var (tokens, calls) = (0, 0);
        await using var avito = await Elsewhere.Open(http =>
        {
            if (http.Request.Path == "/token") return http.Response.WriteAsync($$"""{"access_token":"t{{++tokens}}","expires_in":86400}""");
            calls++;
            http.Response.StatusCode = http.Request.Headers.Authorization == "Bearer t2" ? 200 : 403;
            return http.Response.WriteAsync(http.Response.StatusCode == 200 ? """{"id":1}""" : """{"error":{"code":403,"message":"access token expired"}}""");
        });
        var access = house.Access(server: avito.Address);
        await Assert.ThrowsAsync<ChannelException>(() => house.Channel.Identify(access, CancellationToken.None));
        Assert.Equal((1, 1), (tokens, calls));

        house.Clock.Step(TimeSpan.FromHours(1));
        Assert.Equal("1", (await house.Channel.Identify(access, CancellationToken.None)).Id);
        Assert.Equal((2, 3), (tokens, calls));

        house.Clock.Step(TimeSpan.FromHours(23));
        Assert.Equal(ChannelErrors.Unauthorized, (await Assert.ThrowsAsync<ChannelException>(() => house.Channel.Identify(access, CancellationToken.None))).Error.Code);
        Assert.Equal(3, tokens);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wrong_key_is_unauthorized_also_where_its_refusal_says_200(bool saysOk)
    {
        house.Avito.TokenErrorsSayOk = saysOk;
        var wrong = house.Access(secret: "a-wrong-secret");

        var refused = await Assert.ThrowsAsync<ChannelException>(() => house.Channel.Identify(wrong, CancellationToken.None));
        Assert.Equal(ChannelErrors.Unauthorized, refused.Error.Code);
        Assert.IsType<SendOutcome.Refused>(await house.Channel.Send(wrong, house.Order(house.Avito.OpenChat(), "Да"), CancellationToken.None));
    }

    [Theory]
    [InlineData(FaultKind.CutBefore)]
    [InlineData(FaultKind.CutAfter)]
    [InlineData(FaultKind.ErrorBefore)]
    [InlineData(FaultKind.HtmlPage)]
    public async Task Trouble_with_the_token_endpoint_is_not_a_wrong_key(FaultKind fault)
    {
        house.Avito.Faults.Next(new Fault(fault), AvitoOperations.Token);
        Assert.Equal(ChannelErrors.Network, (await Assert.ThrowsAsync<ChannelException>(() => house.Channel.Identify(house.Access(), CancellationToken.None))).Error.Code);

        house.Avito.Faults.Next(new Fault(fault), AvitoOperations.Token);
        Assert.IsType<SendOutcome.Again>(await house.Send(house.Avito.OpenChat(), "Да"));
    }

    [Fact]
    public async Task No_error_holds_a_secret()
    {
        var secrets = new[] { house.Avito.Account.ClientSecret, "the-token", House.Secret };
        await using var avito = await Elsewhere.Open(http =>
        {
            if (http.Request.Path == "/token") return http.Response.WriteAsync("""{"access_token":"the-token"}""");
            http.Response.StatusCode = 400;
            return http.Response.WriteAsync("""{"error":{"message":"I do not like ALL"}}""".Replace("ALL", string.Join(" and ", secrets), StringComparison.Ordinal));
        });

        var refused = await Assert.ThrowsAsync<ChannelException>(() => house.Channel.Identify(house.Access(server: avito.Address), CancellationToken.None));
        Assert.Contains("I do not like", refused.Message, StringComparison.Ordinal);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, refused.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("with\nbreak")]
    [InlineData("")]
    public void Keys_that_no_header_or_form_should_hold_are_refused_by_field(string value)
    {
        Assert.NotNull(house.Channel.Form.Secrets["client_secret"].Check(value));
        Assert.NotNull(house.Channel.Form.Settings["client_id"].Check(value));
        Assert.Null(house.Channel.Form.Secrets["client_secret"].Check(house.Avito.Account.ClientSecret));
    }
}
