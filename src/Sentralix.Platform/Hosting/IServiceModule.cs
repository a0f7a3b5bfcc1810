using Microsoft.AspNetCore.Routing;

namespace Sentralix.Platform.Hosting;

/// <summary>A service's one public door: what it registers and what it maps.</summary>
public interface IServiceModule
{
    /// <summary>The service's prefix: <c>orchestrator</c>.</summary>
    string Name { get; }

    /// <summary>Registers the service's parts.</summary>
    void Configure(ServiceSetup setup);

    /// <summary>Maps what is not a contract: wire dialects, pages, raw downloads. Contracts are mapped by themselves.</summary>
    void Map(IEndpointRouteBuilder routes)
    {
    }
}
