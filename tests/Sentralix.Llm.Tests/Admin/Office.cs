using Microsoft.Extensions.Logging;
using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Admin;
using Sentralix.Llm.Storage;
using Sentralix.Llm.Upstreams;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Tests.Admin;

/// <summary>Llm's admin contracts behind the gates that their callers meet, with a configuration file of one provider.</summary>
internal sealed class Office
{
    public const string ConfiguredProvider = "configured:main";
    public const string ConfiguredModel = "configured:meta/llama";

    private readonly StoreKit<LlmDbContext> kit;

    public Office(StoreKit<LlmDbContext> kit, params string[] allowedHosts)
    {
        this.kit = kit;
        Store = kit.OpenStore(new LoggerFactory([Log], new LoggerFilterOptions { MinLevel = LogLevel.Trace }));
        Secrets = new ProviderSecrets(new SecretBox(kit.Ring));
        var changed = new ConfigurationSignal();
        changed.Changed += Changes.Add;
        var configured = new ConfigurationFile(new LlmSettings
        {
            Upstreams = [new UpstreamSettings { Name = "main", BaseUrl = new Uri("http://10.0.0.5/v1"), ApiKey = Gateway.Key, Models = [new ModelSettings("meta/llama", "llama-3")] }],
        });
        var keys = new ProviderKeys(Store, configured, Secrets, changed, Clock);
        Providers = kit.Gate<IModelProviders>(new ModelProviders(Store, keys, configured, Secrets, new EgressGuard(allowedHosts), Probe, changed, Clock));
        Routes = kit.Gate<IModelRoutes>(new ModelRoutes(Store, configured, Health, changed, Clock));
        Prices = kit.Gate<IModelPrices>(new ModelPrices(Store, configured, changed, Clock));
        Limits = kit.Gate<IModelLimits>(new ModelLimits(Store, changed, Clock));
        Usage = kit.Gate<IModelUsage>(new ModelUsage(Store, Clock));
        Ledger = new Ledger(Store, Clock);
    }

    public IModelProviders Providers { get; }

    public IModelRoutes Routes { get; }

    public IModelPrices Prices { get; }

    public IModelLimits Limits { get; }

    public IModelUsage Usage { get; }

    public ProviderSecrets Secrets { get; }

    public IStore<LlmDbContext> Store { get; }

    public Ledger Ledger { get; }

    public CapturedLog Log { get; } = new();

    public OfficeClock Clock { get; } = new();

    public NotingProbe Probe { get; } = new();

    public KnownHealth Health { get; } = new();

    /// <summary>The tenants whose configuration was said to have changed.</summary>
    public List<string> Changes { get; } = [];

    public string Tenant { get; } = Ids.New("ten", DateTimeOffset.UtcNow);

    /// <summary>A name that no other test uses: the operator's rows are there for all of them.</summary>
    public static string Name(string stem) => $"{stem}-{Guid.NewGuid():N}"[..20];

    /// <summary>The ledger as another process settles into it.</summary>
    public Ledger AnotherLedger() => new(kit.OpenStore(), Clock);

    public CallContext.Entered Enter() => Caller.Of(Tenant, "key:admin").Enter();

    public static CallContext.Entered EnterOperator() => Caller.Of(ServiceDbContext.PlatformTenant, "key:operator").Enter();

    public async Task<ModelProvider> Provider(string name, string kind = "openai", string? residency = null) =>
        (await Providers.Create(new WriteModelProvider { Name = name, Kind = kind, Residency = residency, Settings = Settings(kind) }, CancellationToken.None)).OrThrow();

    public async Task<ModelRouteView> Route(string model, params string[] providers) => (await Routes.Create(To(model, providers), CancellationToken.None)).OrThrow();

    public static WriteModelRoute To(string model, params string[] providers) =>
        new() { Model = model, Targets = [.. providers.Select(p => new ModelTarget { Provider = p, Model = "m" })] };

    public static WriteModelPrice Price(string provider, string model = "m", DateTimeOffset? from = null, string input = "100", string currency = "RUB") =>
        new() { Provider = provider, Model = model, Input = new Money(input, currency), Output = new Money("400", currency), ValidFrom = from };

    public Task<Result<Page<ModelPrice>>> AddPrices(params WriteModelPrice[] prices) => Prices.Add(new WriteModelPrices { Prices = prices }, CancellationToken.None);

    private static Dictionary<string, string> Settings(string kind) => kind.StartsWith("yandex", StringComparison.Ordinal) ? new() { ["folder_id"] = "b1g" } : [];
}

/// <summary>A time that is set, and rises with every look, so that ids sort as they were made.</summary>
internal sealed class OfficeClock : TimeProvider
{
    private long ticks = new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero).UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Add(ref ticks, TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    public void Set(DateTimeOffset now) => Interlocked.Exchange(ref ticks, now.UtcTicks);
}

/// <summary>Notes what was to be asked.</summary>
internal sealed class NotingProbe : IProviderProbe
{
    public List<(string Owner, string Provider, string Model)> Asked { get; } = [];

    public Task<ModelProviderTest> Test(string owner, string provider, string model, CancellationToken cancellation)
    {
        Asked.Add((owner, provider, model));
        return Task.FromResult(new ModelProviderTest(true, [new ModelKeyTest { Key = "pky_1", Ok = true, DurationMs = 7 }]));
    }
}

/// <summary>The health that a test has set.</summary>
internal sealed class KnownHealth : IHealthView
{
    public Dictionary<string, ModelHealth> Of { get; } = [];

    public Task<ModelHealth> Now(string tenant, CancellationToken cancellation) => Task.FromResult(Of.GetValueOrDefault(tenant) ?? new ModelHealth([]));
}
