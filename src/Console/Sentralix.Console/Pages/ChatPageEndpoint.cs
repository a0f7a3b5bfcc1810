using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Sentralix.Console.Assets;
using Sentralix.Console.Languages;
using Sentralix.Platform.Http;

namespace Sentralix.Console.Pages;

/// <summary>Renders the page, in the visitor's language.</summary>
internal static class ChatPageEndpoint
{
    public static void MapChatPage(this IEndpointRouteBuilder routes) => routes.MapGet("/", Render).Behind(Listener.Public).ExcludeFromDescription();

    private static RazorComponentResult<ChatPage> Render(HttpContext http, EmbeddedAssets assets)
    {
        PageHeaders.Protect(http.Response);
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers.Vary = "Accept-Language";
        return new RazorComponentResult<ChatPage>(new Dictionary<string, object?>
        {
            [nameof(ChatPage.Language)] = PageLanguage.Of(http.Request),
            [nameof(ChatPage.Script)] = assets.PathOf("chat.js"),
            [nameof(ChatPage.Style)] = assets.PathOf("chat.css"),
            [nameof(ChatPage.Icon)] = assets.PathOf("icon.svg"),
        });
    }
}
