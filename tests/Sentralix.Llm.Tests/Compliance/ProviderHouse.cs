using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Sentralix.Compliance.Storage;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Storage;
using Sentralix.Llm.Tests.Calls;
using Sentralix.Llm.Tests.Compliance.Providers;
using Sentralix.Llm.Tests.Upstreams;
using Sentralix.Platform.Storage;
using Xunit;

namespace Sentralix.Llm.Tests.Compliance;

/// <summary>The whole service before one provider of a kind, as an administrator would set it up: a provider with a key, a price, a route.</summary>
internal sealed class ProviderHouse : IAsyncDisposable
{
    private const string Model = DialectGateway.Model;

    private ProviderHouse(IProviderUnderTest provider, Gateway gateway)
    {
        Provider = provider;
        Gateway = gateway;
    }

    /// <summary>Every kind that there is.</summary>
    public static IEnumerable<TheoryDataRow<string>> Kinds =>
        [new("openai"), new("azure_openai"), new("anthropic"), new("gemini"), new("yandex"), new("yandex_compatible"), new("gigachat")];

    public IProviderUnderTest Provider { get; }

    public Gateway Gateway { get; }

    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="script">What its stand-in does; null: it answers.</param>
    /// <param name="patience">How long to wait for it; null: so long that no busy machine comes near it.</param>
    public static async Task<ProviderHouse> Open(string kind, Script? script = null, TimeSpan? patience = null)
    {
        var provider = await Start(kind);
        provider.Play(script ?? new Script());
        var wait = (int)(patience ?? TimeSpan.FromMinutes(1)).TotalMilliseconds;
        var gateway = await Gateway.Start(StoreKind.Sqlite, null, (db, _, box) =>
        {
            Configured.Provider(db, box, "only", provider.Kind, provider.BaseUrl, provider.Settings, [provider.Secret]);
            Configured.Price(db, "only");
            Configured.Route(db, new WriteModelRoute
            {
                Model = Model,
                MaxAttempts = 1,
                FirstByteTimeoutMs = wait,
                AnswerTimeoutMs = wait,
                IdleTimeoutMs = wait,
                Targets = [new ModelTarget { Provider = "only", Model = provider.Model }],
            });
        });
        return new ProviderHouse(provider, gateway);
    }

    /// <summary>A request with <see cref="Script.Question"/>.</summary>
    /// <param name="more">More fields, each with its comma before it.</param>
    public static string Asking(string more = "") => Asking(more, $$"""[{"role":"user","content":"{{Script.Question}}"}]""");

    public static string Asking(string more, string messages) => $$"""{"model":"{{Model}}","max_tokens":300,"messages":{{messages}}{{more}}}""";

    /// <summary>Asks, and reads the whole answer.</summary>
    public async Task<(HttpResponseMessage Response, JsonElement Body)> Ask(string request)
    {
        var response = await Gateway.Post("chat/completions", request);
        return (response, JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync()).RootElement);
    }

    /// <summary>Asks what must be answered.</summary>
    public async Task<JsonElement> Answer(string request)
    {
        var (response, body) = await Ask(request);
        using (response) Assert.True((int)response.StatusCode == 200, $"{(int)response.StatusCode}: {body}");
        return body;
    }

    /// <summary>Asks for a stream and reads it to its end.</summary>
    public async Task<HubStream> Stream(string request)
    {
        using var response = await Gateway.Post("chat/completions", $"{request[..^1]},\"stream\":true}}");
        var body = await response.Content.ReadAsByteArrayAsync();
        Assert.True((int)response.StatusCode == 200, $"{(int)response.StatusCode}: {Encoding.UTF8.GetString(body)}");
        return HubStream.Read(200, body, Provider.SpeaksOurs ? Provider.Model : Model);
    }

    /// <summary>The ledger, when everything is in it.</summary>
    public async Task<List<AttemptRow>> Ledger()
    {
        await Gateway.Settled();
        return await Gateway.Kit.Store.Read(SystemScope.Ledger, (db, c) => db.Attempts.OrderBy(a => a.Id).ToListAsync(c), default);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Provider.DisposeAsync();
    }

    private static Task<IProviderUnderTest> Start(string kind) => kind switch
    {
        "openai" => OpenAiUnderTest.Start(isAzure: false),
        "azure_openai" => OpenAiUnderTest.Start(isAzure: true),
        "anthropic" => AnthropicUnderTest.Start(),
        "gemini" => GeminiUnderTest.Start(),
        "yandex" => YandexUnderTest.Start(isCompatible: false),
        "yandex_compatible" => YandexUnderTest.Start(isCompatible: true),
        "gigachat" => GigaChatUnderTest.Start(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no stand-in of this kind."),
    };
}
