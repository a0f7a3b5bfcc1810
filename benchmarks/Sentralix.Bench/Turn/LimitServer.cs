using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Bench.Turn;

/// <summary>The limit: a bare Kestrel handler that makes durable commits for a request (two as a turn does, one as an update that comes in
/// does), through the same writer, grouping and fsync policy as the platform.</summary>
internal sealed class LimitServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly IStore<LimitDbContext> store;

    private LimitServer(WebApplication app, IStore<LimitDbContext> store) => (this.app, this.store) = (app, store);

    public Uri Address => new(app.Urls.First());

    public long Commits => store.Commits;

    /// <summary>Its hidden name as a process of its own.</summary>
    public const string Name = "limit-server";

    /// <summary>Serves one commit a request until the process ends.</summary>
    public static async Task<int> Run(string folder, string? postgres)
    {
        await using var server = await Start(folder, postgres, 1);
        System.Console.WriteLine($"ready at {server.Address}");
        await server.app.WaitForShutdownAsync();
        return 0;
    }

    public static async Task<LimitServer> Start(string folder, string? postgres, int commits = 2)
    {
        Directory.CreateDirectory(folder);
        var settings = new StorageSettings { DataDirectory = folder, Postgres = postgres };
        var role = postgres is null ? null : new PostgresRole(PostgresRole.Open(postgres, "limit"));
        var registration = new StoreRegistration<LimitDbContext>("bench_limit");
        await using (var context = registration.MigrationContext(settings, role?.Source, NullLoggerFactory.Instance))
        {
            if (postgres is not null) await context.Database.ExecuteSqlRawAsync("CREATE SCHEMA IF NOT EXISTS bench_limit");
            await context.Database.ExecuteSqlRawAsync(context.Database.GenerateCreateScript());
        }

        var store = StoreRegistration<LimitDbContext>.Open(settings, "bench_limit", role, NullLoggerFactory.Instance);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/", async (HttpContext http) =>
        {
            using var reader = new StreamReader(http.Request.Body);
            var body = await reader.ReadToEndAsync(http.RequestAborted);
            using var _ = CallContext.Platform("ten_bench", "bench").Enter();
            var id = Guid.CreateVersion7().ToString("N");
            for (var commit = 0; commit < commits; commit++)
            {
                var row = $"{id}{commit}";
                await store.Write((db, c) => Add(db, row, body), CancellationToken.None);
            }

            await http.Response.WriteAsync(id);
        });
        await app.StartAsync();
        return new LimitServer(app, store);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        if (store is IAsyncDisposable disposable) await disposable.DisposeAsync();
    }

    private static Task Add(LimitDbContext db, string id, string body)
    {
        db.Add(new LimitRow { Id = id, Body = body });
        return Task.CompletedTask;
    }
}

internal sealed class LimitDbContext(DbContextOptions<LimitDbContext> options) : ServiceDbContext(options)
{
    public override string Service => "bench_limit";

    protected override void ModelTables(ModelBuilder modelBuilder) => modelBuilder.Entity<LimitRow>().HasKey(r => new { r.TenantId, r.Id });
}

internal sealed class LimitRow : ITenantOwned
{
    public string TenantId { get; set; } = "";

    public required string Id { get; init; }

    public required string Body { get; init; }
}
