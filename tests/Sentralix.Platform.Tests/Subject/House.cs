using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sentralix.Platform.Contracts;
using Sentralix.Platform.Hosting;
using Sentralix.Platform.Security;
using Xunit;

[assembly: AssemblyFixture(typeof(Sentralix.Platform.Tests.Subject.House))]

namespace Sentralix.Platform.Tests.Subject;

/// <summary>The two ways to call a contract.</summary>
public enum Way
{
    /// <summary>The implementation behind its gate, in the same process.</summary>
    InProcess,

    /// <summary>Refit's client, Kestrel, the doors, the endpoints, and then the same gate.</summary>
    OverHttp,
}

/// <summary>A platform host with the test services: real Kestrel, real doors, real tokens.</summary>
public sealed class House : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("sentralix-house-").FullName;
    private PlatformHost host = null!;

    /// <summary>Before the internal door, without a token.</summary>
    public HttpClient Internal { get; private set; } = null!;

    /// <summary>Before the public door, without a key.</summary>
    public HttpClient Public { get; private set; } = null!;

    internal InternalTokens Tokens => host.Services.GetRequiredService<InternalTokens>();

    internal KeyRing Ring => host.Services.GetRequiredService<KeyRing>();

    internal Uri InternalUrl => host.InternalUrl;

    internal Uri PublicUrl => host.PublicUrl;

    /// <summary>A contract, called one way or the other.</summary>
    public TContract Of<TContract>(Way way)
        where TContract : class =>
        way == Way.InProcess ? host.Services.GetRequiredService<TContract>() : Client<TContract>(InternalUrl);

    /// <summary>A client of the test service at some addresses.</summary>
    public TContract Client<TContract>(params Uri[] addresses)
        where TContract : class =>
        new ContractClient(Tokens, new RemoteServices(new Dictionary<string, IReadOnlyList<Uri>> { ["workshop"] = addresses })).Make<TContract>("workshop");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        host = await Start(folder, [new WindowModule(), new WorkshopModule()]);
        Internal = new HttpClient { BaseAddress = InternalUrl };
        Public = new HttpClient { BaseAddress = PublicUrl };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Internal.Dispose();
        Public.Dispose();
        await host.Stop();
        await host.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    internal static async Task<PlatformHost> Start(string folder, IReadOnlyList<IServiceModule> modules, params string[] more)
    {
        string[] args = ["--data", folder, "--public-url", "http://127.0.0.1:0", "--internal-url", "http://127.0.0.1:0", .. more];
        var started = await PlatformHost.Compose(args, modules, builder => builder.Logging.ClearProviders());
        await started!.Start();
        return started;
    }
}
