using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox;
using Sentralix.Connectors.Sandbox.Max;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using static Sentralix.Connectors.Max.Tests.HookedBot;

namespace Sentralix.Connectors.Max.Tests.Sending;

public sealed class OutcomeTests : IAsyncLifetime
{
    private readonly MaxChannel channel = new(TimeProvider.System);
    private MaxStandIn max = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        max = await Connections.StartMax();
        max.Start(Irina);
    }

    public ValueTask DisposeAsync() => max.DisposeAsync();

    [Fact]
    public async Task What_MAX_took_is_sent_as_people_see_it()
    {
        var composed = channel.Compose(
            new OutboundMessage
            {
                MessageId = "msg_1",
                ConversationId = "cnv_1",
                Epoch = 1,
                Parts = [MessagePart.OfText("**Delivery** is 300 & [here](https://e.org/?a=1&b=2)\n\n- tomorrow")],
                Keyboard = new Keyboard { Rows = [[new KeyboardButton { Label = "Yes" }, new KeyboardButton { Label = "Site", Url = "https://e.org" }]] },
            },
            [new ButtonToken(new KeyboardButton { Label = "Yes" }, "tok-yes")]);

        var sent = Assert.IsType<SendOutcome.Sent>(await Send(composed.Segments[0]));

        var seen = Assert.Single(max.Sent.All);
        Assert.Equal((Dialog, sent.ChannelMessageId, "Delivery is 300 & here\n\n• tomorrow"), (seen.Conversation, seen.MessageId, seen.Text));
        var buttons = seen.Body.GetProperty("body").GetProperty("attachments")[0].GetProperty("payload").GetProperty("buttons")[0];
        Assert.Equal(("callback", "tok-yes"), (buttons[0].GetProperty("type").GetString(), buttons[0].GetProperty("payload").GetString()));
        Assert.Equal(("link", "https://e.org"), (buttons[1].GetProperty("type").GetString(), buttons[1].GetProperty("url").GetString()));
        Assert.Empty(composed.Degraded);
    }

    [Theory]
    [InlineData(FaultKind.CutBefore, 0)]
    [InlineData(FaultKind.CutAfter, 1)]
    [InlineData(FaultKind.ErrorBefore, 0)]
    [InlineData(FaultKind.ErrorAfter, 1)]
    [InlineData(FaultKind.HtmlPage, 0)]
    public async Task Where_MAX_may_have_taken_it_the_outcome_is_open_and_the_history_closes_it(FaultKind fault, int taken)
    {
        max.Faults.Next(new Fault(fault), "POST /messages");
        var since = DateTimeOffset.UtcNow.AddSeconds(-5);

        Assert.Equal(ChannelErrors.Network, Assert.IsType<SendOutcome.Unknown>(await Send(Text("Hello"))).Error.Code);

        Assert.Equal(taken, max.Sent.All.Count);
        var found = await channel.Find(Connections.To(max.Address), new SendOrder("msg_1", 0, Dialog, Text("Hello")), since, Cancellation);
        Assert.Equal(taken == 1 ? max.Sent.All[0].MessageId : null, found);
    }

    [Fact]
    public async Task Too_many_waits_as_long_as_MAX_says_or_a_second()
    {
        max.Faults.Next(new Fault(FaultKind.TooMany, TimeSpan.FromSeconds(3)), "POST /messages");
        max.Faults.Next(new Fault(FaultKind.TooMany), "POST /messages");

        var told = Assert.IsType<SendOutcome.Again>(await Send(Text("Hello")));
        Assert.Equal((ChannelErrors.RateLimited, TimeSpan.FromSeconds(3)), (told.Error.Code, told.Wait));
        Assert.Equal(TimeSpan.FromSeconds(1), Assert.IsType<SendOutcome.Again>(await Send(Text("Hello"))).Wait);
    }

    [Fact]
    public async Task Who_cannot_be_written_to_is_told_from_a_bot_that_may_not_write()
    {
        Assert.Equal(("not.found", ChannelErrors.RecipientUnreachable), Refused(await Send(Text("Hello"), "424242")));
        max.Faults.Next(new Fault(FaultKind.NotPaid), "POST /messages");
        Assert.Equal(("access.denied", ChannelErrors.RecipientUnreachable), Refused(await Send(Text("Hello"))));
        max.Faults.Always(_ => new Fault(FaultKind.NotPaid));
        Assert.Equal(("access.denied", ChannelErrors.Suspended), Refused(await Send(Text("Hello"))));
        max.Faults.Always(_ => new Fault(FaultKind.Unauthorized));
        Assert.Equal(("verify.token", ChannelErrors.Unauthorized), Refused(await Send(Text("Hello"))));
        max.Faults.Always(null);
        max.Stop(Irina);
        Assert.Equal(("chat.denied", ChannelErrors.RecipientUnreachable), Refused(await Send(Text("Hello"))));
        Assert.Empty(max.Sent.All);
    }

    [Theory]
    [InlineData("77001@x")]
    [InlineData("")]
    [InlineData("0")]
    public async Task A_thread_that_is_none_of_MAX_is_refused_without_a_call(string thread)
    {
        Assert.Equal(ChannelErrors.ContentRejected, Assert.IsType<SendOutcome.Refused>(await Send(Text("Hello"), thread)).Error.Code);
        Assert.Null(await channel.Find(Connections.To(max.Address), new SendOrder("msg_1", 0, thread, Text("Hello")), DateTimeOffset.UnixEpoch, Cancellation));
    }

    [Fact]
    public async Task Words_that_MAX_does_not_take_formatted_go_without_marks()
    {
        // Longer with its marks than MAX takes, as if it counted otherwise than we do.
        await using var strict = await Connections.StartMax(Connections.Settings with { Limits = Connections.Settings.Limits with { TextLength = 10 } });
        strict.Start(Irina);

        Assert.IsType<SendOutcome.Sent>(await Send("""{"kind":"text","text":"Bold words","spans":[{"type":"bold","offset":0,"length":4}]}""", max: strict));
        Assert.Equal("Bold words", Assert.Single(strict.Sent.All).Text);
        Assert.Equal(ChannelErrors.ContentRejected, Assert.IsType<SendOutcome.Refused>(await Send(Text("More than ten"), max: strict)).Error.Code);
    }

    [Fact]
    public async Task Nobody_listening_and_names_that_lead_nowhere_mean_not_sent()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        foreach (var address in new[] { $"http://127.0.0.1:{port}", "http://no-such-host.invalid", max.Address.ToString().Replace("http:", "https:", StringComparison.Ordinal) })
            Assert.Equal(ChannelErrors.Network, Assert.IsType<SendOutcome.Again>(await channel.Send(Connections.To(address), new SendOrder("msg_1", 0, Dialog, Text("Hello")), Cancellation)).Error.Code);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{\"message\":", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>", true)]
    [InlineData("HTTP/1.1 504 Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", true)]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: https://e.org\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", false)]
    [InlineData("HTTP/1.1 403 Forbidden\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>", false)]
    [InlineData("HTTP/1.1 429 Too Many\r\nRetry-After: 7\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", false)]
    [InlineData("HTTP/1.1 503 Unavailable\r\nContent-Length: 43\r\nConnection: close\r\n\r\n{\"code\":\"unavailable\",\"message\":\"Not now.\"}", false)]
    public async Task What_stands_before_MAX_decides_nothing_for_ever(string answer, bool open)
    {
        await using var server = new PlainServer(answer);

        var outcome = await channel.Send(Connections.To(server.Address), new SendOrder("msg_1", 0, Dialog, Text("Hello")), Cancellation);

        Assert.Equal(open ? typeof(SendOutcome.Unknown) : typeof(SendOutcome.Again), outcome.GetType());
        Assert.Equal(1, server.Calls);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 36\r\nConnection: close\r\n\r\n{\"success\":false,\"message\":\"No way\"}", "No way")]
    [InlineData("HTTP/1.1 413 Too Large\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>", "Too large.")]
    public async Task Success_false_with_status_200_and_too_much_are_refusals(string answer, string words)
    {
        await using var server = new PlainServer(answer);

        var refused = Assert.IsType<SendOutcome.Refused>(await channel.Send(Connections.To(server.Address), new SendOrder("msg_1", 0, Dialog, Text("Hello")), Cancellation));

        Assert.Equal((words, ChannelErrors.ContentRejected), (refused.Error.Message, refused.Error.Code));
    }

    [Fact]
    public async Task A_caller_who_leaves_before_the_first_byte_has_sent_nothing()
    {
        using var left = new CancellationTokenSource();
        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => channel.Send(Connections.To(max.Address), new SendOrder("msg_1", 0, Dialog, Text("Hello")), left.Token));
        Assert.Empty(max.Sent.All);
    }

    private static (string?, string) Refused(SendOutcome outcome) => Assert.IsType<SendOutcome.Refused>(outcome).Error is var error ? (error.ChannelCode, error.Code) : default;

    private static string Text(string text) => JsonSerializer.Serialize(new { kind = "text", text });

    private Task<SendOutcome> Send(string content, string? thread = null, MaxStandIn? max = null) =>
        channel.Send(Connections.To((max ?? this.max).Address), new SendOrder("msg_1", 0, thread ?? Dialog, content), Cancellation);
}
