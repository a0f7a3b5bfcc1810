using Sentralix.Compliance.Storage;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Platform.Tests.Subject;

/// <summary>A row in every table that belongs to tenants.</summary>
internal static class Rows
{
    public static async Task OfEveryTable(StoreKit<WorkshopDbContext> kit)
    {
        await kit.Store.Write(
            (db, _) =>
            {
                db.AddRange(new Tool { Id = "hammer" }, new Tariff { Id = "basic" }, new Effect { OrderingKey = "k", Number = 1 }, Item(), Record());
                return Task.FromResult(true);
            },
            default);
        var platform = StoreRegistration<PlatformDbContext>.Open(kit.Settings, PlatformDbContext.Name, kit.Role, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        await platform.Write(
            (db, _) =>
            {
                db.AddRange(new BlobPiece { Service = "workshop", Hash = "hash", Ordinal = 0, Bytes = [1] }, Item(), Record());
                return Task.FromResult(true);
            },
            default);
    }

    private static WorkItem Item() => new() { Kind = "saw", Payload = "{}", Actor = "key:test", CreatedAt = DateTimeOffset.UnixEpoch };

    private static IdempotencyRecord Record() =>
        new() { Actor = "a", Route = "r", Key = "k", Fingerprint = "f", Runner = "r", CreatedAt = DateTimeOffset.UnixEpoch };
}
