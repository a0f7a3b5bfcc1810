using System.Text;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Telegram.Tests.Wire;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Connectors.Telegram.Tests.Sending;

public sealed class UploadTests
{
    private const string Took = """{"ok":true,"result":{"message_id":18,"date":1795300000,"chat":{"id":77001,"type":"private"}}}""";

    [Theory]
    [InlineData(PartTypes.Image, "sendPhoto", "photo")]
    [InlineData(PartTypes.Voice, "sendVoice", "voice")]
    [InlineData(PartTypes.File, "sendDocument", "document")]
    public async Task Bytes_go_with_their_name_caption_and_buttons(string kind, string method, string field)
    {
        await using var server = new CuttingServer(_ => CuttingServer.Says(200, Took));
        var channel = new TelegramChannel((connection, file, _) =>
            Task.FromResult<OutgoingFile?>(new OutgoingFile(new MemoryStream(Encoding.UTF8.GetBytes($"bytes of {file} for {connection}")), null, "счёт \"1\".pdf", "application/pdf")));

        var outcome = await channel.Send(Connections.To(server.Address), Order(channel, kind), TestContext.Current.CancellationToken);

        Assert.Equal(new SendOutcome.Sent("18"), outcome);
        var request = Assert.Single(server.Requests);
        Assert.Equal(method, request.Method);
        Assert.Contains("bytes of file_1 for con_1", request.Body, StringComparison.Ordinal);
        Assert.Contains($"name=\"{field}\"; filename=\"счёт _1_.pdf\"", request.Body, StringComparison.Ordinal);
        Assert.Contains("Вот **счёт**".Replace("**", "", StringComparison.Ordinal), request.Body, StringComparison.Ordinal);
        Assert.Contains("\"callback_data\":\"t0\"", request.Body, StringComparison.Ordinal);
        Assert.Contains("caption_entities", request.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_gone_is_refused_without_a_call()
    {
        await using var server = new CuttingServer(_ => CuttingServer.Says(200, Took));
        var channel = new TelegramChannel((_, _, _) => Task.FromResult<OutgoingFile?>(null));

        var refused = Assert.IsType<SendOutcome.Refused>(await channel.Send(Connections.To(server.Address), Order(channel, PartTypes.File), TestContext.Current.CancellationToken));

        Assert.Equal(ChannelErrors.ContentRejected, refused.Error.Code);
        Assert.Empty(server.Requests);
    }

    private static SendOrder Order(TelegramChannel channel, string kind)
    {
        var button = new KeyboardButton { Label = "Оплатить" };
        var message = new OutboundMessage
        {
            MessageId = "msg_1",
            ConversationId = "cnv_1",
            Epoch = 0,
            Parts = [new() { Type = kind, FileId = "file_1", Text = "Вот **счёт**" }],
            Keyboard = new() { Rows = [[button]] },
        };
        return new("msg_1", 0, "77001", Assert.Single(channel.Compose(message, [new(button, "t0")]).Segments));
    }
}
