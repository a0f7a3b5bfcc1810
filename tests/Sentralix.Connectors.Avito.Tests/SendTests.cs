using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox;
using Sentralix.Connectors.Sandbox.Avito;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Avito.Tests;

public sealed class SendTests : IAsyncLifetime
{
    private House house = null!;

    public async ValueTask InitializeAsync() => house = await House.Open((_, file, _) => Task.FromResult(FileOf(file)));

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task A_text_is_sent_under_the_id_that_Avito_gives()
    {
        var chat = house.Avito.OpenChat();
        var sent = Assert.IsType<SendOutcome.Sent>(await house.Send(chat, "Да, продаю 🚲"));

        var message = Assert.Single(chat.Messages);
        Assert.Equal((message.Id, "Да, продаю 🚲"), (sent.ChannelMessageId, message.Text));
        Assert.Empty(house.Avito.Refused.All);
    }

    [Fact]
    public async Task A_picture_is_uploaded_and_sent_also_when_the_token_ends_between_the_two()
    {
        var chat = house.Avito.OpenChat();
        house.Avito.Faults.Next(new Fault(FaultKind.Unauthorized), AvitoOperations.UploadImages);
        house.Avito.Faults.Next(new Fault(FaultKind.Unauthorized), AvitoOperations.SendImage);
        var sent = Assert.IsType<SendOutcome.Sent>(await house.Channel.Send(house.Access(), Picture(chat, "file_png"), CancellationToken.None));

        Assert.Equal(("image", sent.ChannelMessageId), (Assert.Single(chat.Messages).Type, chat.Messages[0].Id));
    }

    [Theory]
    [InlineData("file_webp")]
    [InlineData("file_large")]
    [InlineData("file_gone")]
    public async Task A_picture_that_Avito_does_not_take_is_refused_before_any_call(string file)
    {
        var chat = house.Avito.OpenChat();
        var refused = Assert.IsType<SendOutcome.Refused>(await house.Channel.Send(house.Access(), Picture(chat, file), CancellationToken.None));

        Assert.Equal(ChannelErrors.ContentRejected, refused.Error.Code);
        Assert.Empty(house.Avito.Refused.All);
        Assert.Equal(0, house.Avito.TokenRequests("client_credentials"));
    }

    [Fact]
    public async Task A_picture_whose_upload_was_cut_was_not_sent()
    {
        var chat = house.Avito.OpenChat();
        house.Avito.Faults.Next(new Fault(FaultKind.CutAfter), AvitoOperations.UploadImages);
        Assert.IsType<SendOutcome.Again>(await house.Channel.Send(house.Access(), Picture(chat, "file_png"), CancellationToken.None));

        house.Avito.Faults.Next(new Fault(FaultKind.CutAfter), AvitoOperations.SendImage);
        Assert.IsType<SendOutcome.Unknown>(await house.Channel.Send(house.Access(), Picture(chat, "file_png"), CancellationToken.None));
        Assert.Single(chat.Messages);
    }

    [Theory]
    [InlineData(FaultKind.CutBefore)]
    [InlineData(FaultKind.CutAfter)]
    [InlineData(FaultKind.ErrorBefore)]
    [InlineData(FaultKind.ErrorAfter)]
    [InlineData(FaultKind.HtmlPage)]
    public async Task What_may_have_been_taken_is_unknown_and_reading_the_chat_tells(FaultKind fault)
    {
        var chat = house.Avito.OpenChat();
        house.Avito.Faults.Next(new Fault(fault), AvitoOperations.SendText);
        var unknown = Assert.IsType<SendOutcome.Unknown>(await house.Send(chat, "Да"));

        Assert.Equal(ChannelErrors.Network, unknown.Error.Code);
        Assert.Equal(chat.Messages.SingleOrDefault()?.Id, await house.Find(chat, "Да"));
        Assert.Equal(fault is FaultKind.CutAfter or FaultKind.ErrorAfter ? 1 : 0, chat.Messages.Count);
    }

    [Fact]
    public async Task What_did_not_leave_is_tried_again()
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var closed = new Uri($"http://127.0.0.1:{((IPEndPoint)nobody.LocalEndpoint).Port}/");
        nobody.Stop();
        var again = Assert.IsType<SendOutcome.Again>(await house.Channel.Send(house.Access(server: closed), house.Order(house.Avito.OpenChat(), "Да"), CancellationToken.None));

