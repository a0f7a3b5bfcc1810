using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Sandbox;
using Sentralix.Connectors.Sandbox.Avito;

namespace Sentralix.Connectors.Avito.Tests;

public sealed class FindTests : IAsyncLifetime
{
    private House house = null!;

    public async ValueTask InitializeAsync() => house = await House.Open();

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_sent_is_found_among_the_newest_20_in_either_form_of_the_list(bool wraps)
    {
        house.Avito.WrapsMessages = wraps;
        var chat = house.Avito.OpenChat();
        var sent = Assert.IsType<SendOutcome.Sent>(await house.Send(chat, "Да"));
        for (var i = 0; i < 19; i++) house.Avito.SendText(chat, "Да");
        Assert.Equal(sent.ChannelMessageId, await house.Find(chat, "Да"));

        house.Avito.SendText(chat, "Да");
        Assert.Null(await house.Find(chat, "Да"));
    }

    [Fact]
    public async Task Another_text_an_older_one_and_the_buyers_own_are_not_taken_for_it()
    {
        var chat = house.Avito.OpenChat();
        await house.Send(chat, "Да");
        house.Clock.Step(TimeSpan.FromMinutes(1));
        house.Avito.SendText(chat, "Да");
        await house.Send(chat, "Да!");

        Assert.Null(await house.Find(chat, "Да"));
    }

    [Fact]
    public async Task The_same_words_sent_just_before_are_not_taken_for_it()
    {
        var chat = house.Avito.OpenChat();
        await house.Channel.Send(house.Access(), house.Order(chat, "Да", "msg_0"), CancellationToken.None);
        house.Avito.Faults.Next(new Fault(FaultKind.CutBefore), AvitoOperations.SendText);
        Assert.IsType<SendOutcome.Unknown>(await house.Send(chat, "Да"));
        Assert.Null(await house.Find(chat, "Да", taken: chat.Messages[0].Id));

        house.Avito.Faults.Next(new Fault(FaultKind.CutAfter), AvitoOperations.SendText);
        Assert.IsType<SendOutcome.Unknown>(await house.Send(chat, "Да"));
        Assert.Equal(chat.Messages[1].Id, await house.Find(chat, "Да", taken: chat.Messages[0].Id));
        Assert.Null(await house.Find(chat, "Да", "msg_2", taken: [chat.Messages[0].Id, chat.Messages[1].Id]));
    }

    [Fact]
    public async Task Trouble_with_reading_is_not_an_answer()
    {
        var chat = house.Avito.OpenChat();
        foreach (var fault in (FaultKind[])[FaultKind.ErrorBefore, FaultKind.CutBefore, FaultKind.HtmlPage])
        {
            house.Avito.Faults.Next(new Fault(fault), AvitoOperations.Messages);
            Assert.Equal(ChannelErrors.Network, (await Assert.ThrowsAsync<ChannelException>(() => house.Find(chat, "Да"))).Error.Code);
        }
    }
}
