using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Tests.Subject;
using Sentralix.Contracts;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Tests.Outbox;

/// <summary>What a channel's history says of a message that was being sent when the process died.</summary>
public sealed class ReadBackTests
{
    private static readonly Inbound Hello = new() { Type = ChannelEventTypes.MessageReceived, Thread = "7", UserId = "7", ChannelMessageId = "in-1", Parts = [MessagePart.OfText("Да?")] };

    [Theory, ClassData(typeof(BothStores))]
    public async Task What_belongs_to_an_earlier_message_of_the_same_words_is_not_found_for_a_later_one(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind);
        await house.Bring("u1", Hello);
        var earlier = await Given(house, SendStatus.Sent, "out-1");
        var later = await Given(house, SendStatus.Sending, null);
        house.Channel.History.Add(("out-1", "Да"));

        await house.Resume(later);

        // It is looked for twice, and then it waits to be sent again.
        await MessengerHouse.Until(async () =>
        {
            if (await StatusOf(house, later) != (SendStatus.Sending, null)) return true;
            if (house.Channel.Looks > 0) house.Clock.Advance(TimeSpan.FromSeconds(1));
            return false;
        });
        Assert.Equal((SendStatus.Queued, null), await StatusOf(house, later));
        Assert.Equal(2, house.Channel.Looks);
        Assert.Equal((SendStatus.Sent, "out-1"), await StatusOf(house, earlier));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task What_a_human_wrote_in_the_channel_is_not_found_for_a_message_of_the_same_words(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind);
        await house.Bring("u1", Hello);
        await house.Bring("u2", Hello with { Type = ChannelEventTypes.MessageEcho, ChannelMessageId = "human-1", IsHuman = true, Parts = [MessagePart.OfText("Да")] });
        var message = await Given(house, SendStatus.Sending, null);
        house.Channel.History.AddRange([("human-1", "Да"), ("out-1", "Да")]);

        await house.Resume(message);

        await MessengerHouse.Until(async () => (await StatusOf(house, message)).Status != SendStatus.Sending);
        Assert.Equal((SendStatus.Sent, "out-1"), await StatusOf(house, message));
    }

    /// <summary>A message of one segment that is as far as is said.</summary>
    private static async Task<OutboundMessage> Given(MessengerHouse house, SendStatus status, string? channelMessage)
    {
        var message = new OutboundMessage
        {
            MessageId = Ids.New("msg", house.Clock.GetUtcNow()),
            ConversationId = await house.ConversationOf("7"),
            Epoch = 0,
            Parts = [MessagePart.OfText("Да")],
        };
        var now = house.Clock.GetUtcNow();
        await house.Store.Write(async (db, c) =>
        {
            db.Outbound.Add(new Storage.OutboundRow
            {
                MessageId = message.MessageId,
                ConversationId = message.ConversationId,
                ConnectionId = house.Connection,
                Thread = "7",
                Epoch = 0,
                OnUncertain = UncertainPolicy.Hold,
                ExpiresAt = now + TimeSpan.FromMinutes(10),
                Degraded = "[]",
                Segments = 1,
                CreatedAt = now,
            });
            await db.SaveChangesAsync(c);
            db.Segments.Add(new Storage.SegmentRow
            {
                MessageId = message.MessageId,
                Number = 0,
                ConversationId = message.ConversationId,
                Content = "Да",
                Status = status,
                ChannelMessageId = channelMessage,
                Attempts = 1,
                BegunAt = now,
            });
        }, default);
        return message;
    }

    private static Task<(SendStatus Status, string? ChannelMessage)> StatusOf(MessengerHouse house, OutboundMessage message) => house.Store.Read(async (db, c) =>
    {
        var segment = await db.Segments.SingleAsync(s => s.MessageId == message.MessageId, c);
        return (segment.Status, segment.ChannelMessageId);
    }, default);
}
