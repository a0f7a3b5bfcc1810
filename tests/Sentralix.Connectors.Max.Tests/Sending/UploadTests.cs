using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox;
using Sentralix.Connectors.Sandbox.Max;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using static Sentralix.Connectors.Max.Tests.HookedBot;

namespace Sentralix.Connectors.Max.Tests.Sending;

public sealed class UploadTests
{
    private int opened;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(PartTypes.Image, "image")]
    [InlineData(PartTypes.Video, "video")]
    [InlineData(PartTypes.Voice, "audio")]
    [InlineData(PartTypes.File, "file")]
    public async Task A_file_is_uploaded_once_and_sent_when_MAX_is_ready(string part, string kind)
    {
        await using var max = await Connections.StartMax(Connections.Settings with { Limits = Connections.Settings.Limits with { Processing = TimeSpan.FromMilliseconds(400) } });
        max.Start(Irina);
        var channel = new MaxChannel(TimeProvider.System, Open);
        var order = Order(channel, part);

        var waits = 0;
        SendOutcome outcome;
        while ((outcome = await channel.Send(Connections.To(max.Address), order, Cancellation)) is SendOutcome.Again again)
        {
            Assert.Equal(("media_not_ready", "attachment.not.ready", null), (again.Error.Code, again.Error.ChannelCode, again.Wait));
            Assert.True(++waits < 50);
            await Task.Delay(50, Cancellation);
        }

        Assert.IsType<SendOutcome.Sent>(outcome);
        Assert.Equal((1, true), (opened, waits > 0));
        var sent = Assert.Single(max.Sent.All);
        Assert.Equal("The caption", sent.Text);
        using var http = new HttpClient();
        var history = JsonDocument.Parse(await Get(max, $"/messages/{sent.MessageId}")).RootElement.GetProperty("body").GetProperty("attachments")[0];
        Assert.Equal(kind, history.GetProperty("type").GetString());
        Assert.Equal("the bytes"u8.ToArray(), await http.GetByteArrayAsync(history.GetProperty("payload").GetProperty("url").GetString(), Cancellation));
        if (kind == "file") Assert.Equal("Прайс.pdf", history.GetProperty("filename").GetString());
        Assert.Equal(sent.MessageId, await channel.Find(Connections.To(max.Address), order, DateTimeOffset.UtcNow.AddSeconds(-5), Cancellation));
    }

    [Theory]
    [InlineData("POST /uploads", FaultKind.CutAfter)]
    [InlineData("POST /uploads", FaultKind.ErrorAfter)]
    [InlineData("upload", FaultKind.CutAfter)]
    [InlineData("upload", FaultKind.HtmlPage)]
    public async Task Trouble_before_the_message_leaves_nothing_in_doubt(string operation, FaultKind fault)
    {
        await using var max = await Connections.StartMax(Connections.Settings with { Limits = MaxLimits.None });
        max.Start(Irina);
        var channel = new MaxChannel(TimeProvider.System, Open);
        max.Faults.Next(new Fault(fault), operation);

        Assert.Equal(ChannelErrors.Network, Assert.IsType<SendOutcome.Again>(await channel.Send(Connections.To(max.Address), Order(channel, PartTypes.Image), Cancellation)).Error.Code);
        Assert.Empty(max.Sent.All);
        Assert.IsType<SendOutcome.Sent>(await channel.Send(Connections.To(max.Address), Order(channel, PartTypes.Image), Cancellation));
    }

    [Fact]
    public async Task An_upload_that_MAX_has_forgotten_is_made_anew()
    {
        var channel = new MaxChannel(TimeProvider.System, Open);
        for (var i = 0; i < 2; i++)
        {
            // Another server each time: what was uploaded to the first is unknown to the second.
            await using var max = await Connections.StartMax(Connections.Settings with { Limits = MaxLimits.None });
            max.Start(Irina);
            Assert.IsType<SendOutcome.Sent>(await channel.Send(Connections.To(max.Address), Order(channel, PartTypes.File), Cancellation));
        }

        Assert.Equal(2, opened);
    }

    [Fact]
    public async Task A_file_that_is_not_there_or_not_taken_is_refused()
    {
        await using var max = await Connections.StartMax();
        max.Start(Irina);
        var nothing = new MaxChannel(TimeProvider.System, (_, _, _) => Task.FromResult<OutgoingFile?>(null));
        Assert.Equal(ChannelErrors.ContentRejected, Assert.IsType<SendOutcome.Refused>(await nothing.Send(Connections.To(max.Address), Order(nothing, PartTypes.File), Cancellation)).Error.Code);

        var program = new MaxChannel(TimeProvider.System, (_, _, _) => Task.FromResult<OutgoingFile?>(new(new MemoryStream([1]), 1, "setup.exe", "application/octet-stream")));
        var refused = Assert.IsType<SendOutcome.Refused>(await program.Send(Connections.To(max.Address), Order(program, PartTypes.File, name: null), Cancellation));
        Assert.Equal("File extension is forbidden", refused.Error.Message);
        Assert.Empty(max.Sent.All);
    }

    private static SendOrder Order(MaxChannel channel, string part, string? name = "Прайс.pdf")
    {
        var composed = channel.Compose(
            new OutboundMessage
            {
                MessageId = "msg_1",
                ConversationId = "cnv_1",
                Epoch = 1,
                Parts = [new() { Type = part, FileId = "file_1", Text = "The caption", Media = new() { State = MediaState.Stored, FileName = name } }],
            },
            []);
        return new SendOrder("msg_1", 0, Dialog, Assert.Single(composed.Segments));
    }

    private static async Task<string> Get(MaxStandIn max, string path)
    {
        using var http = new HttpClient { BaseAddress = max.Address };
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", Connections.Token);
        return await http.GetStringAsync(path, Cancellation);
    }

    private Task<OutgoingFile?> Open(string connection, string file, CancellationToken cancellation)
    {
        opened++;
        Assert.Equal(("con_1", "file_1"), (connection, file));
        return Task.FromResult<OutgoingFile?>(new(new MemoryStream("the bytes"u8.ToArray()), 9, "stored.bin", "application/octet-stream"));
    }
}
