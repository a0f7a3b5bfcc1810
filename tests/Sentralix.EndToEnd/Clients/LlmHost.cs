using System.Diagnostics;
using System.Text.Json;
using Sentralix.EndToEnd.Hosting;
using Sentralix.Peers.OpenAi;

namespace Sentralix.EndToEnd.Clients;

/// <summary>The tests that share <see cref="LlmHost"/>.</summary>
[CollectionDefinition(nameof(LlmClients))]
public sealed class LlmClients : ICollectionFixture<LlmHost>;

/// <summary>One host with four models for every client of other people: one that is well, one that has too much to do, one that is down,
/// one that breaks off its streams.</summary>
public sealed class LlmHost : IAsyncLifetime
{
    public const string Good = "good-model";
    public const string Busy = "busy-model";
    public const string Down = "down-model";
    public const string Cut = "cut-model";

    /// <summary>What the busy one asks for.</summary>
    public const int RetryAfter = 30;

    private readonly List<OpenAiUpstream> upstreams = [];
    private readonly Dictionary<string, JsonElement> runs = [];
    private Installation installation = null!;
    private HostProcess host = null!;

    public Uri At(string path) => new(host.Url, path);

    public async ValueTask InitializeAsync()
    {
        installation = await Installation.Create("sqlite");
        var arguments = new List<string> { "--no-demo", "--Llm:DefaultModel", Good };
        (string Model, OpenAiFault? Fault)[] all =
            [(Good, null), (Busy, OpenAiFault.WithStatus(429, RetryAfter)), (Down, OpenAiFault.WithStatus(503)), (Cut, new OpenAiFault(OpenAiFaultKind.CutStream))];
        foreach (var (model, fault) in all)
        {
            var upstream = await OpenAiUpstream.Start(new OpenAiBehaviour { RequiredKey = "upstream-key", Answer = Answer, Fault = fault });
            var at = $"--Llm:Upstreams:{upstreams.Count}";
            arguments.AddRange([$"{at}:Name", model, $"{at}:BaseUrl", upstream.BaseUrl.ToString(), $"{at}:ApiKey", "upstream-key", $"{at}:Models:0:Id", model]);
            upstreams.Add(upstream);
        }

        host = await HostProcess.Start(installation.Arguments([.. arguments]));
    }

    /// <summary>Has a client from npm do everything it can, once for all who ask: what came of each thing, by its name.</summary>
    public async Task<JsonElement> Run(string client)
    {
        NodePeers.Require();
        return runs.TryGetValue(client, out var known) ? known : runs[client] = await Do(client);
    }

    private async Task<JsonElement> Do(string client)
    {
        var models = JsonSerializer.Serialize(new { good = Good, busy = Busy, down = Down, cut = Cut });
        using var process = Process.Start(NodePeers.Node([NodePeers.Source("llm-clients.mjs"), NodePeers.Modules!, client, At("/").ToString(), Installation.AdminKey, models]))!;
        process.StandardInput.Close();
        var said = process.StandardOutput.ReadToEndAsync();
        var complained = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }

        Assert.True(process.ExitCode == 0, await complained);
        return JsonDocument.Parse(await said).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        foreach (var upstream in upstreams) await upstream.DisposeAsync();
        await installation.DisposeAsync();
    }

    private static ChatAnswer Answer(ChatAsked asked) => asked.HasTools
        ? new ChatAnswer("") { ToolCalls = [new ToolCall("call_7", "get_weather", """{"city":"Казань"}""")], FinishReason = "tool_calls" }
        : new ChatAnswer(OpenAiBehaviour.DefaultText);
}
