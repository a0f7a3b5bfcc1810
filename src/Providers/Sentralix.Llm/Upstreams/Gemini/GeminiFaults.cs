using System.Globalization;

namespace Sentralix.Llm.Upstreams.Gemini;

/// <summary>What Google's refusals mean where their status alone says too little. 402, 403, 404, 500, 503 and 504 mean what they mean
/// everywhere.</summary>
internal static class GeminiFaults
{
    public static FaultCode? Classify(int status, ErrorBody body) => status switch
    {
        // Its words about the current quota and its billing details come with every limit of requests a minute, too.
        429 => Mentions(body, "credits are depleted") ? FaultCode.NoMoney : FaultCode.RateLimited,
        400 => OfRequest(body),
        // The caller gave up, says Google; it was the time that it gave itself.
        499 => FaultCode.Overloaded,
        _ => null,
    };

    /// <summary>An error inside a stream, whose status is its code.</summary>
    public static FaultCode Streamed(ErrorBody body)
    {
        if (!int.TryParse(body.Code, NumberStyles.None, CultureInfo.InvariantCulture, out var status) || status is < 400 or > 599) return FaultCode.Overloaded;
        return Classify(status, body) ?? FaultTable.Classify((System.Net.HttpStatusCode)status, body);
    }

    private static FaultCode? OfRequest(ErrorBody body)
    {
        if (Mentions(body, "API key not valid") || Mentions(body, "API key expired") || Mentions(body, "API_KEY_INVALID")) return FaultCode.Auth;
        // Google does not serve every country; no request from here will ever be answered with this key.
        if (Mentions(body, "location is not supported")) return FaultCode.Auth;
        if (Mentions(body, "enable billing") || Mentions(body, "billing to be enabled")) return FaultCode.NoMoney;
        if (Mentions(body, "token count") && Mentions(body, "exceeds the maximum")) return FaultCode.ContextLength;
        return null;
    }

    private static bool Mentions(ErrorBody body, string words) => body.Message.Contains(words, StringComparison.OrdinalIgnoreCase);
}
