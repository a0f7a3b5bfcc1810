using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox;
using Sentralix.Connectors.Sandbox.Telegram;
using Sentralix.Connectors.Telegram.Tests.Wire;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Connectors.Telegram.Tests.Sending;

/// <summary>Edits, deletions and signs against Telegram's stand-in.</summary>
public sealed class ChangeTests : IAsyncLifetime
{
    // A PNG of one pixel; the stand-in looks at pictures.
    private static readonly byte[] Pixel = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private static readonly TelegramUser Anna = new(77001, "Анна");
    private readonly MovingClock clock = new();
    private readonly TelegramStandIn telegram;
    private readonly BotAccount bot;
    private readonly TelegramChannel channel = new((_, file, _) => Task.FromResult<OutgoingFile?>(new(new MemoryStream(Pixel), Pixel.Length, $"{file}.png", "image/png")));

    public ChangeTests()
    {
        telegram = new TelegramStandIn(Limits.None, clock);
        bot = telegram.AddBot();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Access Access => Connections.To(telegram.Address.ToString().TrimEnd('/'), bot.Token);

    public async ValueTask InitializeAsync()
    {
        await telegram.Start();
        bot.Start(Anna);
    }

    public ValueTask DisposeAsync() => telegram.DisposeAsync();

    [Fact]
    public async Task A_text_is_changed_with_its_look_and_buttons_and_the_same_again_is_done()
    {
        var (id, sent) = await Send(Text("Жду **вас**"));
        var wanted = Compose(Text("Ждём *всех*") with { Keyboard = new Keyboard { Rows = [[new KeyboardButton { Label = "Да" }]] } });

        Assert.Equal(new SendOutcome.Sent(id), await Edit(id, sent, wanted));
        Assert.Equal(new SendOutcome.Sent(id), await Edit(id, sent, wanted));

        var edit = Assert.Single(Said("editMessageText"));
        Assert.Equal(("Ждём всех", id), (edit.Text, edit.MessageId));
        Assert.Equal("italic", edit.Body.GetProperty("entities")[0].GetProperty("type").GetString());
        Assert.Equal("t0", edit.Body.GetProperty("reply_markup").GetProperty("inline_keyboard")[0][0].GetProperty("callback_data").GetString());
    }

    [Fact]
    public async Task A_caption_is_changed_and_one_picture_takes_anothers_place()
    {
        var (id, sent) = await Send(Picture("file_1", "Было"));
        var caption = Compose(Picture("file_1", "Стало"));
        var other = Compose(Picture("file_2", "Иначе"));

        Assert.True(channel.CanEdit(sent, caption) && channel.CanEdit(sent, other));
        Assert.Equal(new SendOutcome.Sent(id), await Edit(id, sent, caption));
        Assert.Equal(new SendOutcome.Sent(id), await Edit(id, caption, other));

        Assert.Equal("Стало", Assert.Single(Said("editMessageCaption")).Text);
        Assert.Equal("Иначе", Assert.Single(Said("editMessageMedia")).Text);
        Assert.False(channel.CanEdit(sent, Compose(Text("Слова"))));
        Assert.False(channel.CanEdit(Compose(Text("Слова")), sent));
    }

    [Fact]
    public async Task What_is_taken_back_is_gone_and_taking_it_back_again_is_done()
    {
        var (id, sent) = await Send(Text("Ошибка"));

        Assert.Equal(new SendOutcome.Sent(id), await channel.Delete(Access, "77001", id, Cancellation));
        Assert.Equal(new SendOutcome.Sent(id), await channel.Delete(Access, "77001", id, Cancellation));

        Assert.Single(Said("deleteMessage"));
        Assert.Equal(ChannelErrors.MessageGone, Assert.IsType<SendOutcome.Refused>(await Edit(id, sent, Compose(Text("Поздно")))).Error.Code);
    }

    [Fact]
    public async Task After_two_days_a_message_stays()
    {
        var (id, _) = await Send(Text("Давно"));
        clock.Pass(TimeSpan.FromHours(49));

        var refused = Assert.IsType<SendOutcome.Refused>(await channel.Delete(Access, "77001", id, Cancellation));

        Assert.Equal((ChannelErrors.DeleteWindowClosed, "400"), (refused.Error.Code, refused.Error.ChannelCode));
        Assert.Equal(TimeSpan.FromHours(48), TimeSpan.FromMilliseconds(channel.Capabilities.DeleteWindowMs!.Value));
    }

    [Theory]
    [InlineData(FaultKind.CutBefore)]
    [InlineData(FaultKind.CutAfter)]
    public async Task A_cut_edit_may_be_done_or_not_and_is_done_when_it_is_asked_again(FaultKind fault)
    {
        var (id, sent) = await Send(Text("Было"));
        telegram.Faults.Next(new Fault(fault), "editMessageText");

        Assert.IsType<SendOutcome.Unknown>(await Edit(id, sent, Compose(Text("Стало"))));
        Assert.Equal(new SendOutcome.Sent(id), await Edit(id, sent, Compose(Text("Стало"))));
        Assert.Equal("Стало", Assert.Single(Said("editMessageText")).Text);
    }

    [Fact]
    public async Task Too_many_edits_wait_as_long_as_Telegram_says()
    {
        var (id, sent) = await Send(Text("Было"));
        telegram.Faults.Next(new Fault(FaultKind.TooMany, TimeSpan.FromSeconds(3)), "editMessageText");

        var again = Assert.IsType<SendOutcome.Again>(await Edit(id, sent, Compose(Text("Стало"))));

        Assert.Equal((ChannelErrors.RateLimited, TimeSpan.FromSeconds(3)), (again.Error.Code, again.Wait));
    }

    [Fact]
    public async Task A_reaction_is_put_and_taken_back_and_one_that_Telegram_does_not_have_is_refused()
    {
        var heard = bot.SendText(Anna, "Спасибо!").MessageId.ToString(System.Globalization.CultureInfo.InvariantCulture);

        await channel.React(Access, "77001", heard, "👍", Cancellation);
        await channel.React(Access, "77001", heard, null, Cancellation);

        Assert.Equal(["👍", ""], Said("setMessageReaction").Select(s => s.Text));
        var unknown = await Assert.ThrowsAsync<ChannelException>(() => channel.React(Access, "77001", heard, "🦖", Cancellation));
        Assert.Equal(ChannelErrors.NotSupported, unknown.Error.Code);
    }

    [Fact]
    public async Task A_press_is_answered_with_words_once_it_is_not_too_late()
    {
        var (id, _) = await Send(Text("Записать?") with { Keyboard = new Keyboard { Rows = [[new KeyboardButton { Label = "Да" }]] } });
        var press = bot.Press(Anna, new MessageRef(77001, int.Parse(id, System.Globalization.CultureInfo.InvariantCulture)), "Да");

        Assert.Empty(await channel.AnswerPress(Access, press, new PressAnswer { Text = "Записали", Alert = true }, Cancellation));

        var answer = Assert.Single(Said("answerCallbackQuery"));
        Assert.Equal(("Записали", true), (answer.Text, answer.Body.GetProperty("show_alert").GetBoolean()));
        clock.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal([new Degradation("text", "left_out")], await channel.AnswerPress(Access, press, new PressAnswer { Text = "Поздно" }, Cancellation));
    }

    [Fact]
    public async Task An_answer_is_shown_while_it_is_written_and_can_be_stopped()
    {
        await channel.ShowDraft(Access, "77001", Text("Доставка **стоит**"), Cancellation);
        await channel.ShowDraft(Access, "77001", Text("Доставка **стоит** 300"), Cancellation);

        Assert.Equal("Доставка стоит 300", bot.DraftShownTo(Anna));
        var shown = Said("sendMessageDraft");
        Assert.Equal(2, shown.Count);
        Assert.Single(shown.Select(s => s.Body.GetProperty("draft_id").GetInt64()).Distinct());
        Assert.Equal("bold", shown[0].Body.GetProperty("entities")[0].GetProperty("type").GetString());
        Assert.True(bot.StopGeneration(Anna));
        Assert.Equal("Доставка стоит 300", bot.DraftShownTo(Anna));
        await Send(Text("Доставка стоит 300"));
        Assert.Null(bot.DraftShownTo(Anna));
        var refused = await Assert.ThrowsAsync<ChannelException>(() => channel.ShowDraft(Access, "-1005", Text("Всем"), Cancellation));
        Assert.Equal(ChannelErrors.NotSupported, refused.Error.Code);
    }

    [Fact]
    public async Task Only_for_a_person_for_whom_the_bot_speaks_messages_are_marked_as_read()
    {
        await using var server = new CuttingServer(_ => CuttingServer.Says(200, """{"ok":true,"result":true}"""));
        var business = Connections.To(server.Address, settings: ("business", "true"));

        await channel.MarkRead(business, "77001@bc1", "42", Cancellation);

        var request = Assert.Single(server.Requests);
        using var body = JsonDocument.Parse(request.Body);
        Assert.Equal(("readBusinessMessage", "bc1", 77001, 42),
            (request.Method, body.RootElement.GetProperty("business_connection_id").GetString(), body.RootElement.GetProperty("chat_id").GetInt64(), body.RootElement.GetProperty("message_id").GetInt32()));
        var refused = await Assert.ThrowsAsync<ChannelException>(() => channel.MarkRead(Access, "77001", "42", Cancellation));
        Assert.Equal(ChannelErrors.NotSupported, refused.Error.Code);
        Assert.Equal((false, true), (channel.CapabilitiesOf(Access).MarkRead, channel.CapabilitiesOf(business).MarkRead));
    }

    [Fact]
    public async Task Of_a_person_for_whom_the_bot_speaks_messages_are_taken_back_by_their_own_method()
    {
        await using var server = new CuttingServer(_ => CuttingServer.Says(200, """{"ok":true,"result":true}"""));

        Assert.Equal(new SendOutcome.Sent("42"), await channel.Delete(Connections.To(server.Address), "77001@bc1", "42", Cancellation));

        var request = Assert.Single(server.Requests);
        Assert.Equal("deleteBusinessMessages", request.Method);
        Assert.Contains("\"message_ids\":[42]", request.Body, StringComparison.Ordinal);
    }

    private static OutboundMessage Text(string text) => new() { MessageId = "msg_1", ConversationId = "cnv_1", Epoch = 1, Parts = [MessagePart.OfText(text)] };

    private static OutboundMessage Picture(string file, string caption) =>
        new() { MessageId = "msg_1", ConversationId = "cnv_1", Epoch = 1, Parts = [new() { Type = PartTypes.Image, FileId = file, Text = caption }] };

    private string Compose(OutboundMessage message) =>
        Assert.Single(channel.Compose(message, [.. (message.Keyboard?.Rows ?? []).SelectMany(row => row).Select((button, place) => new ButtonToken(button, $"t{place}"))]).Segments);

    private async Task<(string Id, string Content)> Send(OutboundMessage message)
    {
        var content = Compose(message);
        var sent = Assert.IsType<SendOutcome.Sent>(await channel.Send(Access, new SendOrder("msg_1", 0, "77001", content), Cancellation));
        return (sent.ChannelMessageId, content);
    }

    private Task<SendOutcome> Edit(string id, string sent, string wanted) => channel.Edit(Access, new EditOrder("77001", id, sent, wanted), Cancellation);

    private List<SentMessage> Said(string operation) => [.. telegram.Sent.To("77001").Where(s => s.Operation == operation)];

    private sealed class MovingClock : TimeProvider
    {
        private TimeSpan passed;

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + passed;

        public void Pass(TimeSpan by) => passed += by;
    }
}
