using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sentralix.Connectors.JivoSite.Storage;
using Sentralix.Connectors.Messaging;
using Sentralix.Connectors.Messaging.Sandboxes;
using Sentralix.Platform.Hosting;

namespace Sentralix.Connectors.JivoSite;

/// <summary>Bots in JivoSite.</summary>
/// <param name="sandboxes">The built-in stand-ins; null: connections lead to the channel only.</param>
public sealed class JivoSiteModule(ISandboxes? sandboxes = null) : IServiceModule
{
    internal const string ServiceName = "jivosite";

    /// <inheritdoc/>
    public string Name => ServiceName;

    /// <inheritdoc/>
    public void Configure(ServiceSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        setup.AddMessenger<JivoSiteDbContext, JivoSiteChannel>(services => new JivoSiteChannel(services.GetRequiredService<TimeProvider>()), sandboxes);
        setup.AddOperatorDesks();
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes) => routes.MapMessengerHook(ServiceName);
}
