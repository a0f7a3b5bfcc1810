using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Tests.Subject;
using Sentralix.Connectors.Messaging.Wire;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Tests.Inbox;

/// <summary>The core hears of quoted messages by its own ids.</summary>
public sealed class ReferenceTests
{
    private static readonly Inbound Hello = new() { Type = ChannelEventTypes.MessageReceived, Thread = "7", UserId = "7", ChannelMessageId = "1", Parts = [MessagePart.OfText("Здравствуйте")] };

    [Theory, ClassData(typeof(BothStores))]
    public async Task An_answer_names_the_message_of_either_side_that_it_answers(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind);
        await house.Bring("u1", Hello);
        var own = Ids.New("msg", house.Clock.GetUtcNow());
        await house.Outbox.Send(new OutboundMessage { MessageId = own, ConversationId = await house.ConversationOf("7"), Epoch = 0, Parts = [MessagePart.OfText("Слушаю")] }, default);
        await house.Store.Write((db, c) => db.Segments.ExecuteUpdateAsync(set => set.SetProperty(s => s.ChannelMessageId, "2"), c), default);
        var heard = await house.Store.Read((db, c) => db.Heard.Select(h => h.MessageId).SingleAsync(c), default);

        await house.Bring("u3", Hello with { ChannelMessageId = "3", ReplyTo = Quotes.Of("1", null) });
        await house.Bring("u4", Hello with { ChannelMessageId = "4", ReplyTo = Quotes.Of("2", "Слуш"), ForwardedFrom = Quotes.From("Олег", null, null) });
        await house.Bring("u5", Hello with { ChannelMessageId = "5", ReplyTo = Quotes.Of("99", "давнее") });

        var quoted = house.Core.Events.Skip(1).Select(e => (e.ReplyTo!.MessageId, e.ReplyTo.ChannelMessageId, e.ReplyTo.Text));
        Assert.Equal([(heard, "1", null), (own, "2", "Слуш"), (null, "99", "давнее")], quoted);
        Assert.Equal("Олег", house.Core.Events.ElementAt(2).ForwardedFrom!.Name);
    }

    [Fact]
    public void What_is_too_long_is_cut_and_not_in_the_middle_of_a_letter()
    {
        var text = Quotes.Of("1", new string('a', QuotedMessage.MaxText - 1) + "😀 and more")!.Text!;

        Assert.Equal(new string('a', QuotedMessage.MaxText - 1), text);
        Assert.Null(Quotes.Of(null, " "));
    }
}
