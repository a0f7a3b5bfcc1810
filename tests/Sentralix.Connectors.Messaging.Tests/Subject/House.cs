using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Retention;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Aggregator;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Tests.Subject;

/// <summary>A messenger as production puts it together, with one connection and one conversation, before a channel that a test directs and a
/// core that only listens.</summary>
internal sealed class House : IAsyncDisposable
{
    public const string Tenant = "ten_house";
    public const string Conversation = "cnv_1";
    private const string Connection = "con_1";

    private readonly StoreKit<SubjectDbContext> kit;
    private readonly ConcurrentQueue<ChannelEvent> told = new();
    private readonly int mostRunning;
    private QueueKit<SubjectDbContext> queue = null!;
    private Messenger messenger = null!;
    private OneCluster cluster = null!;
    private int keys;

    private House(StoreKit<SubjectDbContext> kit, int mostRunning) => (this.kit, this.mostRunning) = (kit, mostRunning);

    public ChattingChannel Channel { get; } = new();

    /// <summary>What the core has been told.</summary>
    public IReadOnlyList<ChannelEvent> Told => [.. told];

    /// <summary>The conversation as the core has it.</summary>
    public Conversation Known { get; set; } =
        new(Conversation, Connection, Contracts.Orchestrator.Channel.Telegram, "ctc_1", null, 0, new Control("assistant", null, 1, "held", []), false, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);

    /// <summary>What was said in it, as the core has it.</summary>
    public IReadOnlyList<Message> Said { get; set; } = [];

    /// <summary>The core does not say how conversations stand.</summary>
    public bool IsCoreAway { get; set; }

    /// <summary>The contract, as callers in the same process meet it.</summary>
    public IMessenger Api { get; private set; } = null!;

    /// <summary>For people who decide what is not known.</summary>
    public IUncertainSends Uncertain => messenger.Outbox;

    /// <summary>The same contract in another process of the same cluster.</summary>
    public IMessenger Neighbour => kit.Gate<IMessenger>(Assemble((IDelivery<ServiceDbContext>)queue.Delivery).Outbox);

    public IStore<MessagingDbContext> Store => kit.Store;

    public static async Task<House> Open(StoreKind kind, bool start = true, int mostRunning = 1024)
    {
        var house = new House(await StoreKit<SubjectDbContext>.Open(kind), mostRunning);
        house.Assemble();
        using var _ = Enter();
        await house.Add(Connection, ("77", Conversation));
        if (start) await house.Start();
        return house;
    }

    /// <summary>One more connection, with its threads and which conversations they are.</summary>
    public Task Add(string connection, params (string Thread, string Conversation)[] threads) => Store.Write(async (db, c) =>
    {
        db.Connections.Add(new ConnectionRow
        {
            Id = connection,
            Name = "Bot",
            Transport = Transport.Webhook,
            State = ConnectionState.Active,
            Settings = "{}",
            Secrets = new SecretBox(kit.Ring).Seal(Tenant, connection, "{}"),
            SecretHints = "{}",
            CreatedAt = DateTimeOffset.UnixEpoch,
        });
        foreach (var (thread, conversation) in threads) db.Threads.Add(new ThreadRow { ConnectionId = connection, Thread = thread, ConversationId = conversation });
        await db.SaveChangesAsync(c);
    }, CancellationToken.None);

    public static IDisposable Enter() => Caller.Of(Tenant).Enter();

    /// <summary>Begins to work.</summary>
    public Task Start() => queue.Start();

    /// <summary>The process dies in the middle of what it does, and comes back.</summary>
    public async Task KillAndStart()
    {
        await queue.Stop();
        Assemble();
        await queue.Start();
    }

    public static string NewMessage() => Ids.New("msg", TimeProvider.System.GetUtcNow());

    public Task<string> Send(long epoch, params string[] texts) => SendTo(Conversation, epoch, texts);

    public async Task<string> SendTo(string conversation, long epoch, params string[] texts)
    {
        var message = NewMessage();
        (await Api.Send(new OutboundMessage { MessageId = message, ConversationId = conversation, Epoch = epoch, Parts = Parts(texts) }, CancellationToken.None)).OrThrow();
        return message;
    }

    /// <summary>Sends, and waits until the channel has it.</summary>
    public async Task<string> Sent(long epoch, params string[] texts)
    {
        var message = await Send(epoch, texts);
        await Until(async () => (await Api.Get(message, CancellationToken.None)).OrThrow().Status == SendStatus.Sent, "the message is sent");
        return message;
    }

