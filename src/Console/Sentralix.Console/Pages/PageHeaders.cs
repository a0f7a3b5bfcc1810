using Microsoft.AspNetCore.Http;

namespace Sentralix.Console.Pages;

/// <summary>What the browser must not do with the page: run or load anything that this server did not send as a file.</summary>
internal static class PageHeaders
{
    // Pictures come with the visitor's token, so the page fetches them itself and shows what it holds (blob:).
    // Answers of models and texts of documents are shown here: should one ever get past the escaping, it still cannot run.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    public static void Protect(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
    }
}
