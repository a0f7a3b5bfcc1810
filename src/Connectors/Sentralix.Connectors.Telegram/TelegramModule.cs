using Microsoft.AspNetCore.Routing;
using Sentralix.Connectors.Messaging;
using Sentralix.Connectors.Telegram.Storage;
using Sentralix.Platform.Hosting;

namespace Sentralix.Connectors.Telegram;

/// <summary>Telegram bots.</summary>
public sealed class TelegramModule : IServiceModule
{
    internal const string ServiceName = "telegram";

    /// <inheritdoc/>
    public string Name => ServiceName;

    /// <inheritdoc/>
    public void Configure(ServiceSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        setup.AddMessenger<TelegramDbContext, TelegramChannel>(services => new TelegramChannel(services.FilesOf(ServiceName)));
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes) => routes.MapMessengerHook(ServiceName);
}
