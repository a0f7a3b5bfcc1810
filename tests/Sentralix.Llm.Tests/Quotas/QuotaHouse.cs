using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Storage;
using Sentralix.Llm.Tests.Calls;
using Sentralix.Peers.OpenAi;
using Sentralix.Platform.Storage;

namespace Sentralix.Llm.Tests.Quotas;

/// <summary>A gateway beside a Billing that is a stand-in, behind the gate of its contract; the model <c>smart</c> has two targets.</summary>
internal sealed class QuotaHouse : IAsyncDisposable
{
    public const string Question = """{"model":"smart","max_tokens":100,"messages":[{"role":"user","content":"Где мой заказ?"}]}""";
    public const string Streamed = """{"model":"smart","max_tokens":100,"messages":[{"role":"user","content":"Где мой заказ?"}],"stream":true}""";

    private QuotaHouse(Gateway gateway, OpenAiUpstream second, StandInQuotas quotas) => (Gateway, Second, Quotas) = (gateway, second, quotas);

    public Gateway Gateway { get; }

    public OpenAiUpstream Second { get; }

    public StandInQuotas Quotas { get; }

    public static async Task<QuotaHouse> Open(
        StoreKind kind = StoreKind.Sqlite, OpenAiBehaviour? first = null, StandInQuotas? quotas = null, WriteModelRoute? route = null, params (string Name, string Value)[] settings)
    {
        var second = await OpenAiUpstream.Start();
        quotas ??= new StandInQuotas();
        var gateway = await Gateway.Start(kind, first, (db, upstream, box) =>
        {
            upstream.Behaviour = upstream.Behaviour with { RequiredKey = null };
            Configured.Provider(db, box, "first", upstream);
            Configured.Provider(db, box, "second", second);
            Configured.Price(db, "first");
            Configured.Price(db, "second", "300", "1000");
            Configured.Route(db, route ?? new WriteModelRoute
            {
                Model = "smart",
                Targets = [new ModelTarget { Provider = "first", Model = "a" }, new ModelTarget { Provider = "second", Model = "b", Tier = 1 }],
            });
        }, quotas, settings);
        return new QuotaHouse(gateway, second, quotas);
    }

    public async Task<(int Status, string Body, HttpResponseMessage Response)> Ask(string question = Question)
    {
        var response = await Gateway.Post("chat/completions", question);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response);
    }

    /// <summary>The code of an error in OpenAI's shape.</summary>
    public static string? Code(string body)
    {
        using var error = JsonDocument.Parse(body);
        return error.RootElement.GetProperty("error").GetProperty("code").GetString();
    }

    /// <summary>The ledger's records, when nothing is under way.</summary>
    public async Task<List<AttemptRow>> Rows()
    {
        await Gateway.Settled();
        return await Gateway.Kit.Store.Read(SystemScope.Ledger, (db, c) => db.Attempts.OrderBy(a => a.At).ToListAsync(c), default);
    }

    /// <summary>Starts to work off what could not be told at once.</summary>
    public Task StartQueue() => Gateway.Services.GetRequiredService<QueueKit<LlmDbContext>>().Start();

    public Task<int> Waiting() => Gateway.Kit.Store.Read(SystemScope.Queue, (db, c) => db.WorkItems.CountAsync(c), default);

    public static async Task Until(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await condition()) await Task.Delay(10, patience.Token);
    }

    public static Task Until(Func<bool> condition) => Until(() => Task.FromResult(condition()));

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Second.DisposeAsync();
    }
}
