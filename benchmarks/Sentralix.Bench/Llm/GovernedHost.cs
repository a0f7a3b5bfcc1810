using Sentralix.Bench.Load;
using Sentralix.Contracts;
using Sentralix.Contracts.Llm;

namespace Sentralix.Bench.Llm;

/// <summary>The platform with all that a company puts on its calls: keys, a route, prices, rates, a budget; the ledger it has anyhow.
/// Everything is configured over the admin contract of the running host.</summary>
internal sealed class GovernedHost : IAsyncDisposable
{
    private const string Key = "sx_live_bench_0123456789abcdef0123";

    private readonly string folder;

    private GovernedHost(ChildProcess process, string folder)
    {
        (Process, this.folder) = (process, folder);
        Chat = Target("Sentralix", "");
        Translated = Target("Sentralix, translating", Foreign);
    }

    /// <summary>What stands before the names of models whose provider speaks another dialect.</summary>
    public const string Foreign = "foreign-";

    public ChildProcess Process { get; }

    /// <summary>To an upstream of the same dialect.</summary>
    public ChatTarget Chat { get; }

    /// <summary>To an upstream of another dialect.</summary>
    public ChatTarget Translated { get; }

    /// <param name="upstream">The model server.</param>
    /// <param name="services">Services to run; null: all.</param>
    public static async Task<GovernedHost> Start(Uri upstream, string? services = null)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"sentralix-bench-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        ChildProcess? process = null;
        try
        {
            process = await ChildProcess.StartHost(
            [
                "--data", folder, "--public-url", "http://127.0.0.1:0", "--internal-url", "http://127.0.0.1:0", "--no-demo", "--ADMIN_KEY", Key,
                "--Egress:AllowedHosts", "127.0.0.1", .. services is null ? Array.Empty<string>() : ["--services", services],
            ]);
            var host = new GovernedHost(process, folder);
            await host.Configure(upstream);
            return host;
        }
        catch
        {
            if (process is not null) await process.DisposeAsync();
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Chat.Dispose();
        Translated.Dispose();
        await Process.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private ChatTarget Target(string name, string prefix) => new(name, Process, new Uri(Process.Address, "/llm/v1"), prefix, ("Authorization", $"Bearer {Key}"));

    private async Task Configure(Uri upstream)
    {
        using var admin = new HttpClient { BaseAddress = new Uri(Process.Address, "/api/admin/v1/llm/") };
        admin.DefaultRequestHeaders.Add("Authorization", $"Bearer {Key}");
        await Provider(admin, "same", "openai", new Uri(upstream, "/v1"), "");
        await Provider(admin, "foreign", "anthropic", upstream, Foreign);

        // So wide that nothing is refused; what keeping them costs does not depend on how wide they are.
        await Post<ModelLimit>(admin, "limits", new WriteModelLimit
        {
            RequestsPerMinute = 100_000_000,
            TokensPerMinute = 100_000_000_000,
            Concurrency = 10_000,
            BudgetPerDay = new Money("10000000", "RUB"),
        });
    }

    private static async Task Provider(HttpClient admin, string name, string kind, Uri address, string prefix)
    {
        var provider = await Post<ModelProvider>(admin, "providers", new WriteModelProvider { Name = name, Kind = kind, BaseUrl = address.ToString() });
        await Post<ModelProviderKey>(admin, $"providers/{provider.Id}/keys", new WriteModelProviderKey { Name = "only", Secret = "sk-bench-0123456789" });
        await Post<Page<ModelPrice>>(admin, "prices", new WriteModelPrices
        {
            Prices = [new WriteModelPrice { Provider = name, Model = "*", Input = new Money("180", "RUB"), Output = new Money("720", "RUB"), VatBasisPoints = 2000 }],
        });
        foreach (var model in (string[])[ModelServer.Quick, ModelServer.Paced])
            await Post<ModelRouteView>(admin, "routes", new WriteModelRoute { Model = prefix + model, Targets = [new ModelTarget { Provider = name, Model = model }] });
    }

    private static async Task<T> Post<T>(HttpClient admin, string path, object body)
    {
        using var answer = await admin.PostAsJsonAsync(path, body, SentralixJson.Options);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{path} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<T>(SentralixJson.Options))!;
    }
}
