using System.Net;

namespace Sentralix.Llm.Upstreams.Access;

/// <summary>Sends requests with their credentials; one that is refused with 401 is repeated once where other credentials are to be had.</summary>
internal static class AccessCall
{
    /// <summary>Sends.</summary>
    /// <param name="http">The way out.</param>
    /// <param name="access">The credentials.</param>
    /// <param name="make">Makes the request, without credentials; called a second time for the repetition. Its content must bear being
    /// sent twice.</param>
    /// <param name="cancellation">The caller's.</param>
    /// <returns>The head of the answer; or the fault that there are no credentials.</returns>
    public static async Task<AccessReply> Send(
        HttpMessageInvoker http, IUpstreamAccess access, Func<HttpRequestMessage> make, CancellationToken cancellation)
    {
        var request = make();
        if (await access.Apply(request, cancellation) is { } none) return new AccessReply(null, none);
        var response = await http.SendAsync(request, cancellation);
        if (response.StatusCode != HttpStatusCode.Unauthorized || !access.Renew(request)) return new AccessReply(response, null);

        var again = make();
        if (await access.Apply(again, cancellation) is { } fault)
        {
            response.Dispose();
            return new AccessReply(null, fault);
        }

        response.Dispose();
        return new AccessReply(await http.SendAsync(again, cancellation), null);
    }
}

/// <summary>What came back: one of the two.</summary>
/// <param name="Response">The head of the answer.</param>
/// <param name="Fault">Why nothing was sent.</param>
internal readonly record struct AccessReply(HttpResponseMessage? Response, UpstreamFault? Fault);
