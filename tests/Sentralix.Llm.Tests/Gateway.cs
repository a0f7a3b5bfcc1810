using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts.Billing;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Accounting;
using Sentralix.Llm.Generation;
using Sentralix.Llm.Limits;
using Sentralix.Llm.Quotas;
using Sentralix.Llm.Routing;
using Sentralix.Llm.Storage;
using Sentralix.Peers.OpenAi;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Tests;

/// <summary>Llm behind a real Kestrel, with a real stand-in as its upstream.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    public const string Key = "sk-secret-of-the-upstream";

    /// <summary>Whose calls they are.</summary>
    public static readonly CallContext Caller = global::Sentralix.Compliance.Caller.Of("acme", "key:key_test");

    private readonly WebApplication application;

    private Gateway(OpenAiUpstream upstream, WebApplication application, StoreKit<LlmDbContext> kit, CapturedLog log)
    {
        Upstream = upstream;
        Kit = kit;
        this.application = application;
        Log = log;
        Http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(60) };
    }

    public OpenAiUpstream Upstream { get; }

    public HttpClient Http { get; }

    public CapturedLog Log { get; }

    public Uri Address => new($"{application.Urls.First()}/llm/v1/");

    public ITextGeneration Generation => new Called(application.Services.GetRequiredService<ITextGeneration>());

    public StoreKit<LlmDbContext> Kit { get; }

    public IServiceProvider Services => application.Services;

    /// <summary>Starts with one upstream named <c>main</c>, whose models are <c>large</c> (called <c>stand-in-large</c>
    /// there) and <c>stand-in-small</c>.</summary>
    public static Task<Gateway> Start(OpenAiBehaviour? behaviour = null, params (string Name, string Value)[] settings) => Start(StoreKind.Sqlite, behaviour, null, settings);

    /// <summary>The same on a database of choice, with its tables filled before anything is asked.</summary>
    public static Task<Gateway> Start(StoreKind kind, OpenAiBehaviour? behaviour, Action<LlmDbContext, OpenAiUpstream, SecretBox>? configure, params (string Name, string Value)[] settings) =>
        Start(kind, behaviour, configure, NotInstalled<IQuotas>.Make("billing"), [.. settings.Select(s => ($"Llm:Upstreams:0:{s.Name}", s.Value))]);

    /// <summary>The same where Billing is installed, with settings named in full.</summary>
    public static async Task<Gateway> Start(
        StoreKind kind, OpenAiBehaviour? behaviour, Action<LlmDbContext, OpenAiUpstream, SecretBox>? configure, IQuotas quotas, params (string Name, string Value)[] settings)
    {
        var upstream = await OpenAiUpstream.Start((behaviour ?? new OpenAiBehaviour()) with { RequiredKey = Key });
        var configuration = new Dictionary<string, string?>
        {
            ["Llm:Upstreams:0:Name"] = "main",
            ["Llm:Upstreams:0:BaseUrl"] = upstream.BaseUrl.ToString(),
            ["Llm:Upstreams:0:ApiKey"] = Key,
            ["Llm:Upstreams:0:Models:0:Id"] = "large",
            ["Llm:Upstreams:0:Models:0:UpstreamModel"] = "stand-in-large",
            ["Llm:Upstreams:0:Models:1:Id"] = "stand-in-small",
        };
        foreach (var (name, value) in settings) configuration[name] = value;

        var log = new CapturedLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(configuration);
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(log);
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        var kit = await StoreKit<LlmDbContext>.Open(kind);
        var box = new SecretBox(kit.Ring);
        if (configure is not null)
        {
            await kit.Store.Write(SystemScope.Bootstrap, (db, _) =>
            {
                configure(db, upstream, box);
                return Task.CompletedTask;
            }, default);
        }

        builder.Services.AddSingleton(kit.Store).AddSingleton(box).AddSingleton(new EgressGuard(["127.0.0.1"]));
        if (!NotInstalled<IQuotas>.Is(quotas)) quotas = kit.Gate(quotas);
        var queue = kit.Queue(handlers: new SettleQuota(quotas));
        builder.Services.AddSingleton(quotas).AddSingleton(queue).AddSingleton(queue.Delivery);
        builder.Services.AddLlm(builder.Configuration).AddSingleton<ITextGeneration, TextGeneration>();
        var application = builder.Build();
        application.Use(async (http, next) =>
        {
            using var _ = Caller.Enter();
            await next(http);
        });
        application.MapLlmDialect();
        await application.StartAsync();
        return new Gateway(upstream, application, kit, log);
    }

    /// <summary>Everything that calls have used is in the ledger.</summary>
    public async Task Settled()
    {
        var ledger = Services.GetRequiredService<Ledger>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        do await ledger.Written(patience.Token);
        while (await Kit.Store.Read(SystemScope.Ledger, (db, c) => db.Attempts.AnyAsync(a => a.SettledSeq == null, c), patience.Token));
    }

    /// <summary>Takes so much of the tenant's only budget; throws where there is less.</summary>
    public async Task Reserve(long amount)
    {
        await Services.GetRequiredService<BudgetDesk>().ReturnIdle(default);
        var book = await Services.GetRequiredService<TenantBooks>().Of(Caller.Tenant, default);
        var (_, missing) = await Services.GetRequiredService<BudgetDesk>().Reserve(book.Limits[0].Budgets, amount, "RUB", default);
        if (missing is not null) throw new InvalidOperationException("There is less left of the budget.");
    }

    public Task<HttpResponseMessage> Post(string path, string body, CancellationToken cancellation = default) =>
        Post(path, Encoding.UTF8.GetBytes(body), cancellation);

    public async Task<HttpResponseMessage> Post(string path, byte[] body, CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Authorization = new("Bearer", "key-of-the-client");
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await application.StopAsync(now.Token);
        await application.DisposeAsync();
        await Upstream.DisposeAsync();
        await Kit.DisposeAsync();
    }

    /// <summary>A caller in the same process.</summary>
    private sealed class Called(ITextGeneration generation) : ITextGeneration
    {
        public async IAsyncEnumerable<GenerationEvent> Generate(GenerationRequest request, [EnumeratorCancellation] CancellationToken cancellation)
        {
            using var _ = Caller.Enter();
            await foreach (var step in generation.Generate(request, cancellation)) yield return step;
        }
    }
}
