using System.Net;
using System.Net.Sockets;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox;
using Sentralix.Connectors.Sandbox.Jivo;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Connectors.JivoSite.Tests.Sending;

/// <summary>What the channel says of sends to Jivo's stand-in, and what the stand-in has really taken.</summary>
public sealed class OutcomeTests : IAsyncLifetime
{
    private readonly JivoStandIn jivo = new();
    private readonly JivoSiteChannel channel = new(TimeProvider.System);
    private JivoChat chat = null!;

    public async ValueTask InitializeAsync()
    {
        await jivo.Start();
        chat = jivo.OpenChat();
    }

    public ValueTask DisposeAsync() => jivo.DisposeAsync();

    [Fact]
    public async Task Every_kind_of_message_is_taken_and_shown()
    {
        var no = new KeyboardButton { Label = "Нет" };
        var message = new OutboundMessage
        {
            MessageId = "msg_1",
            ConversationId = "cnv_1",
            Epoch = 1,
            Parts = [MessagePart.OfText("Просто"), MessagePart.OfText("**Жирно**"), MessagePart.OfText("Верно?")],
            Keyboard = new() { Rows = [[no]] },
        };
        var segments = channel.Compose(message, [new(no, "t1")]).Segments;
        for (var i = 0; i < segments.Count; i++) Assert.IsType<SendOutcome.Sent>(await Send(segments[i], i));

        Assert.Empty(jivo.Refused.All);
        Assert.Equal(["Просто", "Жирно", "Верно?\n\n1. Нет"], chat.Transcript.Select(l => l.Text));
        Assert.Equal(new JivoButton("t1", "Нет"), Assert.Single(chat.Buttons));
        var sent = jivo.Sent.To(chat.Id);
        Assert.Equal(["TEXT", "MARKDOWN", "BUTTONS"], sent.Select(s => s.Body.GetProperty("message").GetProperty("type").GetString()));
        Assert.Equal("**Жирно**", sent[1].Body.GetProperty("message").GetProperty("content").GetString());
        Assert.False(sent[2].Body.GetProperty("message").GetProperty("force_reply").GetBoolean());
        Assert.False(sent[0].Body.GetProperty("message").TryGetProperty("force_reply", out _));
        Assert.Equal(3, sent.Select(s => s.MessageId).Distinct().Count());
    }

    [Fact]
    public async Task The_id_is_a_UUID_of_ours_and_the_same_in_every_attempt()
    {
        var first = Assert.IsType<SendOutcome.Sent>(await Send());
        jivo.DedupesBotMessages = true;
        var second = Assert.IsType<SendOutcome.Sent>(await Send());

        Assert.Equal(first, second);
        Assert.True(Guid.TryParse(first.ChannelMessageId, out var id) && id.Version == 8);
        Assert.Single(jivo.Sent.All);
        Assert.NotEqual(first, await Send(number: 1));
    }

    [Fact]
    public async Task Nobody_listening_means_not_sent()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var again = Assert.IsType<SendOutcome.Again>(await Send(access: Connections.To($"http://127.0.0.1:{port}", jivo.Bot.ProviderId, jivo.Bot.Token)));

        Assert.Equal(ChannelErrors.Network, again.Error.Code);
        Assert.DoesNotContain(jivo.Bot.Token, again.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultKind.CutBefore, 0)]
    [InlineData(FaultKind.CutAfter, 1)]
    [InlineData(FaultKind.HtmlPage, 0)]
    public async Task After_the_first_byte_nobody_knows(FaultKind fault, int done)
    {
        jivo.Faults.Next(new(fault));

        var unknown = Assert.IsType<SendOutcome.Unknown>(await Send());

        Assert.Equal(ChannelErrors.Network, unknown.Error.Code);
        Assert.Equal(done, jivo.Sent.All.Count);
    }

    [Fact]
    public async Task Too_many_waits_as_long_as_Jivo_asks()
    {
        jivo.Faults.Next(new(FaultKind.TooMany, TimeSpan.FromSeconds(7)));
        jivo.Faults.Next(new(FaultKind.TooMany));

        var told = Assert.IsType<SendOutcome.Again>(await Send());
        Assert.Equal((ChannelErrors.RateLimited, "too_many_requests", TimeSpan.FromSeconds(7)), (told.Error.Code, told.Error.ChannelCode, told.Wait));
        Assert.Null(Assert.IsType<SendOutcome.Again>(await Send()).Wait);
        Assert.Empty(jivo.Sent.All);
    }

    [Fact]
    public async Task An_error_in_Jivos_own_form_is_tried_again_under_the_same_id()
    {
        jivo.Faults.Next(new(FaultKind.ErrorBefore));

        var again = Assert.IsType<SendOutcome.Again>(await Send());
        Assert.Equal((ChannelErrors.Network, "internal_error"), (again.Error.Code, again.Error.ChannelCode));
        Assert.IsType<SendOutcome.Sent>(await Send());
        Assert.Single(jivo.Sent.All);
    }

    [Theory]
    [InlineData(FaultKind.Unauthorized, ChannelErrors.Unauthorized)]
    [InlineData(FaultKind.NotPaid, ChannelErrors.Suspended)]
    public async Task Trouble_of_the_connection_is_told_from_trouble_of_the_message(FaultKind fault, string code)
    {
        jivo.Faults.Next(new(fault));

        Assert.Equal(code, Assert.IsType<SendOutcome.Refused>(await Send()).Error.Code);
    }

    [Fact]
    public async Task A_wrong_token_and_a_wrong_provider_are_no_credential()
    {
        var token = Connections.To(jivo.Address.ToString(), jivo.Bot.ProviderId, new string('a', 32));
        var provider = Connections.To(jivo.Address.ToString(), "nobody", jivo.Bot.Token);
        var none = Connections.To(jivo.Address.ToString(), jivo.Bot.ProviderId, "");

        Assert.All(await Task.WhenAll(Send(access: token), Send(access: provider), Send(access: none)), outcome =>
            Assert.Equal(ChannelErrors.Unauthorized, Assert.IsType<SendOutcome.Refused>(outcome).Error.Code));
    }

    [Fact]
    public async Task A_closed_chat_takes_nothing_and_Jivos_words_are_kept()
    {
        jivo.CloseChat(chat);

        var refused = Assert.IsType<SendOutcome.Refused>(await Send());
        Assert.Equal((ChannelErrors.ContentRejected, "invalid_request", "the chat is closed"), (refused.Error.Code, refused.Error.ChannelCode, refused.Error.Message));
    }

    [Fact]
    public async Task A_thread_that_is_not_Jivos_is_refused_without_a_call()
    {
        var order = new SendOrder("msg_1", 0, "77001", Text());

        Assert.IsType<SendOutcome.Refused>(await channel.Send(Connections.To(jivo), order, default));
        Assert.Empty(jivo.Refused.All);
    }

    [Fact]
    public async Task Whoever_cancels_before_the_first_byte_has_sent_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var order = new SendOrder("msg_1", 0, $"{chat.ClientId}:{chat.Id}", Text());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => channel.Send(Connections.To(jivo), order, cancelled.Token));
        Assert.Empty(jivo.Sent.All);
    }

    private string Text() =>
        Assert.Single(channel.Compose(new() { MessageId = "msg_1", ConversationId = "cnv_1", Epoch = 1, Parts = [MessagePart.OfText("Готово")] }, []).Segments);

    private Task<SendOutcome> Send(string? content = null, int number = 0, Access? access = null) =>
        channel.Send(access ?? Connections.To(jivo), new("msg_1", number, $"{chat.ClientId}:{chat.Id}", content ?? Text()), default);
}
