using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sentralix.Contracts;
using Sentralix.Contracts.Operations;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Storage;

namespace Sentralix.Platform.Hosting;

/// <summary>What a module may register. Everything is a singleton: units of work are the store's business.</summary>
public sealed class ServiceSetup
{
    private readonly PlatformParts parts;
    private bool hasStore;

    internal ServiceSetup(string name, PlatformParts parts, IServiceCollection services, IConfiguration configuration)
    {
        this.parts = parts;
        Name = name;
        Services = services;
        Configuration = configuration;
    }

    /// <summary>The service's prefix.</summary>
    public string Name { get; }

    /// <summary>Dependency injection.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The process's configuration.</summary>
    public IConfiguration Configuration { get; }

    /// <summary>Gives the service its store, its queue, its blobs, its idempotency keys and its operations contract. Call it before contracts are added.</summary>
    public void AddStore<TContext>()
        where TContext : ServiceDbContext
    {
        hasStore = true;
        AddPlainStore<TContext>();
        Services.AddSingleton(sp => new Delivery<TContext>(
            sp.GetRequiredService<IStore<TContext>>(),
            () => sp.GetKeyedServices<IWorkHandler>(Name),
            parts.Delivery,
            sp.GetRequiredService<TimeProvider>(),
            sp.GetRequiredService<ILogger<Delivery<TContext>>>()));
        Services.AddSingleton<IDelivery<TContext>>(sp => sp.GetRequiredService<Delivery<TContext>>());

        // For a library that several services share: it does not know the context by its own type.
        Services.AddKeyedSingleton<IDelivery<ServiceDbContext>>(Name, (sp, _) => sp.GetRequiredService<Delivery<TContext>>());
        Services.AddHostedService(sp => sp.GetRequiredService<Delivery<TContext>>());
        Services.AddSingleton<StoredIdempotency<TContext>>();
        Services.AddKeyedSingleton<IIdempotency>(Name, (sp, _) => sp.GetRequiredService<StoredIdempotency<TContext>>());
        IdempotencyUpkeep.Add<TContext>(Services, Name, parts.Delivery.SingleProcess);
        Services.AddSingleton<IBlobs<TContext>>(sp => parts.Storage.IsPostgres
            ? new PostgresBlobs<TContext>(sp.GetRequiredService<IStore<PlatformDbContext>>(), Name)
            : new FolderBlobs<TContext>(parts.Storage.FilesDirectory, Name));
        AddFamilyContract<IOperations>(sp => new Operations<TContext>(sp.GetRequiredService<IStore<TContext>>(), sp.GetRequiredService<TimeProvider>(), sp.GetRequiredService<Delivery<TContext>>().Wake));
    }

    /// <summary>A store without a queue: the platform's own.</summary>
    internal void AddPlainStore<TContext>()
        where TContext : ServiceDbContext
    {
        parts.Stores.Add(new StoreRegistration<TContext>(Name));
        Services.AddSingleton(sp => StoreRegistration<TContext>.Open(parts.Storage, Name, parts.Role, sp.GetRequiredService<ILoggerFactory>()));
        Services.AddSingleton<IReadinessCheck>(sp => new StoreReadiness<TContext>(Name, sp.GetRequiredService<IStore<TContext>>()));
    }

    /// <summary>Registers the implementation of a contract; callers get it behind its gate.</summary>
    public void AddContract<TContract, TImplementation>()
        where TContract : class
        where TImplementation : class, TContract
    {
        var contract = typeof(TContract).GetCustomAttribute<ContractAttribute>() ?? throw new InvalidOperationException($"{typeof(TContract).Name} has no [Contract].");
        if (contract.Service != Name) throw new InvalidOperationException($"{typeof(TContract).Name} belongs to '{contract.Service}', not to '{Name}'.");
        if (!hasStore) Services.AddKeyedSingleton<IIdempotency>(Name, (_, _) => new NoIdempotency());
        Services.AddSingleton<TImplementation>();
        Services.AddSingleton(sp => ContractGate<TContract>.Around(sp.GetRequiredService<TImplementation>, sp.GetRequiredKeyedService<IIdempotency>(Name)));
        parts.LocalContracts.Add(typeof(TContract));
    }

    /// <summary>Registers this service's implementation of a contract that several services have; callers get it by the service's name.</summary>
    public void AddFamilyContract<TContract>(Func<IServiceProvider, TContract> make)
        where TContract : class
    {
        ArgumentNullException.ThrowIfNull(make);
        Services.AddKeyedSingleton(Name, (sp, _) => ContractGate<TContract>.Around(() => make(sp), sp.GetRequiredKeyedService<IIdempotency>(Name)));
        parts.FamilyContracts.Add((typeof(TContract), Name));
    }

    /// <summary>Registers the handler of a kind of work item of this service's queue.</summary>
    public void AddWork<THandler>()
        where THandler : class, IWorkHandler => Services.AddKeyedSingleton<IWorkHandler, THandler>(Name);

    /// <summary>Like <see cref="AddWork{THandler}"/>, for a handler that is made of other parts.</summary>
    public void AddWork(Func<IServiceProvider, IWorkHandler> make) => Services.AddKeyedSingleton(Name, (sp, _) => make(sp));

    /// <summary>Says that the service has grains, so that the process joins the cluster.</summary>
    public void UseGrains() => parts.UsesGrains = true;
}

/// <summary>What the platform collects from the modules of this process.</summary>
internal sealed class PlatformParts(StorageSettings storage, DeliveryOptions delivery)
{
    public StorageSettings Storage { get; } = storage;

    public DeliveryOptions Delivery { get; } = delivery;

    public List<StoreRegistration> Stores { get; } = [];

    public HashSet<Type> LocalContracts { get; } = [];

    public List<(Type Contract, string Service)> FamilyContracts { get; } = [];

    public bool UsesGrains { get; set; }

    /// <summary>Known once the migration has run.</summary>
    public PostgresRole? Role { get; set; }
}

/// <summary>Says whether a part of the process can do its work.</summary>
public interface IReadinessCheck
{
    /// <summary>The part.</summary>
    string Part { get; }

    /// <summary>Throws when the part cannot work.</summary>
    Task Check(CancellationToken cancellation);
}

internal sealed class StoreReadiness<TContext>(string service, IStore<TContext> store) : IReadinessCheck
    where TContext : ServiceDbContext
{
    public string Part => service;

    public Task Check(CancellationToken cancellation) =>
        store.Read(SystemScope.Queue, async (db, c) => await db.Database.CanConnectAsync(c) ? true : throw new InvalidOperationException("The database does not answer."), cancellation);
}
