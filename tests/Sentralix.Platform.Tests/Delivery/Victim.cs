using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Sentralix.Compliance;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;
using Sentralix.Platform.Tests.Subject;

namespace Sentralix.Platform.Tests.Delivery;

/// <summary>The process that the kill campaign kills: puts work in and runs it, until it is shot.</summary>
internal static class Victim
{
    public const string Argument = "--victim";
    public const string Connection = "SENTRALIX_VICTIM_POSTGRES";
    public const string Kind = "saw";
    public const int Keys = 10;

    public static async Task<int> Run(string folder)
    {
        var postgres = Environment.GetEnvironmentVariable(Connection);
        var settings = new StorageSettings { DataDirectory = folder, Postgres = postgres };
        using var locks = new SqliteLocks(settings);
        if (postgres is null) locks.Take("workshop");
        await using var role = postgres is null ? null : new PostgresRole(PostgresRole.Open(postgres, "victim"));
        var store = StoreRegistration<WorkshopDbContext>.Open(settings, "workshop", role, NullLoggerFactory.Instance);
        using var delivery = new Delivery<WorkshopDbContext>(
            store,
            () => [Handler(store)],
            new DeliveryOptions { SingleProcess = postgres is null, Lease = TimeSpan.FromMilliseconds(600), Poll = TimeSpan.FromMilliseconds(50) },
            TimeProvider.System,
            NullLogger<Delivery<WorkshopDbContext>>.Instance);
        await delivery.StartAsync(CancellationToken.None);
        var putting = Task.WhenAll(Enumerable.Range(0, Keys).Select(key => Task.Run(() => PutForEver(store, delivery, $"key_{key}"))));

        // Cold code is slow: who says so at once would always be shot before his first commit.
        var before = store.Commits;
        await Bench.Until(() => store.Commits > before + 20);
        await Console.Out.WriteLineAsync("ready");
        await putting;
        return 0;
    }

    /// <summary>Records what it did in the transaction that completes the item.</summary>
    public static Worker Handler(IStore<WorkshopDbContext> store) => new(Kind, async (work, cancellation) =>
    {
        var job = work.Payload<Job>();
        await Task.Delay(Random.Shared.Next(0, 30), cancellation);
        await store.Write(
            (db, c) =>
            {
                db.Add(new Effect { OrderingKey = job.Key, Number = job.Number, Attempt = work.Attempt });
                return work.CompleteIn(db, c);
            },
            cancellation);
    })
    {
        Kind = new WorkKind(Kind) { MaxAttempts = int.MaxValue },
    };

    private static async Task PutForEver(IStore<WorkshopDbContext> store, Delivery<WorkshopDbContext> delivery, string key)
    {
        using var caller = Caller.Of("acme").Enter();
        var next = await store.Read((db, c) => db.Tools.CountAsync(t => t.Name == key, c), default);
        for (; ; next++)
        {
            var number = next;
            await store.Write(
                (db, c) =>
                {
                    // The cause and its work, in one transaction.
                    db.Add(new Tool { Id = $"{key}/{number.ToString(CultureInfo.InvariantCulture)}", Name = key, Rev = number });
                    return delivery.Enqueue(db, Kind, new Job(key, number), key, null, c);
                },
                default);
            await Task.Delay(Random.Shared.Next(5, 40));
        }
    }
}
