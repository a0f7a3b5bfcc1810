using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox;
using Sentralix.Connectors.Sandbox.Vk;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Xunit;

namespace Sentralix.Connectors.Vk.Tests;

/// <summary>Edits, deletions and signs against VK's stand-in.</summary>
public sealed class ChangeTests
{
    private const string Thread = "77001";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_changed_with_its_look_and_buttons_and_its_echo_is_our_own()
    {
        await using var world = await VkWorld.Open();
        await world.SetHook(Cancellation);
        world.Vk.Start(VkWorld.Irina);
        var (id, sent) = await Send(world, Text("Жду **вас**"));
        var wanted = Compose(world, Text("Ждём **всех**") with { Keyboard = new Keyboard { Rows = [[new KeyboardButton { Label = "Да" }]] } });

        Assert.Equal(new SendOutcome.Sent(id), await world.Channel.Edit(world.Access, new EditOrder(Thread, id, sent, wanted), Cancellation));
        Assert.Equal(new SendOutcome.Sent(id), await world.Channel.Edit(world.Access, new EditOrder(Thread, id, sent, wanted), Cancellation));

        var edit = Said(world, "messages.edit")[^1];
        Assert.Equal(("Ждём всех", id), (edit.Text, edit.MessageId));
        Assert.Contains("bold", edit.Body.GetProperty("format_data").GetString(), StringComparison.Ordinal);
        Assert.Contains("Да", JsonDocument.Parse(edit.Body.GetProperty("keyboard").GetString()!).RootElement.GetProperty("buttons")[0][0].GetProperty("action").GetProperty("label").GetString(), StringComparison.Ordinal);
        await world.Vk.WhenDelivered(VkWorld.Soon);
        var echoes = world.Updates.SelectMany(update => world.Channel.Read(world.Access, update.Body)).Where(heard => heard.Type == ChannelEventTypes.MessageEcho).ToList();
        Assert.Equal(3, echoes.Count);
        Assert.All(echoes, echo => Assert.Equal((id, false), (echo.ChannelMessageId, echo.IsHuman)));
    }

    [Fact]
    public async Task A_message_is_taken_back_for_everybody_and_again_is_done()
    {
        await using var world = await VkWorld.Open();
        world.Vk.Start(VkWorld.Irina);
        var (id, _) = await Send(world, Text("Ошибка"));

        Assert.Equal(new SendOutcome.Sent(id), await world.Channel.Delete(world.Access, Thread, id, Cancellation));
        Assert.Equal(new SendOutcome.Sent(id), await world.Channel.Delete(world.Access, Thread, id, Cancellation));
        Assert.Equal(new SendOutcome.Sent("999"), await world.Channel.Delete(world.Access, Thread, "999", Cancellation));

        Assert.Equal("1", Said(world, "messages.delete")[0].Body.GetProperty("delete_for_all").GetString());
        var history = await world.Ask("messages.getHistory", ("peer_id", Thread));
        Assert.DoesNotContain(history.GetProperty("items").EnumerateArray(), message => message.GetProperty("text").GetString() == "Ошибка");
    }

    [Fact]
    public async Task After_a_day_a_message_stays_as_it_is()
    {
        await using var world = await VkWorld.Open(new VkSettings { Limits = VkLimits.None with { EditWindow = TimeSpan.Zero } });
        world.Vk.Start(VkWorld.Irina);
        var (id, sent) = await Send(world, Text("Давно"));

        var edit = Assert.IsType<SendOutcome.Refused>(await world.Channel.Edit(world.Access, new EditOrder(Thread, id, sent, Compose(world, Text("Поздно"))), Cancellation));
        var delete = Assert.IsType<SendOutcome.Refused>(await world.Channel.Delete(world.Access, Thread, id, Cancellation));

        Assert.Equal((ChannelErrors.EditWindowClosed, "909"), (edit.Error.Code, edit.Error.ChannelCode));
        Assert.Equal((ChannelErrors.DeleteWindowClosed, "924"), (delete.Error.Code, delete.Error.ChannelCode));
        Assert.Equal(TimeSpan.FromHours(24), TimeSpan.FromMilliseconds(world.Channel.Capabilities.EditWindowMs!.Value));
    }

