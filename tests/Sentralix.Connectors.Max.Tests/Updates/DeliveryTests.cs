using System.Text.Json;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox.Callbacks;
using Sentralix.Connectors.Sandbox.Max;
using Sentralix.Contracts.Orchestrator;
using static Sentralix.Connectors.Max.Tests.HookedBot;

namespace Sentralix.Connectors.Max.Tests.Updates;

/// <summary>What the stand-in delivers, as the channel reads it.</summary>
public sealed class DeliveryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_text_is_heard_from_its_writer()
    {
        await using var bot = await Open();

        var made = bot.Max.SendText(Irina, "How much?");
        var heard = await bot.Heard(made);

        Assert.Equal((ChannelEventTypes.MessageReceived, Dialog, Irina.ToString(), "Irina Smirnova", made.MessageId), (heard.Type, heard.Thread, heard.UserId, heard.UserName, heard.ChannelMessageId));
        Assert.Equal(made.At, heard.OccurredAt);
        Assert.Equal("How much?", Assert.Single(heard.Parts).Text);
        Assert.False(bot.Channel.IsGroup(heard.Thread));
    }

    [Fact]
    public async Task What_is_said_in_a_group_is_the_groups()
    {
        await using var bot = await Open();
        Assert.Equal((ChannelEventTypes.ConversationStarted, "added"), Kind(await bot.Heard(bot.Max.AddBot(Irina, -5))));

        var heard = await bot.Heard(bot.Max.SendText(Irina, "Hello", chat: -5));

        Assert.Equal("-5", heard.Thread);
        Assert.True(bot.Channel.IsGroup(heard.Thread));
        Assert.Equal((ChannelEventTypes.ConversationStopped, "removed"), Kind(await bot.Heard(bot.Max.RemoveBot(Irina, -5))));
    }

    [Fact]
    public async Task Media_are_heard_and_their_bytes_open()
    {
        await using var bot = await Open();

        var photo = await bot.Heard(bot.Max.SendPhoto(Irina, [1, 2, 3], "The receipt"));
        Assert.Equal((PartTypes.Image, "The receipt", MediaState.Remote), (photo.Parts[0].Type, photo.Parts[0].Text, photo.Parts[0].Media!.State));
        Assert.Equal([1, 2, 3], await Bytes(bot, photo));

        var voice = await bot.Heard(bot.Max.SendVoice(Irina, [4]));
        Assert.Equal(PartTypes.Voice, voice.Parts[0].Type);
        Assert.Equal([4], await Bytes(bot, voice));

        var video = await bot.Heard(bot.Max.SendVideo(Irina, [5, 6]));
        Assert.Equal((PartTypes.Video, 640, 5000L), (video.Parts[0].Type, video.Parts[0].Media!.Width!.Value, video.Parts[0].Media!.DurationMs!.Value));
        Assert.Equal([5, 6], await Bytes(bot, video));

        var file = await bot.Heard(bot.Max.SendFile(Irina, "договор.pdf", [7, 8]));
        Assert.Equal((PartTypes.File, "договор.pdf", 2L), (file.Parts[0].Type, file.Parts[0].Media!.FileName, file.Parts[0].Media!.Size!.Value));
        Assert.Equal([7, 8], await Bytes(bot, file));
        Assert.Equal(4, new[] { photo, voice, video, file }.Select(heard => heard.Media[0].Unique).Distinct().Count());
    }

    [Fact]
    public async Task An_address_that_has_expired_is_asked_for_again_and_gone_is_gone()
    {
        await using var bot = await Open();
        var heard = await bot.Heard(bot.Max.SendPhoto(Irina, [1, 2, 3]));
        var fresh = heard.Media[0].Reference;
        var url = JsonDocument.Parse(fresh).RootElement.GetProperty("url").GetString()!;
        var stale = fresh.Replace(url, url + "0", StringComparison.Ordinal);

        await using var bytes = await bot.Channel.OpenMedia(bot.Access, stale, Cancellation);
        Assert.Equal(3, await Count(bytes));

        bot.Max.Remove(Irina, heard.ChannelMessageId!);
        var gone = await Assert.ThrowsAsync<ChannelException>(() => bot.Channel.OpenMedia(bot.Access, stale, Cancellation));
        Assert.Equal("media_expired", gone.Error.Code);
    }

    [Fact]
    public async Task Addresses_of_media_lead_nowhere_but_to_https_or_MAX()
    {
        await using var bot = await Open();
        await using var inside = new PlainServer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");

        foreach (var url in new[] { inside.Address, "file:///etc/passwd", $"http://user@{bot.Max.Address.Authority}/files/x" })
        {
            var reference = JsonSerializer.Serialize(new { kind = "image", url });
            Assert.Equal("media_expired", (await Assert.ThrowsAsync<ChannelException>(() => bot.Channel.OpenMedia(bot.Access, reference, Cancellation))).Error.Code);
        }

        Assert.Equal(0, inside.Calls);
    }

    [Fact]
    public async Task Places_and_contacts_are_heard_and_only_a_signed_contact_is_proven()
    {
        await using var bot = await Open();

        var place = (await bot.Heard(bot.Max.SendPlace(Irina, 55.79, 49.12))).Parts[0];
        Assert.Equal(new Place(55.79, 49.12), place.Location);

        var own = (await bot.Heard(bot.Max.SendContact(Irina, "+79990001122", own: true))).Parts[0].Contact!;
        Assert.Equal(("Irina", "+79990001122", true), (own.Name, Assert.Single(own.Phones), own.Verified));
        var others = (await bot.Heard(bot.Max.SendContact(Irina, "+79990003344", own: false))).Parts[0].Contact!;
        Assert.Equal(("+79990003344", false), (Assert.Single(others.Phones), others.Verified));
    }

    [Fact]
    public async Task Edits_and_removals_name_the_message()
    {
        await using var bot = await Open();
        var said = bot.Max.SendText(Irina, "How much?");

        var edited = await bot.Heard(bot.Max.Edit(Irina, said.MessageId, "How much is it?"));
        Assert.Equal((ChannelEventTypes.MessageEdited, said.MessageId, "How much is it?"), (edited.Type, edited.ChannelMessageId, edited.Parts[0].Text));
        var removed = await bot.Heard(bot.Max.Remove(Irina, said.MessageId));
        Assert.Equal((ChannelEventTypes.MessageDeleted, said.MessageId, Irina.ToString()), (removed.Type, removed.ChannelMessageId, removed.UserId));
    }

    [Fact]
    public async Task Starting_tells_the_link_and_stopping_stops()
    {
        await using var bot = await Open();

        var started = await bot.Heard(bot.Max.Start(Irina, "promo_42"));
        Assert.Equal((ChannelEventTypes.ConversationStarted, "promo_42"), Kind(started));
        Assert.Equal("promo_42", started.Parts[0].Data!.Value.GetProperty("start").GetString());
        Assert.Empty((await bot.Heard(bot.Max.Start(Irina))).Parts);
        Assert.Equal((ChannelEventTypes.ConversationUpdated, "muted"), Kind(await bot.Heard(bot.Max.Mute(Irina, DateTimeOffset.UtcNow))));
        Assert.Equal((ChannelEventTypes.ConversationUpdated, "cleared"), Kind(await bot.Heard(bot.Max.Clear(Irina))));
        Assert.Equal((ChannelEventTypes.ConversationStopped, "stopped"), Kind(await bot.Heard(bot.Max.Stop(Irina))));
    }

    [Fact]
    public async Task A_press_brings_the_token_back_and_can_be_answered_once_and_late()
    {
        await using var bot = await Open();
        bot.Max.Start(Irina);
        var sent = Assert.IsType<SendOutcome.Sent>(await bot.Channel.Send(bot.Access, new SendOrder("msg_1", 0, Dialog, """{"kind":"text","text":"At 10:30?","buttons":[[{"label":"Yes","token":"tok-yes"}]]}"""), Cancellation));

        var press = bot.Max.Press(Irina, "Yes");
        var heard = await bot.Heard(press);

        Assert.Equal((ChannelEventTypes.ButtonPressed, "tok-yes", Irina.ToString(), sent.ChannelMessageId), (heard.Type, heard.ButtonToken, heard.UserId, heard.ChannelMessageId));
        Assert.Equal("Yes", heard.Parts[0].Text);
        Assert.False(bot.Max.AnswerTo(press).IsAnswered);
        await bot.Channel.AnswerPress(bot.Access, heard.Callback!, Cancellation);
        Assert.True(bot.Max.AnswerTo(press).IsAnswered);
        await bot.Channel.AnswerPress(bot.Access, "a press of last year", Cancellation);

        bot.Max.RefuseNextAction("Not today");
        await Assert.ThrowsAsync<ChannelException>(() => bot.Channel.AnswerPress(bot.Access, heard.Callback!, Cancellation));
    }

    [Fact]
    public async Task The_same_press_twice_is_two_and_its_repetition_is_one()
    {
        await using var bot = await Open();
        bot.Max.Start(Irina);
        await bot.Channel.Send(bot.Access, new SendOrder("msg_1", 0, Dialog, """{"kind":"text","text":"?","buttons":[[{"label":"Yes","token":"t"}]]}"""), Cancellation);
        bot.Max.Delivery = new DeliveryRules { DuplicateShare = 1 };

        bot.Max.Press(Irina, "Yes");
        bot.Max.Press(Irina, "Yes");
        await bot.Max.WhenDelivered(TimeSpan.FromSeconds(10));

        var keys = bot.Received.Select(update => update.Key).Where(key => key.StartsWith("cb:", StringComparison.Ordinal)).ToList();
        Assert.Equal((4, 2), (keys.Count, keys.Distinct().Count()));
    }

    [Fact]
    public async Task Cut_doubled_and_reordered_deliveries_bring_every_update_under_one_key()
    {
        await using var bot = await Open();
        bot.Max.Delivery = new() { Pace = 0.00001, CutShare = 0.2, DuplicateShare = 0.2, ReorderWindow = 5 };

        var made = Enumerable.Range(0, 200).Select(i => bot.Max.SendText(Irina + (i % 10), $"No {i}")).ToList();
        await bot.Max.WhenDelivered(TimeSpan.FromSeconds(20));

        Assert.True(bot.Received.Count > 220, $"Only {bot.Received.Count} deliveries.");
        Assert.Equal(made.Select(update => update.Key).Order(), bot.Received.Select(update => update.Key).Distinct().Order());
        Assert.Empty(bot.Max.Updates.NotTaken);
    }

    [Fact]
    public async Task Typing_is_shown()
    {
        await using var bot = await Open();
        bot.Max.Start(Irina);

        await bot.Channel.ShowTyping(bot.Access, Dialog, Cancellation);
        Assert.NotNull(bot.Max.TypingAt(MaxStandIn.DialogOf(Irina)));
        bot.Max.Stop(Irina);
        Assert.Equal(ChannelErrors.RecipientUnreachable, (await Assert.ThrowsAsync<ChannelException>(() => bot.Channel.ShowTyping(bot.Access, Dialog, Cancellation))).Error.Code);
    }

    private static (string, string?) Kind(Inbound heard) => (heard.Type, heard.Reason);

    private static async Task<byte[]> Bytes(HookedBot bot, Inbound heard)
    {
        await using var stream = await bot.Channel.OpenMedia(bot.Access, heard.Media[0].Reference, Cancellation);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Cancellation);
        return bytes.ToArray();
    }

    private static async Task<int> Count(Stream stream)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Cancellation);
        return (int)bytes.Length;
    }
}
