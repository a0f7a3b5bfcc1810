using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox;
using Sentralix.Connectors.Sandbox.Max;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using static Sentralix.Connectors.Max.Tests.HookedBot;

namespace Sentralix.Connectors.Max.Tests.Sending;

/// <summary>Edits, deletions and answers to presses against MAX's stand-in.</summary>
public sealed class ChangeTests : IAsyncLifetime
{
    private static readonly Keyboard YesNo = new() { Rows = [[new KeyboardButton { Label = "Да" }]] };

    private readonly MaxChannel channel = new(TimeProvider.System, (_, file, _) =>
        Task.FromResult<OutgoingFile?>(new(new MemoryStream([0xFF, 0xD8, 0xFF, 0xE0]), 4, $"{file}.jpg", "image/jpeg")));
    private MaxStandIn max = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Access Access => Connections.To(max.Address);

    public async ValueTask InitializeAsync()
    {
        max = await Connections.StartMax(Connections.Settings with { Limits = Connections.Settings.Limits with { Processing = TimeSpan.Zero } });
        max.Start(Irina);
    }

    public ValueTask DisposeAsync() => max.DisposeAsync();

    [Fact]
    public async Task A_message_is_changed_and_what_it_does_not_name_any_more_is_gone()
    {
        var (mid, sent) = await Send(Text("Записать?") with { Keyboard = YesNo });

        Assert.Equal(new SendOutcome.Sent(mid), await Edit(mid, sent, Compose(Text("**Записали**"))));
        Assert.Equal(new SendOutcome.Sent(mid), await Edit(mid, sent, Compose(Text("**Записали**"))));

        Assert.Equal("Записали", max.TextOf(mid));
        var edit = Assert.IsType<SentMessage>(Said("PUT /messages")[^1]);
        Assert.Equal(("html", 0), (edit.Body.GetProperty("body").GetProperty("format").GetString(), edit.Body.GetProperty("body").GetProperty("attachments").GetArrayLength()));
        Assert.Throws<InvalidOperationException>(() => max.Press(Irina, "Да"));
    }

    [Fact]
    public async Task A_picture_keeps_its_bytes_when_its_words_change()
    {
        var (mid, sent) = await Send(Picture("Было"));

        Assert.Equal(new SendOutcome.Sent(mid), await Edit(mid, sent, Compose(Picture("Стало"))));

        Assert.Equal("Стало", max.TextOf(mid));
        Assert.Equal("image", Said("PUT /messages")[^1].Body.GetProperty("body").GetProperty("attachments")[0].GetProperty("type").GetString());
    }

    [Fact]
    public async Task What_is_taken_back_is_gone_and_taking_it_back_again_is_done()
    {
        var (mid, sent) = await Send(Text("Ошибка"));

        Assert.Equal(new SendOutcome.Sent(mid), await channel.Delete(Access, Dialog, mid, Cancellation));
        Assert.Equal(new SendOutcome.Sent(mid), await channel.Delete(Access, Dialog, mid, Cancellation));

        Assert.Null(max.TextOf(mid));
        Assert.Equal(ChannelErrors.MessageGone, Assert.IsType<SendOutcome.Refused>(await Edit(mid, sent, Compose(Text("Поздно")))).Error.Code);
    }

    [Fact]
    public async Task What_MAX_says_no_to_with_status_200_is_refused()
    {
        var (mid, sent) = await Send(Text("Давно"));
        max.RefuseNextAction("Message is too old to be edited");

        var refused = Assert.IsType<SendOutcome.Refused>(await Edit(mid, sent, Compose(Text("Поздно"))));

        Assert.Equal((ChannelErrors.EditWindowClosed, "Message is too old to be edited"), (refused.Error.Code, refused.Error.Message));
        max.RefuseNextAction("Only own messages can be removed");
        Assert.Equal(ChannelErrors.DeleteWindowClosed, Assert.IsType<SendOutcome.Refused>(await channel.Delete(Access, Dialog, mid, Cancellation)).Error.Code);
        Assert.Equal(TimeSpan.FromDays(7), TimeSpan.FromMilliseconds(channel.Capabilities.EditWindowMs!.Value));
    }

    [Fact]
    public async Task An_edit_that_was_cut_is_done_when_it_is_asked_again()
    {
        var (mid, sent) = await Send(Text("Было"));
        max.Faults.Next(new Fault(FaultKind.CutAfter), "PUT /messages");

        Assert.IsType<SendOutcome.Unknown>(await Edit(mid, sent, Compose(Text("Стало"))));
        Assert.Equal(new SendOutcome.Sent(mid), await Edit(mid, sent, Compose(Text("Стало"))));
    }

    [Fact]
    public async Task A_press_is_answered_with_a_notice()
    {
        await using var bot = await HookedBot.Open();
        bot.Max.Start(Irina);
        var content = Compose(Text("Записать?") with { Keyboard = YesNo });
        Assert.IsType<SendOutcome.Sent>(await channel.Send(bot.Access, new SendOrder("msg_1", 0, Dialog, content), Cancellation));
        var press = bot.Max.Press(Irina, "Да");
        var heard = await bot.Heard(press);

        var degraded = await channel.AnswerPress(bot.Access, heard.Callback!, new PressAnswer { Text = "Записали", Alert = true }, Cancellation);

        Assert.Equal([new Degradation("alert", "notice")], degraded);
        Assert.Equal((true, "Записали"), bot.Max.AnswerTo(press));
        Assert.Equal([new Degradation("text", "left_out")], await channel.AnswerPress(bot.Access, "gone", new PressAnswer { Text = "Поздно" }, Cancellation));
    }

    [Fact]
    public async Task Reading_and_reactions_are_not_MAXs()
    {
        Assert.Equal(ChannelErrors.NotSupported, (await Assert.ThrowsAsync<ChannelException>(() => ((IChannel)channel).MarkRead(Access, Dialog, null, Cancellation))).Error.Code);
        Assert.Equal(ChannelErrors.NotSupported, (await Assert.ThrowsAsync<ChannelException>(() => ((IChannel)channel).React(Access, Dialog, "mid", "👍", Cancellation))).Error.Code);
        Assert.False(channel.Capabilities.MarkRead || channel.Capabilities.Reactions || channel.Capabilities.HandOff);
    }

    private static OutboundMessage Text(string text) => new() { MessageId = "msg_1", ConversationId = "cnv_1", Epoch = 1, Parts = [MessagePart.OfText(text)] };

    private static OutboundMessage Picture(string caption) =>
        new() { MessageId = "msg_1", ConversationId = "cnv_1", Epoch = 1, Parts = [new() { Type = PartTypes.Image, FileId = "file_1", Text = caption }] };

    private string Compose(OutboundMessage message) =>
        Assert.Single(channel.Compose(message, [.. (message.Keyboard?.Rows ?? []).SelectMany(row => row).Select((button, place) => new ButtonToken(button, $"tok-{place}"))]).Segments);

    private async Task<(string Mid, string Content)> Send(OutboundMessage message)
    {
        var content = Compose(message);
        return (Assert.IsType<SendOutcome.Sent>(await channel.Send(Access, new SendOrder("msg_1", 0, Dialog, content), Cancellation)).ChannelMessageId, content);
    }

    private Task<SendOutcome> Edit(string mid, string sent, string wanted) => channel.Edit(Access, new EditOrder(Dialog, mid, sent, wanted), Cancellation);

    private List<SentMessage> Said(string operation) => [.. max.Sent.To(Dialog).Where(s => s.Operation == operation)];
}
