using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sentralix.Contracts;
using Sentralix.Platform.Hosting;
using Sentralix.Platform.Http;
using Sentralix.Platform.Security;

namespace Sentralix.Platform.Tests.Subject;

/// <summary>The internal service of the tests.</summary>
internal sealed class WorkshopModule : IServiceModule
{
    public string Name => "workshop";

    public void Configure(ServiceSetup setup)
    {
        setup.AddContract<IWorkshop, Workshop>();
        setup.AddContract<IWorkshopAdmin, Workshop>();
    }

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/hooks/workshop/{connection}", (string connection, HttpContext http) => $"{connection} {http.WasForwarded()} {CallContext.CurrentOrNone?.Tenant ?? "nobody"}")
            .Behind(Listener.Internal);
}

/// <summary>The public service of the tests: it knows one key, and one contact.</summary>
internal sealed class WindowModule : IServiceModule
{
    public const string Key = "Bearer key-of-acme";
    public const string Contact = "Bearer contact-of-acme";

    public string Name => "api";

    public void Configure(ServiceSetup setup)
    {
        setup.Services.AddSingleton<IPublicBorder, Border>();
        setup.AddContract<IShopWindow, Workshop>();
    }

    private sealed class Border : IPublicBorder
    {
        public ValueTask<Result<CallContext>> Authenticate(HttpContext http) => new(http.Request.Headers.Authorization.ToString() switch
        {
            Key => new CallContext { Tenant = "acme", Actor = "key:acme", Scopes = ["*"] },
            Contact => new CallContext { Tenant = "acme", Actor = "contact:kate", Scopes = ["orders:read"], Conversation = "cnv_1" },
            _ => Refusal.Unauthenticated("Send an API key."),
        });
    }
}
