using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Commands;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Connectors.Messaging.Desks;
using Sentralix.Connectors.Messaging.Inbox;
using Sentralix.Connectors.Messaging.Outbox;
using Sentralix.Connectors.Messaging.Polling;
using Sentralix.Connectors.Messaging.Reconciling;
using Sentralix.Connectors.Messaging.Retention;
using Sentralix.Connectors.Messaging.Sandboxes;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Contracts.Aggregator;
using Sentralix.Contracts.Messengers;
using Sentralix.Contracts.Orchestrator;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Hosting;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging;

/// <summary>Makes a messenger's service of a channel.</summary>
public static class MessengerSetup
{
    /// <summary>Registers the service: its tables, its two contracts, its hook and its work.</summary>
    /// <typeparam name="TContext">The channel's tables.</typeparam>
    /// <typeparam name="TChannel">The channel.</typeparam>
    /// <param name="setup">The service.</param>
    /// <param name="channel">Makes the channel.</param>
    /// <param name="sandboxes">The channel's built-in stand-ins; null: this installation has none.</param>
    public static void AddMessenger<TContext, TChannel>(this ServiceSetup setup, Func<IServiceProvider, TChannel> channel, ISandboxes? sandboxes = null)
        where TContext : MessagingDbContext
        where TChannel : class, IChannel
    {
        ArgumentNullException.ThrowIfNull(setup);
        var name = setup.Name;
        setup.AddStore<TContext>();
        setup.UseGrains();
        setup.Services.AddSingleton(channel);
        setup.Services.AddKeyedSingleton(name, (sp, _) => new Messenger(
            name,
            HookBase(setup.Configuration),
            RetentionPeriods.From(setup.Configuration),
            sp.GetRequiredService<IStore<TContext>>(),
            sp.GetRequiredKeyedService<IDelivery<ServiceDbContext>>(name),
            sp.GetRequiredService<TChannel>(),
            sandboxes,
            sp));
        setup.Services.AddKeyedSingleton(name, (sp, key) => sp.GetRequiredKeyedService<Messenger>(key).Parts);
        setup.AddFamilyContract<IMessenger>(sp => sp.GetRequiredKeyedService<Messenger>(name).Outbox);
        setup.AddFamilyContract<IUncertainSends>(sp => sp.GetRequiredKeyedService<Messenger>(name).Outbox);
        setup.AddFamilyContract<IConnections>(sp => sp.GetRequiredKeyedService<Messenger>(name).Desk);
        setup.AddFamilyContract<IRawUpdates>(sp => sp.GetRequiredKeyedService<Messenger>(name).RawUpdates);
        setup.AddFamilyContract<ISandbox>(sp => sp.GetRequiredKeyedService<Messenger>(name).Sandbox);
        setup.AddWork(sp => sp.GetRequiredKeyedService<Messenger>(name).Receiving);
        setup.AddWork(sp => sp.GetRequiredKeyedService<Messenger>(name).Sending);
        setup.AddWork(sp => sp.GetRequiredKeyedService<Messenger>(name).Reporting);
        setup.AddWork(sp => sp.GetRequiredKeyedService<Messenger>(name).Upkeep);
        setup.AddWork(sp => sp.GetRequiredKeyedService<Messenger>(name).Commanding);
        setup.AddWork(sp => sp.GetRequiredKeyedService<Messenger>(name).HandingOff);
        setup.AddWork(sp => sp.GetRequiredKeyedService<Messenger>(name).Pressing);
        setup.AddWork(sp => sp.GetRequiredKeyedService<Messenger>(name).Reconciling);
        setup.AddWork(sp => sp.GetRequiredKeyedService<Messenger>(name).Watching);
        setup.AddWork(sp => sp.GetRequiredKeyedService<Messenger>(name).Retention);
    }

    /// <summary>Registers that the messenger's connections may be desks of people for conversations of other channels.</summary>
    public static void AddOperatorDesks(this ServiceSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var name = setup.Name;
        setup.AddFamilyContract<IOperatorDesks>(sp => sp.GetRequiredKeyedService<Messenger>(name).Desks);
        setup.AddWork(sp => sp.GetRequiredKeyedService<Messenger>(name).Relaying);
    }

    /// <summary>The bytes of files that a service's messages name.</summary>
    public static OpenOutgoingFile FilesOf(this IServiceProvider services, string service)
    {
        // Asked for with the first file: the store of files may be another process, or not be there at all.
        var files = new Lazy<OutgoingFiles>(() => new OutgoingFiles(service, services.GetRequiredService<IFileStore>()));
        return (_, fileId, cancellation) => files.Value.Open(fileId, cancellation);
    }

    /// <summary>Maps the hook.</summary>
    public static void MapMessengerHook(this IEndpointRouteBuilder routes, string service) => HookEndpoint.Map(routes, service);