    [Fact]
    public async Task An_edit_that_was_cut_is_done_when_it_is_asked_again()
    {
        await using var world = await VkWorld.Open();
        world.Vk.Start(VkWorld.Irina);
        var (id, sent) = await Send(world, Text("Было"));
        var order = new EditOrder(Thread, id, sent, Compose(world, Text("Стало")));
        world.Vk.Faults.Next(new Fault(FaultKind.CutAfter), "messages.edit");

        Assert.IsType<SendOutcome.Unknown>(await world.Channel.Edit(world.Access, order, Cancellation));
        Assert.Equal(new SendOutcome.Sent(id), await world.Channel.Edit(world.Access, order, Cancellation));
    }

    [Fact]
    public async Task The_conversation_is_read_up_to_a_message_or_whole()
    {
        await using var world = await VkWorld.Open();
        world.Vk.Start(VkWorld.Irina);
        world.Vk.SendText(VkWorld.Irina, "Раз");
        world.Vk.SendText(VkWorld.Irina, "Два");

        await world.Channel.MarkRead(world.Access, Thread, "2", Cancellation);
        Assert.Equal(2, world.Vk.ReadByCommunity(VkWorld.Irina));
        await world.Channel.MarkRead(world.Access, Thread, null, Cancellation);
        Assert.Equal(3, world.Vk.ReadByCommunity(VkWorld.Irina));
    }

    [Fact]
    public async Task A_reaction_is_put_by_its_number_and_taken_back_and_one_that_VK_does_not_have_is_refused()
    {
        await using var world = await VkWorld.Open();
        world.Vk.Start(VkWorld.Irina);

        await world.Channel.React(world.Access, Thread, "1", "❤️", Cancellation);
        await world.Channel.React(world.Access, Thread, "1", "👍", Cancellation);
        await world.Channel.React(world.Access, Thread, "1", null, Cancellation);

        Assert.Equal(["1", "4"], Said(world, "messages.sendReaction").Select(s => s.Body.GetProperty("reaction_id").GetString()));
        Assert.Single(Said(world, "messages.deleteReaction"));
        var unknown = await Assert.ThrowsAsync<ChannelException>(() => world.Channel.React(world.Access, Thread, "1", "🦖", Cancellation));
        Assert.Equal(ChannelErrors.NotSupported, unknown.Error.Code);
    }

    [Fact]
    public async Task A_press_is_answered_with_a_notice_of_at_most_ninety_characters()
    {
        await using var world = await VkWorld.Open();
        await world.SetHook(Cancellation);
        world.Vk.Start(VkWorld.Irina);
        await Send(world, Text("Записать?") with { Keyboard = new Keyboard { Rows = [[new KeyboardButton { Label = "Да" }, new KeyboardButton { Label = "Нет" }]] } });
        var yes = (await world.Heard(world.Vk.Press(VkWorld.Irina, "Да")))[0].Callback!;
        var no = (await world.Heard(world.Vk.Press(VkWorld.Irina, "Нет")))[0].Callback!;

        Assert.Empty(await world.Channel.AnswerPress(world.Access, yes, new PressAnswer { Text = "Записали" }, Cancellation));
        var degraded = await world.Channel.AnswerPress(world.Access, no, new PressAnswer { Text = new string('я', 120), Alert = true }, Cancellation);

        Assert.Equal([new Degradation("text", "cut"), new Degradation("alert", "notice")], degraded);
        using var shown = JsonDocument.Parse(world.Vk.AnswerToPress(VkWorld.Irina)!);
        Assert.Equal(("show_snackbar", $"{new string('я', 89)}…"), (shown.RootElement.GetProperty("type").GetString(), shown.RootElement.GetProperty("text").GetString()));
        Assert.Equal([new Degradation("text", "left_out")], await world.Channel.AnswerPress(world.Access, yes, new PressAnswer { Text = "Ещё раз" }, Cancellation));
    }

    private static OutboundMessage Text(string text) => new() { MessageId = "msg_1", ConversationId = "cnv_1", Epoch = 1, Parts = [MessagePart.OfText(text)] };

    private static string Compose(VkWorld world, OutboundMessage message) =>
        Assert.Single(world.Channel.Compose(message, [.. (message.Keyboard?.Rows ?? []).SelectMany(row => row).Select((button, place) => new ButtonToken(button, $"tok-{place}"))]).Segments);

    private static async Task<(string Id, string Content)> Send(VkWorld world, OutboundMessage message)
    {
        var content = Compose(world, message);
        return (Assert.IsType<SendOutcome.Sent>(await world.Channel.Send(world.Access, new SendOrder("msg_1", 0, Thread, content), Cancellation)).ChannelMessageId, content);
    }

    private static List<SentMessage> Said(VkWorld world, string operation) => [.. world.Vk.Sent.To(Thread).Where(s => s.Operation == operation)];
}
