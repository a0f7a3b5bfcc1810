using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sentralix.Connectors.JivoSite.Storage;
using Sentralix.Connectors.Messaging;
using Sentralix.Platform.Hosting;

namespace Sentralix.Connectors.JivoSite;

/// <summary>Bots in JivoSite.</summary>
public sealed class JivoSiteModule : IServiceModule
{
    internal const string ServiceName = "jivosite";

    /// <inheritdoc/>
    public string Name => ServiceName;

    /// <inheritdoc/>
    public void Configure(ServiceSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        setup.AddMessenger<JivoSiteDbContext, JivoSiteChannel>(services => new JivoSiteChannel(services.GetRequiredService<TimeProvider>()));
        setup.AddOperatorDesks();
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes) => routes.MapMessengerHook(ServiceName);
}
