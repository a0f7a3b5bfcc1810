using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sentralix.Compliance;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts.Aggregator;
using Sentralix.Contracts.Billing;
using Sentralix.Llm.Accounting;
using Sentralix.Llm.Batches;
using Sentralix.Llm.Files;
using Sentralix.Llm.Storage;
using Sentralix.Peers.OpenAi;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Delivery;
using Sentralix.Platform.Security;
using Sentralix.Platform.Storage;
using Xunit;

namespace Sentralix.Llm.Tests.Batches;

/// <summary>Llm with its queue and its blobs behind a real Kestrel. It can be stopped, or torn down in the middle, and started again on the
/// same storage.</summary>
internal sealed class BatchHouse : IAsyncDisposable
{
    public const string Chat = "/v1/chat/completions";

    private const string Who = "x-test-caller";

    private readonly TimeProvider time;
    private readonly Dictionary<string, string?> configuration;
    private WebApplication application = null!;
    private QueueKit<LlmDbContext> queue = null!;

    private BatchHouse(OpenAiUpstream upstream, StoreKit<LlmDbContext> kit, TimeProvider time, Dictionary<string, string?> configuration) =>
        (Upstream, Kit, this.time, this.configuration) = (upstream, kit, time, configuration);

    public OpenAiUpstream Upstream { get; }

    public StoreKit<LlmDbContext> Kit { get; }

    public KnownKeys Keys { get; } = new();

    public CapturedLog Log { get; } = new();

    public HttpClient Http { get; private set; } = null!;

    public IServiceProvider Services => application.Services;

    public Uri Address => new($"{application.Urls.First()}/llm/v1/");

    /// <summary>Opens with the model <c>large</c>, configured in a file, and whatever <paramref name="configure"/> puts into the tables.</summary>
    public static async Task<BatchHouse> Open(
        StoreKind kind, OpenAiBehaviour? behaviour = null, Action<LlmDbContext, OpenAiUpstream, SecretBox>? configure = null, TimeProvider? time = null, params (string Name, string Value)[] settings)
    {
        var upstream = await OpenAiUpstream.Start((behaviour ?? new OpenAiBehaviour()) with { RequiredKey = Gateway.Key });
        var configuration = new Dictionary<string, string?>
        {
            ["Llm:Upstreams:0:Name"] = "main",
            ["Llm:Upstreams:0:BaseUrl"] = upstream.BaseUrl.ToString(),
            ["Llm:Upstreams:0:ApiKey"] = Gateway.Key,
            ["Llm:Upstreams:0:Models:0"] = "large",
        };
        foreach (var (name, value) in settings) configuration[$"Llm:{name}"] = value;
        var kit = await StoreKit<LlmDbContext>.Open(kind, time, withBlobs: true);
        if (configure is not null)
        {
            await kit.Store.Write(SystemScope.Bootstrap, (db, _) =>
            {
                configure(db, upstream, new SecretBox(kit.Ring));
                return Task.CompletedTask;
            }, default);
        }

        var house = new BatchHouse(upstream, kit, time ?? TimeProvider.System, configuration);
        await house.Start();
        return house;
    }

