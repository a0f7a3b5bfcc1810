using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Telegram.Tests.Wire;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Xunit;
using static Sentralix.Connectors.Telegram.Tests.Wire.CuttingServer;

namespace Sentralix.Connectors.Telegram.Tests.Sending;

public sealed class OutcomeTests
{
    private const string Took = """{"ok":true,"result":{"message_id":17,"date":1795300000,"chat":{"id":77001,"type":"private"},"text":"Готово"}}""";

    private readonly TelegramChannel channel = new();

    [Fact]
    public async Task What_telegram_took_is_sent_under_its_number()
    {
        await using var server = new CuttingServer(_ => Says(200, Took));

        Assert.Equal(new SendOutcome.Sent("17"), await Send(server.Address));

        var request = Assert.Single(server.Requests);
        Assert.Equal($"/bot{Connections.Token}/sendMessage", request.Path);
        using var body = JsonDocument.Parse(request.Body);
        Assert.Equal(77001, body.RootElement.GetProperty("chat_id").GetInt64());
        Assert.Equal("Готово", body.RootElement.GetProperty("text").GetString());
        Assert.Equal("bold", body.RootElement.GetProperty("entities")[0].GetProperty("type").GetString());
        Assert.False(body.RootElement.TryGetProperty("parse_mode", out _));
    }

    [Fact]
    public async Task A_path_before_the_methods_is_kept()
    {
        await using var server = new CuttingServer(_ => Says(200, Took));

        Assert.IsType<SendOutcome.Sent>(await Send(server.Address + "/telegram/"));
        Assert.Equal($"/telegram/bot{Connections.Token}/sendMessage", Assert.Single(server.Requests).Path);
    }

    [Theory]
    [InlineData("-1005/17", -1005, 17, null)]
    [InlineData("77001@bc1", 77001, null, "bc1")]
    public async Task A_topic_and_a_business_connection_are_written_to(string thread, long chat, int? topic, string? business)
    {
        await using var server = new CuttingServer(_ => Says(200, Took));

        Assert.IsType<SendOutcome.Sent>(await Send(server.Address, thread));

        using var body = JsonDocument.Parse(Assert.Single(server.Requests).Body);
        Assert.Equal(chat, body.RootElement.GetProperty("chat_id").GetInt64());
        Assert.Equal(topic, body.RootElement.TryGetProperty("message_thread_id", out var thread1) ? thread1.GetInt32() : null);
        Assert.Equal(business, body.RootElement.TryGetProperty("business_connection_id", out var connection) ? connection.GetString() : null);
    }

    [Fact]
    public async Task Nobody_listening_means_not_sent()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        var again = Assert.IsType<SendOutcome.Again>(await Send($"http://127.0.0.1:{port}"));

