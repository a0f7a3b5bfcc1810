using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sentralix.Contracts;
using Sentralix.Contracts.Operations;
using Sentralix.Platform.Cluster;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Http;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;
using Sentralix.Platform.Telemetry;

namespace Sentralix.Platform.Hosting;

/// <summary>Composes the modules of a process into one program with two doors.</summary>
public sealed class PlatformHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private PlatformHost(WebApplication app, PlatformOptions options)
    {
        this.app = app;
        Options = options;
    }

    /// <summary>What the process was told.</summary>
    public PlatformOptions Options { get; }

    /// <summary>The process's parts.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>Where the public door is, with the real port.</summary>
    public Uri PublicUrl => AddressOf(0);

    /// <summary>Where the internal door is, with the real port.</summary>
    public Uri InternalUrl => AddressOf(1);

    /// <summary>Migrates, composes, and returns a program that is ready to start; null after <c>--migrate-only</c>.</summary>
    /// <exception cref="PlatformStartException">Something that the operator can mend.</exception>
    public static async Task<PlatformHost?> Compose(string[] args, IReadOnlyList<IServiceModule> modules, Action<WebApplicationBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(modules);
        var options = PlatformOptions.Read(args);
        Directory.CreateDirectory(options.DataDirectory);
        var ring = KeyRing.Open(options.KeyDirectory, options.KeyCertificate, options.KeyCertificatePassword);
        var storage = new StorageSettings { DataDirectory = options.DataDirectory, Postgres = options.Postgres, AllowInsecureRole = options.InsecureDatabaseRole };
        var parts = new PlatformParts(storage, storage.IsPostgres ? new DeliveryOptions() : new DeliveryOptions { SingleProcess = true, Poll = TimeSpan.FromSeconds(30) });

        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, ApplicationName = "Sentralix.Host" });
        builder.Configuration.AddConfiguration(options.Configuration);
        Log(builder);
        Listen(builder, options);

        var here = modules.Where(m => options.Services is null || options.Services.Contains(m.Name)).ToList();
        if (options.Services?.FirstOrDefault(s => modules.All(m => m.Name != s)) is { } unknown)
            throw new PlatformStartException($"There is no service '{unknown}'. There are: {string.Join(", ", modules.Select(m => m.Name))}.");
        AddPlatform(builder.Services, options, ring, storage, parts);
        builder.Services.AddSingleton(new LocalServices(here.Select(m => m.Name).ToHashSet(), modules.Select(m => m.Name).ToHashSet()));
        foreach (var module in here) module.Configure(new ServiceSetup(module.Name, parts, builder.Services, builder.Configuration));
        var documents = Documents(here, parts);
        OpenApiSetup.Add(builder.Services, documents);
        AddAbsentContracts(builder.Services, parts, options.Remote);
        TelemetrySetup.Add(builder.Services, options.Configuration);
        if (parts.UsesGrains)
            ClusterSetup.Add(builder, storage, options.ClusterAddress, here.Select(m => m.Name));
        configure?.Invoke(builder);

        await Migrate(builder.Services, options, ring, storage, parts);
        if (options.MigrateOnly) return null;

        var app = builder.Build();
        Map(app, here, parts, documents);
        return new PlatformHost(app, options);
    }

    /// <summary>Starts, and returns when every part is ready.</summary>
    public async Task Start(CancellationToken cancellation = default)
    {
        await app.StartAsync(cancellation);
        var health = app.Services.GetRequiredService<Health>();
        while ((await health.Check(cancellation)).Values.Any(part => part != "ready")) await Task.Delay(100, cancellation);
    }

    /// <summary>Runs until the process is told to stop.</summary>
    public Task WaitForShutdown() => app.WaitForShutdownAsync();

    /// <summary>Stops gracefully.</summary>
    public Task Stop() => app.StopAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static void Log(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter("Sentralix", LogLevel.Information);
        builder.Logging.AddFilter("Orleans", LogLevel.Error);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Diagnostics", LogLevel.Critical);
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.Critical);
    }

    private static void Listen(WebApplicationBuilder builder, PlatformOptions options)
    {
        // The configuration key "urls" and ASPNETCORE_URLS would open doors that nobody guards.
        builder.WebHost.UseUrls();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 << 20;
            Open(kestrel, options.PublicUrl, Listener.Public, options);
            Open(kestrel, options.InternalUrl, Listener.Internal, options);
        });
    }

    private static void Open(KestrelServerOptions kestrel, Uri address, Listener listener, PlatformOptions options)
    {
        void Configure(ListenOptions listen)
        {
            if (address.Scheme == Uri.UriSchemeHttps) listen.UseHttps(options.TlsCertificate!, options.TlsCertificatePassword);
            listen.Mark(listener);
        }

        if (address.Host is "*" or "+" or "0.0.0.0" or "[::]") kestrel.ListenAnyIP(address.Port, Configure);
        else if (System.Net.IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip)) kestrel.Listen(ip, address.Port, Configure);
        else if (address.Host == "localhost" && address.Port != 0) kestrel.ListenLocalhost(address.Port, Configure);
        else if (address.IsLoopback) kestrel.Listen(System.Net.IPAddress.Loopback, address.Port, Configure);
        else kestrel.ListenAnyIP(address.Port, Configure);
    }

    private static void AddPlatform(IServiceCollection services, PlatformOptions options, KeyRing ring, StorageSettings storage, PlatformParts parts)
    {
        services.AddSingleton(options);
        services.AddSingleton(ring);
        services.AddSingleton(storage);
        services.AddSingleton(options.Remote);
        services.AddSingleton<TimeProvider>(new PlatformTime());
        services.AddSingleton<SecretBox>();
        services.AddSingleton(new EgressGuard((options.Configuration["Egress:AllowedHosts"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));
        services.AddSingleton<InternalTokens>();
        services.AddSingleton<ContractClient>();
        services.AddSingleton<Health>();
        services.AddSingleton<Doors>();
        services.AddHttpForwarder();
        services.AddExceptionHandler<FaultHandler>();
        services.ConfigureHttpJsonOptions(json => SentralixJson.Configure(json.SerializerOptions));
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(20));
        if (storage.IsPostgres) new ServiceSetup(PlatformDbContext.Name, parts, services, options.Configuration).AddPlainStore<PlatformDbContext>();
    }

    private static List<(string Service, ContractKind Kind)> Documents(List<IServiceModule> here, PlatformParts parts)
    {
        var local = parts.LocalContracts.Select(c => c.GetCustomAttribute<ContractAttribute>()!).Select(c => (c.Service, c.Kind)).Distinct().ToHashSet();
        foreach (var (contract, service) in parts.FamilyContracts) local.Add((service, contract.GetCustomAttribute<ContractAttribute>()!.Kind));
        return [.. here.SelectMany(m => Enum.GetValues<ContractKind>().Select(kind => (m.Name, kind))).Where(local.Contains)];
    }

    private static void AddAbsentContracts(IServiceCollection services, PlatformParts parts, RemoteServices remote)
    {
        foreach (var contract in typeof(ContractAttribute).Assembly.GetTypes().Where(t => t.IsInterface && t.IsDefined(typeof(ContractAttribute)) && t != typeof(IOperations)))
        {
            if (contract.GetCustomAttribute<FamilyAttribute>() is { } family)
            {
                foreach (var member in family.Services.Where(s => !parts.FamilyContracts.Contains((contract, s))))
                    services.AddKeyedSingleton(contract, member, (sp, _) => Absent(sp, contract, member, remote));
                continue;
            }

            if (parts.LocalContracts.Contains(contract)) continue;
            var service = contract.GetCustomAttribute<ContractAttribute>()!.Service;
            services.AddSingleton(contract, sp => Absent(sp, contract, service, remote));
        }
    }

    private static object Absent(IServiceProvider services, Type contract, string service, RemoteServices remote) => remote.Has(service)
        ? typeof(ContractClient).GetMethod(nameof(ContractClient.Make))!.MakeGenericMethod(contract).Invoke(services.GetRequiredService<ContractClient>(), [service])!
        : typeof(NotInstalled<>).MakeGenericType(contract).GetMethod("Make")!.Invoke(null, [service])!;

    private static async Task Migrate(IServiceCollection services, PlatformOptions options, KeyRing ring, StorageSettings storage, PlatformParts parts)
    {
        using var logs = LoggerFactory.Create(log => log.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Critical));
        var migrator = new StorageMigrator(storage, ring, options.KeyDirectory, parts.Stores, logs);
        if (storage.IsPostgres)
        {
            parts.Role = await migrator.MigratePostgres();
            services.AddSingleton(parts.Role);
            return;
        }

        var locks = new SqliteLocks(storage);
        services.AddSingleton(_ => locks);
        try
        {
            await migrator.MigrateSqlite(locks);
        }
        catch
        {
            locks.Dispose();
            throw;
        }
    }

    private static void Map(WebApplication app, List<IServiceModule> here, PlatformParts parts, List<(string Service, ContractKind Kind)> documents)
    {
        app.Services.GetService<SqliteLocks>();
        var doors = app.Services.GetRequiredService<Doors>();
        app.UseExceptionHandler(_ => { });
        app.Use((http, next) =>
        {
            if (OpenApiSetup.Rewrite(http.Request.Path.Value ?? "") is { } document) http.Request.Path = document;
            return doors.Lead(http, _ => next(http));
        });
        app.UseRouting();
        app.Use((http, next) => doors.Admit(http, _ => next(http)));

        Health.Map(app, app.Services.GetRequiredService<Health>());
        OpenApiSetup.Map(app, documents);
        foreach (var contract in parts.LocalContracts)
            ContractEndpoints.MapContract(app, contract, http => http.RequestServices.GetRequiredService(contract), null);
        foreach (var (contract, service) in parts.FamilyContracts)
            ContractEndpoints.MapContract(app, contract, http => http.RequestServices.GetRequiredKeyedService(contract, service), service);
        foreach (var module in here) module.Map(app);
        app.MapFallback(http => Problems.Write(http, Refusal.NotFound("route")));
    }

    private Uri AddressOf(int index)
    {
        var addresses = app.Urls.ToList();
        return new Uri(addresses[index]);
    }
}
