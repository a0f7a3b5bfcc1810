using Microsoft.AspNetCore.Routing;
using Sentralix.Connectors.Messaging;
using Sentralix.Connectors.Messaging.Sandboxes;
using Sentralix.Connectors.Vk.Storage;
using Sentralix.Platform.Hosting;

namespace Sentralix.Connectors.Vk;

/// <summary>VK communities.</summary>
/// <param name="sandboxes">The built-in stand-ins; null: connections lead to the channel only.</param>
public sealed class VkModule(ISandboxes? sandboxes = null) : IServiceModule
{
    internal const string ServiceName = "vk";

    /// <inheritdoc/>
    public string Name => ServiceName;

    /// <inheritdoc/>
    public void Configure(ServiceSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        setup.AddMessenger<VkDbContext, VkChannel>(services => new VkChannel(services.FilesOf(ServiceName)), sandboxes);
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes) => routes.MapMessengerHook(ServiceName);
}
