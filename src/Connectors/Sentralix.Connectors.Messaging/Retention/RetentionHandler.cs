using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Sentralix.Connectors.Messaging.Storage;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Connectors.Messaging.Retention;

/// <summary>Nothing but the tenant, whose rows are swept.</summary>
internal sealed record RetentionPayload;

/// <summary>Forgets once a day what a tenant's messenger keeps longer than it must. The item goes round for as long as there is a
/// connection, or anything that one has left behind.</summary>
internal sealed partial class RetentionHandler(
    string service, IStore<MessagingDbContext> store, IDelivery<MessagingDbContext> delivery, RetentionPeriods periods, TimeProvider clock, ILogger<RetentionHandler> logger) : IWorkHandler
{
    public const string KindName = "messages.retention";

    private const string Key = "retention";
    private static readonly TimeSpan Round = TimeSpan.FromDays(1);

    private readonly UpdateSweep updates = new(store);
    private readonly SentSweep sent = new(store, clock);
    private readonly LeftoverSweep leftovers = new(store);

    public WorkKind Kind { get; } = new(KindName) { MaxAttempts = int.MaxValue, MaxBackoff = TimeSpan.FromHours(1) };

    /// <summary>Sees to it that the tenant has its item, in the unit of work of somebody who comes by often.</summary>
    public static async Task Ensure(MessagingDbContext db, IDelivery<MessagingDbContext> delivery, DateTimeOffset now, CancellationToken cancellation)
    {
        // Two that see none at once make two: the second finds nothing to do, and one of them is the last.
        if (!await db.WorkItems.AnyAsync(i => i.OrderingKey == Key, cancellation)) await delivery.Enqueue(db, KindName, new RetentionPayload(), Key, now + Round, cancellation);
    }

    public async Task Handle(Work work, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var bodies = await updates.Sweep(now - periods.Updates, cancellation);
        var messages = await sent.Sweep(now - periods.Sent, cancellation);
        var rest = await leftovers.Media(now - periods.Sent, cancellation)
            + await leftovers.Buttons(now - periods.Buttons, cancellation)
            + await leftovers.OfDeletedConnections(cancellation);
        if (bodies + messages + rest > 0) LogSwept(service, bodies, messages, rest);

        await store.Write(async (db, c) =>
        {
            await work.CompleteIn(db, c);
            if (await db.Connections.AnyAsync(c) || await db.Threads.AnyAsync(c)) await Ensure(db, delivery, clock.GetUtcNow(), c);
        }, CancellationToken.None);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Service} has forgotten the bytes of {Updates} updates, the contents of {Messages} messages and {Rest} other rows")]
    private partial void LogSwept(string service, int updates, int messages, int rest);
}
