using Microsoft.AspNetCore.Routing;
using Sentralix.Connectors.Messaging;
using Sentralix.Connectors.Messaging.Sandboxes;
using Sentralix.Connectors.Telegram.Storage;
using Sentralix.Platform.Hosting;

namespace Sentralix.Connectors.Telegram;

/// <summary>Telegram bots.</summary>
/// <param name="sandboxes">The built-in stand-ins; null: connections lead to the channel only.</param>
public sealed class TelegramModule(ISandboxes? sandboxes = null) : IServiceModule
{
    internal const string ServiceName = "telegram";

    /// <inheritdoc/>
    public string Name => ServiceName;

    /// <inheritdoc/>
    public void Configure(ServiceSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        setup.AddMessenger<TelegramDbContext, TelegramChannel>(services => new TelegramChannel(services.FilesOf(ServiceName)), sandboxes);
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes) => routes.MapMessengerHook(ServiceName);
}
