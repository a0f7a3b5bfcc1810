using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Sentralix.Console.Pages;
using Sentralix.Contracts;
using Sentralix.Platform.Http;

namespace Sentralix.Console.Assets;

/// <summary>Serves the assets. An address with this build's version may be kept for ever.</summary>
internal static class AssetEndpoints
{
    /// <summary>Keep it, but ask whether it has changed.</summary>
    public const string AskEachTime = "no-cache";

    private const string ForEver = "public, max-age=31536000, immutable";

    public static void MapAssets(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/console/{version}/{name}", [HttpMethods.Get, HttpMethods.Head], (RequestDelegate)Serve).Behind(Listener.Public);
        routes.MapMethods("/favicon.ico", [HttpMethods.Get, HttpMethods.Head], (RequestDelegate)(http => Serve(http, "icon.svg", AskEachTime))).Behind(Listener.Public);
    }

    /// <summary>Sends a file, or says that the browser has it.</summary>
    public static async Task Send(HttpContext http, Asset asset, string caching)
    {
        var response = http.Response;
        PageHeaders.Protect(response);
        response.Headers.CacheControl = caching;
        response.Headers.ETag = asset.ETag;
        if (IsKnown(http.Request, asset.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = asset.ContentType;
        response.ContentLength = asset.Bytes.Length;
        if (HttpMethods.IsGet(http.Request.Method)) await response.Body.WriteAsync(asset.Bytes, http.RequestAborted);
    }

    private static Task Serve(HttpContext http)
    {
        // A page of another build (two processes during an update) gets this build's file, but must not keep it under that address.
        var isThisBuild = (string?)http.GetRouteValue("version") == http.RequestServices.GetRequiredService<EmbeddedAssets>().Version;
        return Serve(http, (string)http.GetRouteValue("name")!, isThisBuild ? ForEver : AskEachTime);
    }

    private static Task Serve(HttpContext http, string name, string caching) =>
        http.RequestServices.GetRequiredService<EmbeddedAssets>().Find(name) is { } asset
            ? Send(http, asset, caching)
            : Problems.Write(http, Refusal.NotFound("file"));

    private static bool IsKnown(HttpRequest request, string etag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known)
        && known.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(new EntityTagHeaderValue(etag), useStrongComparison: false));
}
