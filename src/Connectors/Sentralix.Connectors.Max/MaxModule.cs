using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sentralix.Connectors.Max.Storage;
using Sentralix.Connectors.Messaging;
using Sentralix.Connectors.Messaging.Sandboxes;
using Sentralix.Platform.Hosting;

namespace Sentralix.Connectors.Max;

/// <summary>MAX bots.</summary>
/// <param name="sandboxes">The built-in stand-ins; null: connections lead to the channel only.</param>
public sealed class MaxModule(ISandboxes? sandboxes = null) : IServiceModule
{
    internal const string ServiceName = "max";

    /// <inheritdoc/>
    public string Name => ServiceName;

    /// <inheritdoc/>
    public void Configure(ServiceSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        setup.AddMessenger<MaxDbContext, MaxChannel>(services => new MaxChannel(services.GetRequiredService<TimeProvider>(), services.FilesOf(ServiceName)), sandboxes);
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes) => routes.MapMessengerHook(ServiceName);
}
