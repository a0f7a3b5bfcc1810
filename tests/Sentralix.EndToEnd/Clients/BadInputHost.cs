using Sentralix.EndToEnd.Hosting;

namespace Sentralix.EndToEnd.Clients;

/// <summary>One host with an assistant and a conversation that nothing sent to it may change.</summary>
public sealed class BadInputHost : IAsyncLifetime
{
    private Installation installation = null!;
    private HostProcess host = null!;

    public Uri Url => host.Url;

    /// <summary>A client without a key of its own.</summary>
    public HttpClient Anyone { get; } = new();

    public string Assistant { get; private set; } = null!;

    public string Conversation { get; private set; } = null!;

    internal ApiClient Api { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        installation = await Installation.Create("sqlite");
        host = await HostProcess.Start(installation.Arguments("--no-demo"));
        Api = new ApiClient(host.Url);
        Assistant = await Api.MakeAssistant();
        Conversation = await Api.Open(Assistant);
    }

    public async ValueTask DisposeAsync()
    {
        Anyone.Dispose();
        Api.Dispose();
        await host.DisposeAsync();
        await installation.DisposeAsync();
    }
}
