using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Sentralix.Llm.Caching;

/// <summary>What a client says about answers that are given again, in <c>Cache-Control</c>.</summary>
internal enum CacheDemand
{
    /// <summary>Nothing: what is remembered may be given.</summary>
    None,

    /// <summary>Ask anew, and remember that.</summary>
    Fresh,

    /// <summary>Ask anew, and remember nothing.</summary>
    Never,
}

internal static class CacheDemands
{
    public static CacheDemand Of(IHeaderDictionary headers)
    {
        if (headers.CacheControl.Count == 0 || !CacheControlHeaderValue.TryParse(headers.CacheControl.ToString(), out var said)) return CacheDemand.None;
        if (said.NoStore) return CacheDemand.Never;
        return said.NoCache ? CacheDemand.Fresh : CacheDemand.None;
    }
}
