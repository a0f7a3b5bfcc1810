using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sentralix.Connectors.Avito.Storage;
using Sentralix.Connectors.Messaging;
using Sentralix.Platform.Hosting;

namespace Sentralix.Connectors.Avito;

/// <summary>Avito's messenger.</summary>
public sealed class AvitoModule : IServiceModule
{
    internal const string ServiceName = "avito";

    /// <inheritdoc/>
    public string Name => ServiceName;

    /// <inheritdoc/>
    public void Configure(ServiceSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        setup.AddMessenger<AvitoDbContext, AvitoChannel>(services => new AvitoChannel(services.GetRequiredService<TimeProvider>(), services.FilesOf(ServiceName)));
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes) => routes.MapMessengerHook(ServiceName);
}