        Assert.Equal(ChannelErrors.Network, again.Error.Code);
    }

    [Fact]
    public async Task Too_many_sends_wait_for_as_long_as_Avito_says()
    {
        var chat = house.Avito.OpenChat();
        house.Avito.Faults.Next(new Fault(FaultKind.TooMany, TimeSpan.FromSeconds(7)), AvitoOperations.SendText);
        var told = Assert.IsType<SendOutcome.Again>(await house.Send(chat, "Да"));
        house.Avito.Faults.Next(new Fault(FaultKind.TooMany), AvitoOperations.SendText);
        var untold = Assert.IsType<SendOutcome.Again>(await house.Send(chat, "Да"));

        Assert.Equal((ChannelErrors.RateLimited, TimeSpan.FromSeconds(7)), (told.Error.Code, told.Wait));
        Assert.Equal((ChannelErrors.RateLimited, null), (untold.Error.Code, untold.Wait));
    }

    [Theory]
    [InlineData(402)]
    [InlineData(403)]
    public async Task A_tariff_without_the_messenger_is_not_a_bad_key(int status)
    {
        (house.Avito.Account.IsPaid, house.Avito.Account.UnpaidStatus) = (false, status);
        var refused = Assert.IsType<SendOutcome.Refused>(await house.Send(house.Avito.OpenChat(), "Да"));

        Assert.Equal((ChannelErrors.Suspended, $"{status}"), (refused.Error.Code, refused.Error.ChannelCode));
        Assert.Contains("tariff", refused.Error.Message, StringComparison.Ordinal);
        var hook = new Hook(new Uri("https://bot.example/hooks/avito/con_1"), House.Secret);
        Assert.Equal(ChannelErrors.Suspended, (await Assert.ThrowsAsync<ChannelException>(() => house.Channel.SetHook(house.Access(), hook, CancellationToken.None))).Error.Code);
    }

    [Fact]
    public async Task A_chat_that_is_gone_cannot_be_written_to_and_holds_nothing()
    {
        var chat = house.Avito.OpenChat();
        house.Avito.Remove(chat);

        Assert.Equal(ChannelErrors.RecipientUnreachable, Assert.IsType<SendOutcome.Refused>(await house.Send(chat, "Да")).Error.Code);
        Assert.Null(await house.Find(chat, "Да"));
    }

    [Theory]
    [InlineData(200, ChannelErrors.RecipientUnreachable)]
    [InlineData(403, ChannelErrors.Unauthorized)]
    [InlineData(402, ChannelErrors.Suspended)]
    public async Task A_403_is_about_the_chat_only_if_the_account_may_read_it(int chatStatus, string code)
    {
        await using var avito = await Elsewhere.Open(http => Answer(http, http.Request.Path.Value! switch
        {
            "/token" => (200, """{"access_token":"t","expires_in":86400}"""),
            var path when path.EndsWith("/messages", StringComparison.Ordinal) => (403, """{"error":{"code":403,"message":"permission denied"}}"""),
            _ => (chatStatus, """{"error":{"code":1,"message":"no"}}"""),
        }));

        Assert.Equal(code, Assert.IsType<SendOutcome.Refused>(await house.Channel.Send(house.Access(server: avito.Address), house.Order(house.Avito.OpenChat(), "Да"), CancellationToken.None)).Error.Code);
    }

    [Fact]
    public async Task A_page_instead_of_JSON_is_trouble_of_the_network_and_says_what_to_do()
    {
        await using var avito = await Elsewhere.Open(http => Answer(http, http.Request.Path == "/token" ? (200, """{"access_token":"t"}""") : (403, "\r\n<!DOCTYPE html><title>Доступ ограничен</title>")));
        var order = house.Order(house.Avito.OpenChat(), "Да");
        var again = Assert.IsType<SendOutcome.Again>(await house.Channel.Send(house.Access(server: avito.Address), order, CancellationToken.None));

        Assert.Equal((ChannelErrors.Network, "403", TimeSpan.FromMinutes(1)), (again.Error.Code, again.Error.ChannelCode, again.Wait));
        Assert.Contains("firewall", again.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_does_not_name_the_message_is_not_taken_for_sent()
    {
        await using var avito = await Elsewhere.Open(http => Answer(http, (200, """{"access_token":"t"}""")));

        Assert.IsType<SendOutcome.Unknown>(await house.Channel.Send(house.Access(server: avito.Address), house.Order(house.Avito.OpenChat(), "Да"), CancellationToken.None));
    }

    [Fact]
    public async Task A_send_is_stopped_before_its_first_byte_and_not_after_it()
    {
        var chat = house.Avito.OpenChat();
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => house.Send(chat, "Да", stopped.Token));
        Assert.Empty(chat.Messages);

        using var late = new CancellationTokenSource();
        await using var avito = await Elsewhere.Open(async http =>
        {
            if (http.Request.Path == "/token")
            {
                await Answer(http, (200, """{"access_token":"t"}"""));
                return;
            }

            await late.CancelAsync();
            await Task.Delay(100);
            await Answer(http, (200, """{"id":"m1"}"""));
        });
        Assert.Equal(new SendOutcome.Sent("m1"), await house.Channel.Send(house.Access(server: avito.Address), house.Order(chat, "Да"), late.Token));
    }

    private static Task Answer(HttpContext http, (int Status, string Body) answer)
    {
        http.Response.StatusCode = answer.Status;
        return http.Response.WriteAsync(answer.Body);
    }

    private SendOrder Picture(AvitoChat chat, string file) =>
        new("msg_1", 0, chat.Id, Assert.Single(house.Compose(new MessagePart { Type = PartTypes.Image, FileId = file }).Segments));

    private static OutgoingFile? FileOf(string id) => id switch
    {
        "file_png" => new(new MemoryStream(Png()), null, "a.png", "image/png"),
        "file_webp" => new(new MemoryStream([1]), 1, "a.webp", "image/webp"),
        "file_large" => new(new MemoryStream(new byte[(24 * 1024 * 1024) + 1]), null, "a.png", "image/png"),
        _ => null,
    };

    private static byte[] Png()
    {
        byte[] png = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R', 0, 0, 0, 10, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0];
        return png;
    }
}
