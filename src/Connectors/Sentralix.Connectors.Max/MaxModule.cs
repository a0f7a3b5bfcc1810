using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sentralix.Connectors.Max.Storage;
using Sentralix.Connectors.Messaging;
using Sentralix.Platform.Hosting;

namespace Sentralix.Connectors.Max;

/// <summary>MAX bots.</summary>
public sealed class MaxModule : IServiceModule
{
    internal const string ServiceName = "max";

    /// <inheritdoc/>
    public string Name => ServiceName;

    /// <inheritdoc/>
    public void Configure(ServiceSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        setup.AddMessenger<MaxDbContext, MaxChannel>(services => new MaxChannel(services.GetRequiredService<TimeProvider>(), services.FilesOf(ServiceName)));
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes) => routes.MapMessengerHook(ServiceName);
}