    public Task<Result<CommandAccepted>> Edit(string message, string command, long epoch, params string[] texts) =>
        Api.Edit(message, new EditMessage { CommandId = command, Epoch = epoch, Parts = Parts(texts) }, CancellationToken.None);

    public Task<Result<CommandAccepted>> Delete(string message, string command, long epoch) =>
        Api.Delete(message, new DeleteMessage { CommandId = command, Epoch = epoch }, CancellationToken.None);

    public async Task<CommandView> Command(string id) => (await Api.Command(Conversation, id, CancellationToken.None)).OrThrow();

    public Task Until(string command, SendStatus status) => Until(async () => (await Command(command)).Status == status, $"the command {command} is {status}");

    public async Task Until(Func<Task<bool>> holds, string what)
    {
        for (var waited = 0; waited < 30_000; waited += 20)
        {
            if (await holds()) return;
            await Task.Delay(20);
        }

        throw new TimeoutException($"It did not come to this: {what}\n{string.Join('\n', Channel.Calls)}");
    }

    /// <summary>An update comes in.</summary>
    public async Task Hear(object update, bool wantsAnswer = false)
    {
        var raw = new RawUpdate($"key-{Interlocked.Increment(ref keys)}", "77", JsonSerializer.SerializeToUtf8Bytes(update)) { WantsAnswer = wantsAnswer };
        var connection = await messenger.Parts.Book.Find(Connection, CancellationToken.None);
        await messenger.Parts.Inbox.Take(connection!, [raw], null);
    }

    /// <summary>The channel asks who the contact of a thread is.</summary>
    public async Task<string?> Card(string threadEnd) => await messenger.Parts.Cards.Write((await messenger.Parts.Book.Find(Connection, default))!, threadEnd, default);

    public async ValueTask DisposeAsync() => await kit.DisposeAsync();

    private static IReadOnlyList<MessagePart> Parts(string[] texts) => [.. texts.Select(MessagePart.OfText)];

    private void Assemble()
    {
        var handlers = new IWorkHandler[7];
        queue = kit.Queue(new DeliveryOptions { SingleProcess = true, StopPatience = TimeSpan.Zero, Poll = TimeSpan.FromMilliseconds(20), MaxRunning = mostRunning }, handlers: handlers);
        cluster = new OneCluster(TimeProvider.System);
        messenger = Assemble((IDelivery<ServiceDbContext>)queue.Delivery);
        cluster.Parts = messenger.Parts;
        IWorkHandler[] all = [messenger.Sending, messenger.Reporting, messenger.Receiving, messenger.Commanding, messenger.HandingOff, messenger.Pressing, messenger.Watching];
        all.CopyTo(handlers, 0);
        Api = kit.Gate<IMessenger>(messenger.Outbox);
    }

    private Messenger Assemble(IDelivery<ServiceDbContext> delivery)
    {
        var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
            .AddSingleton(cluster.Grains)
            .AddSingleton(Answering<IConversations>.Make((method, arguments) => method.Name switch
            {
                nameof(IConversations.Accept) => Task.FromResult(Accept((ChannelEvent)arguments[0]!)),
                nameof(IConversations.Get) => IsCoreAway ? throw new ServiceUnavailableException("orchestrator", "away") : Task.FromResult<Result<Conversation>>(Known),
                nameof(IConversations.Messages) => Task.FromResult<Result<Page<Message>>>(new Page<Message>(Said, null)),
                _ => null,
            }))
            .AddSingleton(Answering<IFileStore>.Make((_, _) => null))
            .AddSingleton(new SecretBox(kit.Ring))
            .AddSingleton(new EgressGuard([]))
            .BuildServiceProvider();
        return new Messenger("telegram", new Uri("http://127.0.0.1:1"), RetentionPeriods.Default, kit.Store, delivery, Channel, null, services);
    }

    private Result<EventAccepted> Accept(ChannelEvent what)
    {
        told.Enqueue(what);
        if (what.Type is not (ChannelEventTypes.MessageReceived or ChannelEventTypes.ButtonPressed)) return new EventAccepted(null, null, Duplicate: false);
        var message = new Message
        {
            Id = NewMessage(),
            ConversationId = what.ConversationId,
            Seq = 1,
            Direction = Direction.In,
            Author = Author.Contact,
            Parts = what.Parts,
            ClientMessageId = what.ClientMessageId,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
        return new EventAccepted(message, null, Duplicate: false);
    }
}