    /// <summary>Starts a process on the storage.</summary>
    public async Task Start()
    {
        var handlers = new IWorkHandler[4];
        queue = Kit.Queue(new DeliveryOptions { SingleProcess = Kit.Kind == StoreKind.Sqlite, Poll = TimeSpan.FromMilliseconds(50), Lease = time == TimeProvider.System ? TimeSpan.FromSeconds(2) : TimeSpan.FromDays(7), StopPatience = TimeSpan.Zero }, handlers: handlers);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(configuration);
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Information).AddProvider(Log);
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(time).AddSingleton(Kit.Store).AddSingleton(Kit.Blobs).AddSingleton(queue.Delivery).AddSingleton<IApiKeys>(Keys);
        builder.Services.AddKeyedSingleton(LlmModule.ServiceName, Kit.Idempotency);
        builder.Services.AddSingleton(new SecretBox(Kit.Ring)).AddSingleton(new EgressGuard(["127.0.0.1"])).AddSingleton(NotInstalled<IQuotas>.Make("billing"));
        builder.Services.AddLlm(builder.Configuration);
        application = builder.Build();
        application.Use(async (http, next) =>
        {
            var who = http.Request.Headers[Who].ToString().Split('/');
            using var _ = Caller.Of(who[0], who[1]).Enter();
            await next(http);
        });
        application.MapLlmDialect();
        handlers[0] = Make<FileEnd>();
        handlers[1] = Make<BatchCheck>();
        handlers[2] = Make<BatchRun>();
        handlers[3] = Make<BatchForget>();
        await application.StartAsync();
        await queue.Start();
        Http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(100) };
        As("acme", "key:key_test");
    }

    /// <summary>Whose calls follow.</summary>
    public void As(string tenant, string actor = "key:key_test")
    {
        Http.DefaultRequestHeaders.Remove(Who);
        Http.DefaultRequestHeaders.Add(Who, $"{tenant}/{actor}");
    }

    /// <summary>Ends as a process that is told to.</summary>
    public async Task Stop()
    {
        Http.Dispose();
        await application.StopAsync();
        await queue.Stop();
        await application.DisposeAsync();
    }

    /// <summary>Ends with calls under way cut off in their middle: nobody is told, nothing is waited for.</summary>
    public async Task TearDown()
    {
        Http.Dispose();
        await queue.Stop();
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await application.StopAsync(now.Token);
        await application.DisposeAsync();
    }

    public async Task<JsonElement> Upload(string lines, string name = "in.jsonl")
    {
        using var form = new MultipartFormDataContent { { new StringContent("batch"), "purpose" }, { new ByteArrayContent(Encoding.UTF8.GetBytes(lines)), "file", name } };
        using var response = await Http.PostAsync("files", form);
        return await Ok(response);
    }

    public async Task<JsonElement> Create(string file, string endpoint = Chat, string window = "24h", string more = "")
    {
        using var response = await Post("batches", $$"""{"input_file_id":"{{file}}","endpoint":"{{endpoint}}","completion_window":"{{window}}"{{more}}}""");
        return await Ok(response);
    }

    /// <summary>Uploads and creates.</summary>
    public async Task<JsonElement> Begin(string lines, string endpoint = Chat, string window = "24h", string more = "") =>
        await Create(IdOf(await Upload(lines)), endpoint, window, more);

    public Task<HttpResponseMessage> Post(string path, string body) => Http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));

    public async Task<JsonElement> Get(string path)
    {
        using var response = await Http.GetAsync(path);
        return await Ok(response);
    }

    public Task<string> Content(string file) => Http.GetStringAsync($"files/{file}/content");

    /// <summary>Waits until a batch is as it should be.</summary>
    public async Task<JsonElement> Until(string batch, Func<JsonElement, bool> ready)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        for (; ; )
        {
            var now = await Get($"batches/{batch}");
            if (ready(now)) return now;
            if (patience.IsCancellationRequested) throw new TimeoutException($"{now}\n{Log.Text}");
            await Task.Delay(20);
        }
    }

    public Task<JsonElement> Ended(string batch) => Until(batch, b => StatusOf(b) is "completed" or "failed" or "expired" or "cancelled");

    /// <summary>The lines of a batch's file, by their custom ids.</summary>
    public async Task<Dictionary<string, JsonElement>> Lines(JsonElement batch, string file)
    {
        var content = await Content(batch.GetProperty(file).GetString()!);
        Assert.EndsWith("\n", content, StringComparison.Ordinal);
        return content.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToDictionary(line => line.GetProperty("custom_id").GetString()!);
    }

    /// <summary>How often each question was asked, as the upstream has seen it.</summary>
    public Dictionary<string, int> Asked() => Upstream.Journal.Requests.Where(r => r.Method == "POST")
        .GroupBy(r => JsonDocument.Parse(r.Body).RootElement.GetProperty("messages")[0].GetProperty("content").GetString()!).ToDictionary(g => g.Key, g => g.Count());

    public async Task Settled()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        do await Services.GetRequiredService<Ledger>().Written(patience.Token);
        while (await Kit.Store.Read(SystemScope.Ledger, (db, c) => db.Attempts.AnyAsync(a => a.SettledSeq == null, c), patience.Token));
    }

    /// <summary>So many lines, each with a question of its own.</summary>
    public static string Questions(int count, string model = "large") =>
        string.Concat(Enumerable.Range(1, count).Select(i => Line($"r-{i}", $$"""{"model":"{{model}}","max_tokens":10,"messages":[{"role":"user","content":"вопрос {{i}}"}]}""") + "\n"));

    public static string Line(string id, string body, string url = Chat) => $$"""{"custom_id":"{{id}}","method":"POST","url":"{{url}}","body":{{body}}}""";

    public static string IdOf(JsonElement it) => it.GetProperty("id").GetString()!;

    public static string StatusOf(JsonElement batch) => batch.GetProperty("status").GetString()!;

    public static (int Total, int Completed, int Failed) CountsOf(JsonElement batch)
    {
        var counts = batch.GetProperty("request_counts");
        return (counts.GetProperty("total").GetInt32(), counts.GetProperty("completed").GetInt32(), counts.GetProperty("failed").GetInt32());
    }

    public static async Task<JsonElement> Ok(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>What a refusal says.</summary>
    public static async Task<(HttpStatusCode Status, string? Param, string? Code)> Refusal(Task<HttpResponseMessage> call)
    {
        using var response = await call;
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        return (response.StatusCode, error.GetProperty("param").GetString(), error.GetProperty("code").GetString());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await queue.Stop();
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await application.StopAsync(now.Token);
        await application.DisposeAsync();
        await Upstream.DisposeAsync();
        await Kit.DisposeAsync();
    }

    private THandler Make<THandler>()
        where THandler : IWorkHandler => ActivatorUtilities.CreateInstance<THandler>(application.Services);
}