        Assert.Equal(ChannelErrors.Network, again.Error.Code);
    }

    [Fact]
    public async Task A_name_that_leads_nowhere_means_not_sent() =>
        Assert.Equal(ChannelErrors.Network, Assert.IsType<SendOutcome.Again>(await Send("http://no-such-host.invalid")).Error.Code);

    [Fact]
    public async Task No_tls_where_tls_is_asked_for_means_not_sent()
    {
        await using var server = new CuttingServer(_ => Says(200, Took));

        Assert.Equal(ChannelErrors.Network, Assert.IsType<SendOutcome.Again>(await Send(server.Address.Replace("http:", "https:", StringComparison.Ordinal))).Error.Code);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("HTTP/1.1 200 OK\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{\"ok\":true,")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 25\r\n\r\n{\"ok\":true,\"result\":true}\n")]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 6\r\n\r\n<html>")]
    [InlineData("HTTP/1.1 504 Timeout\r\nContent-Length: 0\r\n\r\n")]
    public async Task A_cut_after_the_request_and_a_broken_front_server_leave_the_outcome_open(string? answer)
    {
        await using var server = new CuttingServer(_ => answer);

        Assert.Equal(ChannelErrors.Network, Assert.IsType<SendOutcome.Unknown>(await Send(server.Address)).Error.Code);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(400, "Bad Request: chat not found", ChannelErrors.RecipientUnreachable)]
    [InlineData(403, "Forbidden: bot was blocked by the user", ChannelErrors.RecipientUnreachable)]
    [InlineData(403, "Forbidden: user is deactivated", ChannelErrors.RecipientUnreachable)]
    [InlineData(400, "Bad Request: not enough rights to send text messages to the chat", ChannelErrors.RecipientUnreachable)]
    [InlineData(400, "Bad Request: message is too long", ChannelErrors.ContentRejected)]
    [InlineData(401, "Unauthorized", ChannelErrors.Unauthorized)]
    [InlineData(404, "Not Found", ChannelErrors.Unauthorized)]
    public async Task A_refusal_that_stays_is_told_in_the_platforms_words(int code, string words, string expected)
    {
        await using var server = new CuttingServer(_ => Refuses(code, words));

        var refused = Assert.IsType<SendOutcome.Refused>(await Send(server.Address));

        Assert.Equal(new ChannelError(expected, code.ToString(System.Globalization.CultureInfo.InvariantCulture), words), refused.Error);
    }

    [Fact]
    public async Task Too_many_is_again_after_the_wait_that_telegram_names()
    {
        await using var server = new CuttingServer(_ => Refuses(429, "Too Many Requests: retry after 7", """{"retry_after":7}"""));

        var again = Assert.IsType<SendOutcome.Again>(await Send(server.Address));

        Assert.Equal((ChannelErrors.RateLimited, TimeSpan.FromSeconds(7)), (again.Error.Code, again.Wait));
    }

    [Fact]
    public async Task Telegrams_own_trouble_is_again()
    {
        await using var server = new CuttingServer(_ => Refuses(500, "Internal Server Error"));

        Assert.Equal(ChannelErrors.Network, Assert.IsType<SendOutcome.Again>(await Send(server.Address)).Error.Code);
    }

    [Theory]
    [InlineData(403, ChannelErrors.Network)]
    [InlineData(404, ChannelErrors.Network)]
    [InlineData(302, ChannelErrors.Network)]
    [InlineData(429, ChannelErrors.RateLimited)]
    public async Task What_a_front_server_turns_away_was_not_sent_and_says_nothing_about_the_token(int status, string code)
    {
        await using var server = new CuttingServer(_ => Says(status, "<html>no</html>", "Retry-After: 3\r\nLocation: http://127.0.0.1:1/\r\n"));

        var again = Assert.IsType<SendOutcome.Again>(await Send(server.Address));

        Assert.Equal(code, again.Error.Code);
        if (status == 429) Assert.Equal(TimeSpan.FromSeconds(3), again.Wait);
    }

    [Fact]
    public async Task A_group_that_moved_says_where_to()
    {
        await using var server = new CuttingServer(_ => Refuses(400, "Bad Request: group chat was upgraded to a supergroup chat", """{"migrate_to_chat_id":-1001234567890}"""));

        Assert.Equal(new SendOutcome.Moved("-1001234567890"), await Send(server.Address, "-500"));
    }

    [Fact]
    public async Task Formatting_that_telegram_does_not_take_is_left_out_once()
    {
        await using var server = new CuttingServer(request => request.Body.Contains("entities", StringComparison.Ordinal)
            ? Refuses(400, "Bad Request: can't parse entities: unsupported")
            : Says(200, Took));

        Assert.Equal(new SendOutcome.Sent("17"), await Send(server.Address));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_token_that_telegram_repeats_is_not_repeated_here()
    {
        await using var server = new CuttingServer(_ => Refuses(400, $"bad /bot{Connections.Token}/sendMessage or {Connections.Token[4..]}"));

        var refused = Assert.IsType<SendOutcome.Refused>(await Send(server.Address));

        Assert.Equal("bad /bot***/sendMessage or ***", refused.Error.Message);
    }

    [Fact]
    public async Task A_token_that_would_change_the_path_is_never_called_with()
    {
        await using var server = new CuttingServer(_ => Says(200, Took));

        var refused = Assert.IsType<SendOutcome.Refused>(await channel.Send(Connections.To(server.Address, "555:a/../b"), Order("77001"), TestContext.Current.CancellationToken));

        Assert.Equal(ChannelErrors.Unauthorized, refused.Error.Code);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_cancellation_after_the_first_byte_waits_for_the_outcome()
    {
        using var impatience = new CancellationTokenSource();
        await using var server = new CuttingServer(_ =>
        {
            impatience.Cancel();
            return Says(200, Took);
        });

        Assert.Equal(new SendOutcome.Sent("17"), await channel.Send(Connections.To(server.Address), Order("77001"), impatience.Token));
    }

    [Fact]
    public async Task A_cancellation_before_the_first_byte_sends_nothing()
    {
        await using var server = new CuttingServer(_ => Says(200, Took));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => channel.Send(Connections.To(server.Address), Order("77001"), new CancellationToken(true)));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_conversation_of_another_channel_is_refused() =>
        Assert.Equal(ChannelErrors.ContentRejected, Assert.IsType<SendOutcome.Refused>(await Send("http://127.0.0.1:1", "u2i-abc")).Error.Code);

    private Task<SendOutcome> Send(string baseUrl, string thread = "77001") => channel.Send(Connections.To(baseUrl), Order(thread), TestContext.Current.CancellationToken);

    private SendOrder Order(string thread)
    {
        var message = new OutboundMessage { MessageId = "msg_1", ConversationId = "cnv_1", Epoch = 0, Parts = [MessagePart.OfText("**Готово**")] };
        return new("msg_1", 0, thread, Assert.Single(channel.Compose(message, []).Segments));
    }
}
