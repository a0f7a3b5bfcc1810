using Microsoft.AspNetCore.Routing;
using Sentralix.Connectors.Messaging;
using Sentralix.Connectors.Vk.Storage;
using Sentralix.Platform.Hosting;

namespace Sentralix.Connectors.Vk;

/// <summary>VK communities.</summary>
public sealed class VkModule : IServiceModule
{
    internal const string ServiceName = "vk";

    /// <inheritdoc/>
    public string Name => ServiceName;

    /// <inheritdoc/>
    public void Configure(ServiceSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        setup.AddMessenger<VkDbContext, VkChannel>(services => new VkChannel(services.FilesOf(ServiceName)));
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes) => routes.MapMessengerHook(ServiceName);
}
