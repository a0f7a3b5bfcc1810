using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Avito.Tests;

/// <summary>What the channel says it can do, against what Avito can.</summary>
public sealed class PromiseTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_promises_no_more_than_Avito_can(bool hasFiles)
    {
        var can = new AvitoChannel(TimeProvider.System, hasFiles ? (_, _, _) => Task.FromResult<OutgoingFile?>(null) : null).Capabilities;
        Assert.Equal((1000, 0, hasFiles, true, "readback", true), (can.MaxText, can.Buttons, can.ImagesOut, can.ReadReceipts, can.Reconcile, can.Echo));
        Assert.False(can.Formatting || can.UrlButtons || can.FilesOut || can.VoiceOut || can.Typing || can.Edit);
    }

    [Fact]
    public void What_Avito_cannot_show_is_said_in_words_and_every_step_is_named()
    {
        var keyboard = new Keyboard { Rows = [[new KeyboardButton { Label = "Да" }], [new KeyboardButton { Label = "Сайт", Url = "https://shop.example/" }]] };
        var message = new OutboundMessage
        {
            MessageId = "msg_1",
            ConversationId = "cnv_1",
            Epoch = 1,
            Parts = [MessagePart.OfText($"**Важно.** {string.Join(' ', Enumerable.Repeat("Это предложение из нескольких слов.", 60))}"), new() { Type = PartTypes.File, FileId = "file_1", Media = new() { State = MediaState.Stored, FileName = "Счёт.pdf" } }],
            Keyboard = keyboard,
        };
        var composed = new AvitoChannel(TimeProvider.System).Compose(message, [.. keyboard.Rows.SelectMany(row => row).Select(button => new ButtonToken(button, "token"))]);

        Assert.Equal(
            [new("buttons", "numbered_list"), new("formatting", "plain_text"), new("length", "split"), new("media", "plain_text")],
            composed.Degraded.OrderBy(step => step.What, StringComparer.Ordinal));
        var texts = House.Texts(composed);
        Assert.All(texts, text => Assert.InRange(text!.Length, 1, 1000));
        Assert.StartsWith("Важно. Это", texts[0], StringComparison.Ordinal);
        Assert.EndsWith("📎 Счёт.pdf\n\n1. Да\nСайт: https://shop.example/", texts[^1], StringComparison.Ordinal);
    }
}
