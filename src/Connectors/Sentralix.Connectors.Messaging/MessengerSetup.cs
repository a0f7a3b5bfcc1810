using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sentralix.Connectors.Messaging.Channels;
using Sentralix.Connectors.Messaging.Connections;
using Sentralix.Connectors.Messaging.Inbox;
using Sentralix.Connectors.Messaging.Outbox;
using Sentralix.Connectors.Messaging.Polling;
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
    public static void AddMessenger<TContext, TChannel>(this ServiceSetup setup, Func<IServiceProvider, TChannel> channel)
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
            sp.GetRequiredService<IStore<TContext>>(),
            sp.GetRequiredKeyedService<IDelivery<ServiceDbContext>>(name),
            sp.GetRequiredService<TChannel>(),
            sp));
        setup.Services.AddKeyedSingleton(name, (sp, key) => sp.GetRequiredKeyedService<Messenger>(key).Parts);
        setup.AddFamilyContract<IMessenger>(sp => sp.GetRequiredKeyedService<Messenger>(name).Outbox);
        setup.AddFamilyContract<IConnections>(sp => sp.GetRequiredKeyedService<Messenger>(name).Desk);
        setup.AddWork(sp => sp.GetRequiredKeyedService<Messenger>(name).Receiving);
        setup.AddWork(sp => sp.GetRequiredKeyedService<Messenger>(name).Sending);
        setup.AddWork(sp => sp.GetRequiredKeyedService<Messenger>(name).Reporting);
        setup.AddWork(sp => sp.GetRequiredKeyedService<Messenger>(name).Upkeep);
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
    public Messenger(string service, Uri hookBase, IStore<MessagingDbContext> store, IDelivery<MessagingDbContext> delivery, IChannel channel, IServiceProvider services)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        var logs = services.GetRequiredService<ILoggerFactory>();
        var grains = services.GetRequiredService<IGrainFactory>();
        var core = services.GetRequiredService<IConversations>();
        var box = services.GetRequiredService<SecretBox>();
        var book = new ConnectionBook(store, box, new OutsideClients(services.GetRequiredService<EgressGuard>()), clock);
        var hooks = new HookAddresses(service, hookBase);
        var receipts = new Receipts(store, delivery);
        var acknowledgements = new Acknowledgements(clock);
        Desk = new ConnectionDesk(store, delivery, channel, book, box, hooks, clock);
        Outbox = new OutboxDesk(store, delivery, channel, book, new Fences(store, receipts, clock), receipts, clock);
        Sending = new SendHandler(service, store, channel, book, Desk, new SegmentLedger(store, receipts, clock), grains, clock);
        Reporting = new ReportHandler(service, core);
        Receiving = new InboxHandler(
            service, store, channel, book, new ConversationBook(store, core), new Echoes(store, channel, clock), receipts,
            new MediaIntake(service, store, channel, services.GetRequiredService<IFileStore>(), clock), acknowledgements, core, clock, logs.CreateLogger<InboxHandler>());
        Upkeep = new Upkeep(store, delivery, channel, book, Desk, hooks, new Pollers(service, grains), clock);
        Parts = new MessengerParts(store, channel, book, Desk, new InboxWriter(service, store, delivery, acknowledgements, clock));
    }

    public ConnectionDesk Desk { get; }

    public OutboxDesk Outbox { get; }

    public IWorkHandler Receiving { get; }

    public IWorkHandler Sending { get; }

    public IWorkHandler Reporting { get; }

    public IWorkHandler Upkeep { get; }

    public MessengerParts Parts { get; }
}
