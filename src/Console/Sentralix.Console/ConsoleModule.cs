using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sentralix.Console.Assets;
using Sentralix.Console.Pages;
using Sentralix.Platform.Hosting;

namespace Sentralix.Console;

/// <summary>The web chat at <c>/</c>. It stores nothing and calls no contract: the page in the browser is a client of the public API.</summary>
public sealed class ConsoleModule : IServiceModule
{
    /// <inheritdoc/>
    public string Name => "console";

    /// <inheritdoc/>
    public void Configure(ServiceSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        setup.Services.AddSingleton<EmbeddedAssets>();
        setup.Services.AddSingleton<RenderedPages>();
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapChatPage();
        routes.MapAssets();
    }
}
