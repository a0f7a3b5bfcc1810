using Sentralix.EndToEnd.Hosting;
using Sentralix.Peers.OpenAi;

namespace Sentralix.EndToEnd.Clients;

/// <summary>One host for the clients of other people: <see cref="OwnModel"/> is served by our own stand-in, <see cref="AimockModel"/>
/// by an upstream from npm where there is one.</summary>
public sealed class ClientsHost : IAsyncLifetime
{
    public const string OwnModel = "test-model";
    public const string AimockModel = "aimock-model";

    private Installation installation = null!;
    private OpenAiUpstream upstream = null!;
    private Aimock? aimock;
    private HostProcess host = null!;

    /// <summary>The two bases that OpenAI's clients may be pointed at.</summary>
    public static IEnumerable<TheoryDataRow<string>> Bases => [new("/llm/v1"), new("/api/v1")];

    internal ApiClient Api { get; private set; } = null!;

    public Uri At(string path) => new(host.Url, path);

    public async ValueTask InitializeAsync()
    {
        installation = await Installation.Create("sqlite");
        upstream = await OpenAiUpstream.Start(new OpenAiBehaviour { RequiredKey = "upstream-key", Answer = Answer });
        string[] second = [];
        if (NodePeers.Modules is not null)
        {
            aimock = await Aimock.Start();
            second =
            [
                "--Llm:Upstreams:1:Name", "aimock", "--Llm:Upstreams:1:BaseUrl", aimock.BaseUrl.ToString(), "--Llm:Upstreams:1:ApiKey", "aimock-key",
                "--Llm:Upstreams:1:Models:0:Id", AimockModel, "--Llm:Upstreams:1:Models:0:UpstreamModel", "gpt-4o-mini",
            ];
        }

        host = await HostProcess.Start(installation.Arguments(["--no-demo", .. Installation.Upstream(upstream.BaseUrl), .. second]));
        Api = new ApiClient(host.Url);
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await host.DisposeAsync();
        if (aimock is not null) await aimock.DisposeAsync();
        await upstream.DisposeAsync();
        await installation.DisposeAsync();
    }

    private static ChatAnswer Answer(ChatAsked asked) => asked.HasTools
        ? new ChatAnswer("") { ToolCalls = [new ToolCall("call_7", "get_weather", """{"city":"Казань"}""")], FinishReason = "tool_calls" }
        : new ChatAnswer(OpenAiBehaviour.DefaultText);
}
