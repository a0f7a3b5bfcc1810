using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Compliance.Storage;

/// <summary>A service's store for one test, as production opens it: a SQLite file, or a PostgreSQL database with walls up, reached under
/// the restricted role. The tables come from the model instead of from migrations.</summary>
public sealed class StoreKit<TContext> : IAsyncDisposable
    where TContext : ServiceDbContext
{
    private readonly List<IAsyncDisposable> opened = [];
    private IStore<PlatformDbContext>? platform;

    private StoreKit(StoreKind kind, StorageSettings settings, string service, KeyRing ring, TimeProvider clock)
    {
        Kind = kind;
        Settings = settings;
        Service = service;
        Ring = ring;
        Clock = clock;
    }

    /// <summary>Which database.</summary>
    public StoreKind Kind { get; }

    /// <summary>The service's name: schema or file.</summary>
    public string Service { get; }

    /// <summary>The clock of everything the kit makes.</summary>
    public TimeProvider Clock { get; }

    /// <summary>The store.</summary>
    public IStore<TContext> Store { get; private set; } = null!;

    /// <summary>A key ring of its own.</summary>
    public KeyRing Ring { get; }

    /// <summary>Idempotency keys in this store.</summary>
    public IIdempotency Idempotency => Memory();

    /// <summary>Blobs as this kind of store keeps them; on PostgreSQL only when asked for in <see cref="Open"/>.</summary>
    public IBlobs<TContext> Blobs => BlobsOf<TContext>(Service);

    /// <summary>Blobs of another service on the same database.</summary>
    public IBlobs<TOther> BlobsOf<TOther>(string service)
        where TOther : ServiceDbContext =>
        Kind == StoreKind.Sqlite
            ? new FolderBlobs<TOther>(Settings.FilesDirectory, service)
            : new PostgresBlobs<TOther>(platform ?? throw new InvalidOperationException("Ask for blobs when the kit is opened."), service);

    /// <summary>The folder of files and keys.</summary>
    public string Folder => Settings.DataDirectory;

    /// <summary>PostgreSQL: the superuser's connection string to this database.</summary>
    public string OwnerConnection => Settings.Postgres ?? throw new InvalidOperationException("This kit is on SQLite.");

    /// <summary>PostgreSQL: the connection string of the role that services work under.</summary>
    public string RoleConnection => new NpgsqlConnectionStringBuilder(OwnerConnection)
    {
        Username = RoleName,
        Password = PostgresRole.Password(Ring, KeyFolder),
    }.ConnectionString;

    internal StorageSettings Settings { get; }

    /// <summary>Idempotency keys as another process on this store would keep them.</summary>
    internal StoredIdempotency<TContext> Memory() => new(Store, Ring, Clock);

    internal PostgresRole? Role { get; private set; }

    private string RoleName => PostgresRole.NameFor(new NpgsqlConnectionStringBuilder(OwnerConnection).Database!);

    private string KeyFolder => Path.Combine(Folder, "keys");

    /// <summary>Makes the tables and opens the store.</summary>
    /// <param name="kind">Which database; a test on PostgreSQL is skipped where there is none.</param>
    /// <param name="clock">The clock of idempotency keys and queues; left out: the machine's.</param>
    /// <param name="withBlobs">On PostgreSQL: also the platform's own tables, where blobs are.</param>
    /// <param name="prepare">What the service's migrations do beyond the model (full-text tables, extensions); run as owner, after the tables.</param>
    public static async Task<StoreKit<TContext>> Open(
        StoreKind kind, TimeProvider? clock = null, bool withBlobs = false, Func<TContext, Task>? prepare = null)
    {
        var postgres = kind == StoreKind.Postgres ? await TestPostgres.CreateDatabase() : null;
        var folder = Directory.CreateTempSubdirectory("sentralix-test-").FullName;
        var settings = new StorageSettings { DataDirectory = folder, Postgres = postgres };
        var ring = KeyRing.Open(Path.Combine(folder, "keys"), null, null);
        var kit = new StoreKit<TContext>(kind, settings, NameOf(settings), ring, clock ?? TimeProvider.System);
        try
        {
            await kit.Build(withBlobs, prepare);
        }
        catch
        {
            await kit.DisposeAsync();
            throw;
        }

        return kit;
    }

    /// <summary>One more store on the same database, as another process would open it (PostgreSQL).</summary>
    /// <param name="logs">Where it logs; left out: nowhere.</param>
    public IStore<TContext> OpenStore(ILoggerFactory? logs = null)
    {
        var store = StoreRegistration<TContext>.Open(Settings, Service, Role, logs ?? NullLoggerFactory.Instance);
        if (store is IAsyncDisposable disposable) opened.Add(disposable);
        return store;
    }

    /// <summary>Lets go of the database, so that another process may have it.</summary>
    internal async Task Close()
    {
        for (var i = opened.Count - 1; i >= 0; i--) await opened[i].DisposeAsync();
        opened.Clear();
    }

    /// <summary>Takes the database again after <see cref="Close"/>.</summary>
    internal void Reopen()
    {
        if (Kind == StoreKind.Postgres) opened.Add(Role = new PostgresRole(PostgresRole.Open(RoleConnection, "test")));
        Store = OpenStore();
    }

    /// <summary>An implementation behind the gate of its contract, as callers in the same process meet it.</summary>
    public TContract Gate<TContract>(TContract implementation)
        where TContract : class => ContractGate<TContract>.Around(() => implementation, Idempotency);

    /// <summary>The service's queue with these handlers; it starts to claim with <see cref="QueueKit{TContext}.Start"/>.</summary>
    public QueueKit<TContext> Queue(DeliveryOptions? options = null, IStore<TContext>? store = null, ILoggerFactory? logs = null, params IWorkHandler[] handlers)
    {
        var queue = new QueueKit<TContext>(new Delivery<TContext>(
            store ?? Store,
            () => handlers,
            options ?? new DeliveryOptions { SingleProcess = Kind == StoreKind.Sqlite },
            Clock,
            (logs ?? NullLoggerFactory.Instance).CreateLogger<Delivery<TContext>>()));
        opened.Add(queue);
        return queue;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Close();
        if (Kind == StoreKind.Sqlite)
        {
            using var pooled = new SqliteConnection(Settings.SqliteConnection(Service, readOnly: true));
            SqliteConnection.ClearPool(pooled);
        }
        else
        {
            await TestPostgres.DropDatabase(OwnerConnection, RoleName);
        }

        Directory.Delete(Folder, recursive: true);
    }

    private static string NameOf(StorageSettings settings)
    {
        using var model = StoreRegistration<TContext>.Create(settings.SqliteOptions<TContext>("Data Source=:memory:", null));
        return model.Service;
    }

    private async Task Build(bool withBlobs, Func<TContext, Task>? prepare)
    {
        List<StoreRegistration> stores = [new StoreRegistration<TContext>(Service)];
        var isPostgres = Kind == StoreKind.Postgres;
        if (isPostgres && withBlobs) stores.Add(new StoreRegistration<PlatformDbContext>(PlatformDbContext.Name));
        var migrator = new StorageMigrator(Settings, Ring, KeyFolder, stores, NullLoggerFactory.Instance, async context =>
        {
            await context.GetService<IRelationalDatabaseCreator>().CreateTablesAsync();
            if (prepare is not null && context is TContext own) await prepare(own);
        });
        if (isPostgres)
        {
            Role = await migrator.MigratePostgres();
            opened.Add(Role);
        }
        else
        {
            var locks = new SqliteLocks(Settings);
            opened.Add(new Closing(locks));
            await migrator.MigrateSqlite(locks);
        }

        Store = OpenStore();
        if (isPostgres && withBlobs) platform = StoreRegistration<PlatformDbContext>.Open(Settings, PlatformDbContext.Name, Role, NullLoggerFactory.Instance);
    }

    private sealed class Closing(IDisposable what) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            what.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
