using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox;
using Sentralix.Connectors.Sandbox.Avito;

namespace Sentralix.Connectors.Avito.Tests;

/// <summary>What Avito lets be done beside sending: deleting within an hour, and reading.</summary>
public sealed class ChangeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_deleted_within_an_hour_and_again_is_done()
    {
        await using var house = await House.Open();
        var chat = house.Avito.OpenChat(house.Avito.AddItem());
        var id = Assert.IsType<SendOutcome.Sent>(await house.Send(chat, "Ошибка", Cancellation)).ChannelMessageId;
        house.Clock.Step(TimeSpan.FromMinutes(59));

        Assert.Equal(new SendOutcome.Sent(id), await Delete(house, chat, id));
        Assert.Equal(new SendOutcome.Sent(id), await Delete(house, chat, id));
        Assert.Equal(new SendOutcome.Sent("no-such-message"), await Delete(house, chat, "no-such-message"));

        Assert.Equal("deleted", Assert.Single(chat.Messages).Type);
        Assert.Equal(TimeSpan.FromHours(1), TimeSpan.FromMilliseconds(house.Channel.Capabilities.DeleteWindowMs!.Value));
    }

    [Fact]
    public async Task After_an_hour_it_stays()
    {
        await using var house = await House.Open();
        var chat = house.Avito.OpenChat(house.Avito.AddItem());
        var id = Assert.IsType<SendOutcome.Sent>(await house.Send(chat, "Давно", Cancellation)).ChannelMessageId;
        house.Clock.Step(TimeSpan.FromMinutes(61));

        var refused = Assert.IsType<SendOutcome.Refused>(await Delete(house, chat, id));

        Assert.Equal((ChannelErrors.DeleteWindowClosed, "400"), (refused.Error.Code, refused.Error.ChannelCode));
        Assert.Equal("text", Assert.Single(chat.Messages).Type);
    }

    [Fact]
    public async Task A_deletion_that_was_cut_is_done_when_it_is_asked_again_and_one_that_is_not_ours_says_nothing_of_the_account()
    {
        await using var house = await House.Open();
        var chat = house.Avito.OpenChat(house.Avito.AddItem());
        var id = Assert.IsType<SendOutcome.Sent>(await house.Send(chat, "Ошибка", Cancellation)).ChannelMessageId;
        house.Avito.Faults.Next(new Fault(FaultKind.CutAfter), AvitoOperations.DeleteMessage);

        Assert.IsType<SendOutcome.Unknown>(await Delete(house, chat, id));
        Assert.Equal(new SendOutcome.Sent(id), await Delete(house, chat, id));
        house.Avito.SendText(chat, "Здравствуйте");
        var foreign = Assert.IsType<SendOutcome.Refused>(await Delete(house, chat, chat.Messages[^1].Id));
        Assert.Equal(ChannelErrors.RecipientUnreachable, foreign.Error.Code);
    }

    [Fact]
    public async Task A_chat_is_marked_as_read()
    {
        await using var house = await House.Open();
        var chat = house.Avito.OpenChat(house.Avito.AddItem());
        house.Avito.SendText(chat, "Здравствуйте");
        Assert.False(chat.Messages[0].IsRead);

        await house.Channel.MarkRead(house.Access(), chat.Id, null, Cancellation);

        Assert.True(chat.Messages[0].IsRead);
    }

    [Fact]
    public async Task Editing_reactions_and_hand_offs_are_not_Avitos()
    {
        await using var house = await House.Open();
        IChannel channel = house.Channel;

        Assert.Equal(ChannelErrors.NotSupported, Assert.IsType<SendOutcome.Refused>(await channel.Edit(house.Access(), new EditOrder("c", "m", "{}", "{}"), Cancellation)).Error.Code);
        Assert.Equal(ChannelErrors.NotSupported, Assert.IsType<SendOutcome.Refused>(await channel.HandOff(house.Access(), "c", "k", Cancellation)).Error.Code);
        Assert.Equal(ChannelErrors.NotSupported, (await Assert.ThrowsAsync<ChannelException>(() => channel.React(house.Access(), "c", "m", "👍", Cancellation))).Error.Code);
        Assert.False(channel.Capabilities.Edit || channel.Capabilities.Reactions || channel.Capabilities.HandOff);
    }

    private static Task<SendOutcome> Delete(House house, AvitoChat chat, string id) => house.Channel.Delete(house.Access(), chat.Id, id, Cancellation);
}
