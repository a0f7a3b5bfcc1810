using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Orchestrator.Conversations;
using Sentralix.Orchestrator.Runs;
using Sentralix.Orchestrator.Storage;

namespace Sentralix.Orchestrator.Tests.Conversations;

/// <summary>What a message refers to is seen by people and said to a model.</summary>
public sealed class ReferenceTests
{
    [Theory, ClassData(typeof(BothStores))]
    public async Task A_quoted_message_is_shown_with_its_words_and_said_before_the_question(StoreKind kind)
    {
        await using var kit = await StoreKit<OrchestratorDbContext>.Open(kind);
        using var caller = Caller.Of("acme").Enter();
        var intake = new Intake(kit.Store, kit.Queue().Delivery, null!, null!, null!, TimeProvider.System);
        var conversations = new Orchestrator.Conversations.Conversations(kit.Store, intake, null!, null!, TimeProvider.System);
        var conversation = (await conversations.Open(new OpenConversation { ConnectionId = "con_1", Channel = Channel.Telegram, ThreadId = "7", ContactKey = "7" }, default)).OrThrow().Id;
        Task<Result<EventAccepted>> Say(string key, string text, QuotedMessage? quoted = null, ForwardOrigin? origin = null) => conversations.Accept(
            new ChannelEvent { EventId = Ids.Derive("evt", key), ConnectionId = "con_1", ConversationId = conversation, Type = ChannelEventTypes.MessageReceived, Parts = [MessagePart.OfText(text)], ReplyTo = quoted, ForwardedFrom = origin }, default);
        var first = (await Say("1", "Доставка до Казани?")).OrThrow().Message!;

        var answer = (await Say("2", "А сколько дней?", new QuotedMessage { MessageId = first.Id, ChannelMessageId = "1" })).OrThrow();
        var passedOn = (await Say("3", "Смотрите", new QuotedMessage { MessageId = Ids.New("msg", DateTimeOffset.UnixEpoch), Text = "чужое" }, new ForwardOrigin { Name = "Олег" })).OrThrow();

        var messages = (await conversations.Messages(conversation, 50, null, default)).OrThrow().Items;
        Assert.Equal((first.Id, "1", "Доставка до Казани?"), (messages[1].ReplyTo!.MessageId, messages[1].ReplyTo!.ChannelMessageId, messages[1].ReplyTo!.Text));
        Assert.Equal((null, "чужое", "Олег"), (messages[2].ReplyTo!.MessageId, messages[2].ReplyTo!.Text, messages[2].ForwardedFrom!.Name));
        Assert.Null(messages[0].ReplyTo);

        // A scenario sees what was said, a model what it refers to besides; and a question with a reference is always read, never carried.
        var turn = (await kit.Store.Read((db, c) => Turn.Load(db, conversation, answer.RunId!, c), default))!;
        Assert.Equal(("А сколько дней?", "[in reply to: \"Доставка до Казани?\"]"), (turn.Question, turn.Refers));
        var last = (await kit.Store.Read((db, c) => Turn.Load(db, conversation, passedOn.RunId!, c), default))!;
        Assert.Equal("[in reply to: \"чужое\"]\n[forwarded from Олег]", last.Refers);
        Assert.Equal("[in reply to: \"Доставка до Казани?\"]\nА сколько дней?", last.History[1].Text);
        var travelling = await kit.Store.Read(async (db, c) => await System.Threading.Tasks.Task.FromResult(db.WorkItems.Count(i => i.Payload.Contains("question\":\""))), default);
        Assert.Equal(1, travelling);
    }
}
