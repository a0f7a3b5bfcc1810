using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Connectors.Messaging.Inbox;
using Sentralix.Connectors.Messaging.Outbox;
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

/// <summary>The shared core of messengers on a real database, with a scripted channel on one side and a recording core on the other.
/// Its queue runs in real time over a clock that the test moves.</summary>
internal sealed class MessengerHouse : IAsyncDisposable
{
    public const string Service = "subject";
    public const string Tenant = "acme";
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    private static readonly Uri Address = new("https://bots.example.com");

    // Only how long something broken may keep the test waiting.
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(60);

    private readonly StoreKit<SubjectDbContext> kit;
    private readonly QueueKit<SubjectDbContext> queue;
    private readonly CallContext.Entered caller;
    private readonly Messenger messenger;

    private MessengerHouse(StoreKit<SubjectDbContext> kit, FakeTimeProvider clock, CallContext.Entered caller, bool hookIsSetByPeople)
    {
        Channel.HookIsSetByPeople = hookIsSetByPeople;
        (this.kit, this.caller, Clock) = (kit, caller, clock);
        var handlers = new IWorkHandler[5];
        queue = kit.Queue(new DeliveryOptions { Poll = TimeSpan.FromMilliseconds(10), SingleProcess = kit.Kind == StoreKind.Sqlite }, handlers: handlers);
        Core = new RecordingCore(clock);
        Hooks = new HookAddresses(Service, Address);
        messenger = Assemble(Store);
        IWorkHandler[] all = [messenger.Receiving, messenger.Reporting, messenger.Sending, messenger.Retention, messenger.Upkeep];
        all.CopyTo(handlers, 0);
    }

    private Messenger Assemble(IStore<MessagingDbContext> store)
    {
        var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
            .AddSingleton(Answering<IGrainFactory>.Make((_, _) => null)) // paced sends need a cluster; what is found in a history does not
            .AddSingleton<IConversations>(Core)
            .AddSingleton<IFileStore>(new NoFiles())
            .AddSingleton(new SecretBox(kit.Ring))
            .AddSingleton(new EgressGuard([]))
            .BuildServiceProvider();
        return new Messenger(Service, Address, RetentionPeriods.Default, store, Delivery, Channel, null, services);
    }

    public FakeTimeProvider Clock { get; }

    public ScriptedChannel Channel { get; } = new();

    public RecordingCore Core { get; }

    public IStore<MessagingDbContext> Store => kit.Store;

    public IDelivery<ServiceDbContext> Delivery => (IDelivery<ServiceDbContext>)queue.Delivery;

    public ConnectionBook Book => messenger.Parts.Book;

    /// <summary>What another process knows of connections.</summary>
    /// <param name="store">Its way to the database; null: as this one's.</param>
    public ConnectionBook BookOfNeighbour(IStore<MessagingDbContext>? store = null) => Assemble(store ?? Store).Parts.Book;

    public HookAddresses Hooks { get; }

    public ConnectionDesk Desk => messenger.Desk;

    public OutboxDesk Outbox => messenger.Outbox;

    public InboxWriter Inbox => messenger.Parts.Inbox;

    public RawUpdates RawUpdates => new(Store, Book);

    /// <summary>The same, as callers meet it.</summary>
    public IRawUpdates RawUpdatesAtTheDoor => kit.Gate<IRawUpdates>(RawUpdates);

    /// <summary>The enabled connection that every house has.</summary>
    public string Connection { get; private set; } = "";

    /// <summary>Opens the house, with the test as its tenant's caller from here on.</summary>
    public static Task<MessengerHouse> Open(StoreKind kind, bool hookIsSetByPeople = false) => Open(kind, hookIsSetByPeople, Caller.Of(Tenant).Enter());

    private static async Task<MessengerHouse> Open(StoreKind kind, bool hookIsSetByPeople, CallContext.Entered caller)
    {
        var clock = new FakeTimeProvider(Start);
        var house = new MessengerHouse(await StoreKit<SubjectDbContext>.Open(kind, clock), clock, caller, hookIsSetByPeople);
        house.Connection = (await house.Desk.Create(new CreateConnection { Name = "Bot" }, default)).OrThrow().Id;
        await house.Desk.Enable(house.Connection, default);
        await house.queue.Start();

        // The first look at the connection also sets the timer of sweeps.
        await Until(async () => await house.UpkeepDue() is { } planned && planned > Start);
        return house;
    }

    /// <summary>The channel brings an update; returns how many were new, once what is new has been passed on.</summary>
    public async Task<int> Bring(string key, Inbound what)
    {
        var open = await Book.Find(Connection, default);
        var taken = await Inbox.Take(open!, [ScriptedChannel.Update(key, what)], null);
        await Until(async () => !await Store.Read((db, c) => db.Updates.AnyAsync(u => u.Key == key && !u.Done, c), default));
        return taken;
    }

    /// <summary>The conversation of a thread that has been heard.</summary>
    public Task<string> ConversationOf(string thread) => Store.Read((db, c) => db.Threads.Where(t => t.Thread == thread).Select(t => t.ConversationId).SingleAsync(c), default);

    /// <summary>Passes some time, and returns after the look at the connection that is due then.</summary>
    public async Task LookAfter(TimeSpan time)
    {
        await Until(async () => await UpkeepDue() is { } planned && planned > Clock.GetUtcNow());
        Clock.Advance(time);
        await Until(async () => await UpkeepDue() is { } planned && planned > Clock.GetUtcNow());
    }

    private async Task<DateTimeOffset?> UpkeepDue()
    {
        var item = await Store.Read((db, c) => db.WorkItems.SingleOrDefaultAsync(i => i.Kind == Upkeep.KindName && i.LeaseUntil == null, c), default);
        Assert.Null(item?.Error);
        return item?.DueAt;
    }

    /// <summary>Whether the hook takes a call that shows a secret.</summary>
    public async Task<bool> Hears(string secret) =>
        Channel.ReadHook((await Book.Find(Connection, default))!.Access, new HookCall(_ => secret, "", default)) is HookReading.Updates;

    /// <summary>Runs a sweep now, and returns after it.</summary>
    public async Task Sweep()
    {
        await Store.Write((db, c) => Delivery.Hasten(db, "retention", c), default);
        var now = Clock.GetUtcNow();
        await Until(() => Store.Read(async (db, c) => !await db.WorkItems.AnyAsync(i => i.Kind == RetentionHandler.KindName && i.DueAt <= now, c), default));
    }

    /// <summary>Has a message's work done, as the next process does it after the one before has died while it was sending.</summary>
    public Task Resume(OutboundMessage message) => Store.Write(
        (db, c) => Delivery.Enqueue(db, SendHandler.KindName, new SendPayload(message.MessageId), SendHandler.OrderOf(message.ConversationId), null, c), default);

    public static async Task Until(Func<Task<bool>> condition)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(waited.Elapsed < Guard, "What was waited for did not come.");
            await Task.Delay(5);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await queue.Stop();
        caller.Dispose();
        await kit.DisposeAsync();
    }

    private sealed class NoFiles : IFileStore
    {
        public Task<Result<StoredFile>> Store(Stream content, string? contentType, string name, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<Result<FileStretch>> Read(string id, long from, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
