namespace Sentralix.Llm.Upstreams.Anthropic;

/// <summary>What Anthropic's refusals mean where their status alone says too little. 529 (overloaded), 402 (billing) and 504 mean what
/// they mean everywhere.</summary>
internal static class AnthropicFaults
{
    public static FaultCode? Classify(int status, ErrorBody body)
    {
        if (OfType(body) is { } code && status is 200 or 400 or 403 or 413 or 429) return code;
        return null;
    }

    /// <summary>An error inside a stream, which has no status of its own.</summary>
    public static FaultCode Streamed(ErrorBody body) => OfType(body) ?? body.Type switch
    {
        "overloaded_error" or "api_error" => FaultCode.Overloaded,
        "timeout_error" => FaultCode.Timeout,
        "rate_limit_error" => FaultCode.RateLimited,
        "authentication_error" or "permission_error" => FaultCode.Auth,
        "invalid_request_error" => FaultCode.BadRequest,
        "not_found_error" => FaultCode.ModelNotFound,
        _ => FaultCode.Overloaded,
    };

    private static FaultCode? OfType(ErrorBody body)
    {
        if (body.Type == "billing_error" || Mentions(body, "credit balance is too low") || Mentions(body, "specified API usage limits") || Mentions(body, "spend limit"))
            return FaultCode.NoMoney;
        // Bytes and not tokens: a model with a longer memory would not take it either.
        if (body.Type == "request_too_large") return FaultCode.BadRequest;
        if (Mentions(body, "prompt is too long") || Mentions(body, "exceed context limit") || Mentions(body, "context window")) return FaultCode.ContextLength;
        return Mentions(body, "content filtering policy") ? FaultCode.ContentFilter : null;
    }

    private static bool Mentions(ErrorBody body, string words) => body.Message.Contains(words, StringComparison.OrdinalIgnoreCase);
}
