using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sentralix.Console.Assets;
using Sentralix.Console.Languages;
using Sentralix.Platform.Http;

namespace Sentralix.Console.Pages;

/// <summary>Answers <c>/</c> in the visitor's language.</summary>
internal static class ChatPageEndpoint
{
    public static void MapChatPage(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], (RequestDelegate)Serve).Behind(Listener.Public);

    private static async Task Serve(HttpContext http)
    {
        http.Response.Headers.Vary = "Accept-Language";
        var pages = http.RequestServices.GetRequiredService<RenderedPages>();
        await AssetEndpoints.Send(http, await pages.In(PageLanguage.Of(http.Request)), AssetEndpoints.AskEachTime);
    }
}
