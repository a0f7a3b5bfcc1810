using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sentralix.Connectors.Avito.Storage;
using Sentralix.Connectors.Messaging;
using Sentralix.Connectors.Messaging.Sandboxes;
using Sentralix.Connectors.Messaging.Tokens;
using Sentralix.Platform.Hosting;
using Sentralix.Platform.Security;

namespace Sentralix.Connectors.Avito;

/// <summary>Avito's messenger.</summary>
/// <param name="sandboxes">The built-in stand-ins; null: connections lead to the channel only.</param>
public sealed class AvitoModule(ISandboxes? sandboxes = null) : IServiceModule
{
    internal const string ServiceName = "avito";

    /// <inheritdoc/>
    public string Name => ServiceName;

    /// <inheritdoc/>
    public void Configure(ServiceSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        setup.AddMessenger<AvitoDbContext, AvitoChannel>(
            services => new AvitoChannel(
                services.GetRequiredService<TimeProvider>(),
                services.FilesOf(ServiceName),
                shared: new ClusterTokens(ServiceName, services.GetRequiredService<IGrainFactory>(), services.GetRequiredService<SecretBox>(), services.GetRequiredService<ILogger<ClusterTokens>>())),
            sandboxes);
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes) => routes.MapMessengerHook(ServiceName);
}
