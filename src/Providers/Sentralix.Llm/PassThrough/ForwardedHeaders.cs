using Microsoft.AspNetCore.Http;

namespace Sentralix.Llm.PassThrough;

/// <summary>The few headers that cross the gateway. Everything else stays on its side: the client's key above all, and on the other one the
/// account's name and limits, which the client's own limits are not.</summary>
internal static class ForwardedHeaders
{
    private static readonly string[] ToUpstreamNames = ["Idempotency-Key", "X-Client-Request-Id", "OpenAI-Beta", "anthropic-version", "anthropic-beta"];

    private static readonly string[] ToClientPrefixes = ["retry-after", "openai-processing-ms", "openai-version"];

    public static List<KeyValuePair<string, string>> ToUpstream(IHeaderDictionary headers)
    {
        var forwarded = new List<KeyValuePair<string, string>>(ToUpstreamNames.Length);
        foreach (var name in ToUpstreamNames)
        {
            if (headers.TryGetValue(name, out var value) && value.Count == 1) forwarded.Add(new(name, value[0]!));
        }

        return forwarded;
    }

    public static void ToClient(HttpResponseMessage upstream, IHeaderDictionary headers)
    {
        foreach (var (name, values) in upstream.Headers.NonValidated)
        {
            if (Passes(name)) headers[name] = values.ToString();
        }
    }

    private static bool Passes(string name)
    {
        foreach (var prefix in ToClientPrefixes)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return name.Equals("x-request-id", StringComparison.OrdinalIgnoreCase)
            || name.Equals("x-should-retry", StringComparison.OrdinalIgnoreCase);
    }
}
