using Microsoft.Extensions.Logging.Abstractions;
using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Orchestrator.Conversations;
using Sentralix.Orchestrator.Storage;
using Sentralix.Orchestrator.Streaming;
using Sentralix.Platform.Storage;

namespace Sentralix.Orchestrator.Tests.Conversations;

/// <summary>What a channel tells beside messages is seen in the conversation.</summary>
public sealed class ChannelNewsTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task An_edited_message_says_the_new_and_keeps_the_old(StoreKind kind)
    {
        await using var kit = await StoreKit<OrchestratorDbContext>.Open(kind);
        using var caller = Caller.Of("acme").Enter();
        var room = await Room.Open(kit);
        var at = new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

        await room.Tell(ChannelEventTypes.MessageEdited, "second", room.Message, at, MessagePart.OfText("Два билета"));
        await room.Tell(ChannelEventTypes.MessageEdited, "third", room.Message, at.AddMinutes(1), MessagePart.OfText("Три билета"));
        await room.Tell(ChannelEventTypes.MessageEdited, "third", room.Message, at.AddMinutes(2), MessagePart.OfText("Четыре билета"));

        var message = Assert.Single((await room.Conversations.Messages(room.Id, 50, null, default)).OrThrow().Items);
        Assert.Equal(("Три билета", at.AddMinutes(1)), (message.Parts[0].Text, message.EditedAt));
        var told = (await room.Conversations.Events(room.Id, null, 50, null, default)).OrThrow().Items;
        Assert.Equal([("Один билет", "Два билета"), ("Два билета", "Три билета")], told.Select(e => (e.Before![0].Text!, e.Message!.Parts[0].Text!)));
    }

    [Theory, ClassData(typeof(BothStores))]
    public async Task A_deleted_message_is_marked_and_no_longer_said_to_a_model(StoreKind kind)
    {
        await using var kit = await StoreKit<OrchestratorDbContext>.Open(kind);
        using var caller = Caller.Of("acme").Enter();
        var room = await Room.Open(kit);
        await kit.Store.Write((db, _) =>
        {
            db.Runs.Add(new RunRow { Id = "run_1", ConversationId = room.Id, State = RunState.Queued, Epoch = 0, AskedSeq = 99, CreatedAt = DateTimeOffset.UnixEpoch });
            return Task.CompletedTask;
        }, default);
        Assert.Single((await kit.Store.Read((db, c) => Orchestrator.Runs.Turn.Load(db, room.Id, "run_1", c), default))!.History);

        await room.Tell(ChannelEventTypes.MessageDeleted, "gone", room.Message, DateTimeOffset.UnixEpoch);

        var message = Assert.Single((await room.Conversations.Messages(room.Id, 50, null, default)).OrThrow().Items);
        Assert.Equal(("Один билет", DateTimeOffset.UnixEpoch), (message.Parts[0].Text, message.DeletedAt));
        Assert.Empty((await kit.Store.Read((db, c) => Orchestrator.Runs.Turn.Load(db, room.Id, "run_1", c), default))!.History);
    }

    [Theory]
    [InlineData(ChannelEventTypes.Unknown)]
    [InlineData(ChannelEventTypes.ConversationUpdated)]
    [InlineData(ChannelEventTypes.ReactionChanged)]
    [InlineData(ChannelEventTypes.MessageEdited)]
    [InlineData("something.new")]
    public async Task What_makes_no_message_is_in_the_log_with_all_that_it_says(string type)
    {
        await using var kit = await StoreKit<OrchestratorDbContext>.Open(StoreKind.Sqlite);
        using var caller = Caller.Of("acme").Enter();
        var room = await Room.Open(kit);

        await room.Tell(type, "news", null, null, new MessagePart { Type = PartTypes.Unsupported, ChannelType = "poll", Text = "[poll]", Raw = "dTE" });

        var told = Assert.Single((await room.Conversations.Events(room.Id, null, 50, null, default)).OrThrow().Items);
        Assert.Equal((type, "poll", "[poll]", "dTE"), (told.Type, told.Parts![0].ChannelType, told.Parts[0].Text, told.Parts[0].Raw));
    }

    /// <summary>A conversation in which a contact has said one thing.</summary>
    private sealed class Room(StoreKit<OrchestratorDbContext> kit, string id, string message)
    {
        // No cluster, so nobody listens; the log is the truth.
        private readonly ChannelNews news = new(kit.Store, new Announcer(null!, NullLogger<Announcer>.Instance), TimeProvider.System);

        public Orchestrator.Conversations.Conversations Conversations { get; } = new(kit.Store, null!, null!, null!, TimeProvider.System);

        public string Id => id;

        public string Message => message;

        public static async Task<Room> Open(StoreKit<OrchestratorDbContext> kit)
        {
            var room = new Room(kit, "", "");
            var opened = (await room.Conversations.Open(new OpenConversation { ConnectionId = "con_1", Channel = Channel.Telegram, ThreadId = "7", ContactKey = "7" }, default)).OrThrow();
            var message = Ids.New("msg", DateTimeOffset.UnixEpoch);
            await kit.Store.Write((db, _) =>
            {
                db.Messages.Add(new MessageRow
                {
                    Id = message,
                    ConversationId = opened.Id,
                    Seq = 1,
                    Direction = Direction.In,
                    Author = Author.Contact,
                    Parts = Mapping.Write<IReadOnlyList<MessagePart>>([MessagePart.OfText("Один билет")]),
                    CreatedAt = DateTimeOffset.UnixEpoch,
                });
                return Task.CompletedTask;
            }, default);
            return new Room(kit, opened.Id, message);
        }

        public async Task Tell(string type, string key, string? about, DateTimeOffset? at, params MessagePart[] parts) => (await news.Accept(
            new ChannelEvent { EventId = Ids.Derive("evt", key), ConnectionId = "con_1", ConversationId = id, Type = type, MessageId = about, Parts = parts, OccurredAt = at }, default)).OrThrow();
    }
}