    // Behind a reverse proxy, the address that a channel reaches is not the one that we listen on.
    private static Uri HookBase(IConfiguration configuration) =>
        Uri.TryCreate(configuration["hooks-url"] ?? configuration["public-url"] ?? "http://127.0.0.1:8080", UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new PlatformStartException($"--hooks-url must be an http or https address, not '{configuration["hooks-url"]}'.");
}

/// <summary>The parts of one messenger, put together.</summary>
internal sealed class Messenger
{
    public Messenger(
        string service,
        Uri hookBase,
        RetentionPeriods periods,
        IStore<MessagingDbContext> store,
        IDelivery<MessagingDbContext> delivery,
        IChannel channel,
        ISandboxes? sandboxes,
        IServiceProvider services)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        var logs = services.GetRequiredService<ILoggerFactory>();
        var grains = services.GetRequiredService<IGrainFactory>();
        var core = services.GetRequiredService<IConversations>();
        var box = services.GetRequiredService<SecretBox>();
        var inside = new SandboxClients(service, grains);
        var book = new ConnectionBook(store, box, new OutsideClients(services.GetRequiredService<EgressGuard>()), inside, clock);
        var hooks = new HookAddresses(service, hookBase);
        var receipts = new Receipts(store, delivery);
        var acknowledgements = new Acknowledgements(clock);
        var conversations = new ConversationBook(store, core);
        var media = new MediaIntake(service, store, channel, services.GetRequiredService<IFileStore>(), clock);
        Desks = new OperatorDesks(service, store, delivery, channel, book, core, clock);
        Relaying = new DeskRelay(service, store, delivery, channel, book, core, clock, logs.CreateLogger<DeskRelay>());
        var pollers = new Pollers(service, grains, clock, logs.CreateLogger<Pollers>());
        Desk = new ConnectionDesk(store, delivery, channel, book, box, hooks, sandboxes, pollers, clock);
        Sandbox = new SandboxDesk(book, inside);
        var way = new WayOut(service, store, channel, book, Desk, grains, clock, logs.CreateLogger<WayOut>());
        var presses = new Presses(store, delivery, channel, book, clock, logs.CreateLogger<Presses>());
        var drafts = new Drafts(service, channel, grains, clock, logs.CreateLogger<Drafts>());
        Outbox = new OutboxDesk(
            store, delivery, channel, book, new Fences(store, receipts, drafts, clock), receipts, new CommandDesk(store, delivery, channel, receipts, clock), new Signals(store, channel, book), presses,
            drafts, clock);
        Sending = new SendHandler(store, channel, way, new SegmentLedger(store, receipts, clock), clock);
        Commanding = new CommandHandler(store, channel, way, new CommandLedger(store, delivery, clock));
        HandingOff = new HandOffReport(service, core);
        Pressing = presses;
        Reporting = new ReportHandler(service, core);
        Receiving = new InboxHandler(
            service, store, channel, book, conversations, new Echoes(store, channel, clock), receipts,
            media, new DetailsBook(channel, clock, logs.CreateLogger<DetailsBook>()), new DeskDoor(service, Desks, media, core, logs.CreateLogger<DeskDoor>()), presses, new Choices(store, channel), acknowledgements, core, clock, logs.CreateLogger<InboxHandler>());
        Upkeep = new Upkeep(store, delivery, channel, book, Desk, hooks, pollers, clock);
        Parts = new MessengerParts(store, channel, book, Desk, new InboxWriter(service, store, delivery, channel, acknowledgements, clock), hooks, sandboxes,
            new ContactCards(service, channel, conversations, core, clock, logs.CreateLogger<ContactCards>()));
        Watching = new AnswerWatch(service, store, channel, book, conversations, new Fillers(store, delivery, channel), core, clock, logs.CreateLogger<AnswerWatch>());
        Reconciling = new Reconciliation(store, delivery, channel, book, Desk, Parts.Inbox, new ReadMarks(store, channel, receipts, clock), clock, logs.CreateLogger<Reconciliation>());
        Retention = new RetentionHandler(service, store, delivery, periods, clock, logs.CreateLogger<RetentionHandler>());
        RawUpdates = new RawUpdates(store, book);
    }

    public ConnectionDesk Desk { get; }

    public SandboxDesk Sandbox { get; }

    public OutboxDesk Outbox { get; }

    public RawUpdates RawUpdates { get; }

    public IWorkHandler Receiving { get; }

    public IWorkHandler Sending { get; }

    public IWorkHandler Reporting { get; }

    public IWorkHandler Commanding { get; }

    public IWorkHandler HandingOff { get; }

    public IWorkHandler Pressing { get; }

    public IWorkHandler Upkeep { get; }

    public IWorkHandler Reconciling { get; }

    public IWorkHandler Watching { get; }

    public OperatorDesks Desks { get; }

    public IWorkHandler Relaying { get; }

    public IWorkHandler Retention { get; }

    public MessengerParts Parts { get; }
}
