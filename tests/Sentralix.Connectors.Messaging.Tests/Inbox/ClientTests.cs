using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Connectors.Messaging.Inbox;
using Sentralix.Connectors.Messaging.Tests.Subject;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Connectors.Messaging.Tests.Inbox;

/// <summary>Which application a contact writes from.</summary>
public sealed class ClientTests
{
    private static readonly Channels.Inbound Hello = new() { Type = ChannelEventTypes.MessageReceived, Thread = "7", UserId = "7", Parts = [MessagePart.OfText("Здравствуйте")] };

    [Theory, ClassData(typeof(BothStores))]
    public async Task Whoever_changes_it_and_changes_back_is_known_by_the_last_one_whichever_processes_hear_him(StoreKind kind)
    {
        await using var house = await MessengerHouse.Open(kind);
        await house.Bring("u1", Hello);
        var (one, another) = (new ConversationBook(house.Store, house.Core), new ConversationBook(house.Store, house.Core));

        await one.NoteClient(house.Connection, "7", "phone");
        await another.NoteClient(house.Connection, "7", "desktop");
        await one.NoteClient(house.Connection, "7", "phone");

        Assert.Equal("phone", await house.Store.Read((db, c) => db.Threads.Where(t => t.Thread == "7").Select(t => t.Client).SingleAsync(c), default));
    }
}
