using System.Globalization;
using System.Net;

namespace Sentralix.Llm.Upstreams;

/// <summary>From an error answer to its code. Statuses mean different things at different providers, and 429 alone means
/// three: too many requests, too many at once, no money.</summary>
internal static class FaultTable
{
    public static FaultCode Classify(HttpStatusCode status, ErrorBody body) => (int)status switch
    {
        429 => Refused429(body),
        402 => FaultCode.NoMoney,
        // Non-standard ones such as 529 exist.
        >= 500 => FaultCode.Overloaded,
        408 => FaultCode.Timeout,
        // OpenAI's lock conflict, which its clients repeat.
        409 => FaultCode.Overloaded,
        401 => FaultCode.Auth,
        403 => SaysNoMoney(body) ? FaultCode.NoMoney : SaysNoModel(body) ? FaultCode.ModelNotFound : FaultCode.Auth,
        404 => SaysNoModel(body) || Mentions(body, "model") ? FaultCode.ModelNotFound : FaultCode.BadRequest,
        413 => FaultCode.ContextLength,
        >= 400 => Refused400(body),
        // A redirect, or a success that is none.
        _ => FaultCode.BadAnswer,
    };

    /// <summary>An error reported inside an answer whose status was 200.</summary>
    public static FaultCode Classify(ErrorBody body)
    {
        // Routers such as OpenRouter put the status of the server behind them into the code.
        if (int.TryParse(body.Code, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 400 and <= 599)
            return Classify((HttpStatusCode)status, body);
        if (SaysNoMoney(body) || Says(body, "rate_limit_exceeded", "rate_limit_error", "slow_down")) return Refused429(body);
        var refused = Refused400(body);
        return refused != FaultCode.BadRequest || Says(body, "invalid_request_error") ? refused : FaultCode.Overloaded;
    }

    private static FaultCode Refused429(ErrorBody body)
    {
        if (SaysNoMoney(body)) return FaultCode.NoMoney;
        return Mentions(body, "concurren") ? FaultCode.ConcurrencyFull : FaultCode.RateLimited;
    }

    private static FaultCode Refused400(ErrorBody body)
    {
        if (Says(body, "context_length_exceeded", "exceed_context_size_error")
            || Mentions(body, "context length") || Mentions(body, "context size") || Mentions(body, "context window"))
            return FaultCode.ContextLength;
        if (Says(body, "content_filter", "content_policy_violation")) return FaultCode.ContentFilter;
        if (SaysNoMoney(body)) return FaultCode.NoMoney;
        return SaysNoModel(body) ? FaultCode.ModelNotFound : FaultCode.BadRequest;
    }

    private static bool SaysNoMoney(ErrorBody body) =>
        Says(body, "insufficient_quota", "credit_balance_exhausted", "billing_hard_limit_reached", "billing_not_active");

    private static bool SaysNoModel(ErrorBody body) => Says(body, "model_not_found");

    private static bool Says(ErrorBody body, params ReadOnlySpan<string> codes)
    {
        foreach (var code in codes)
        {
            if (body.Code == code || body.Type == code) return true;
        }

        return false;
    }

    private static bool Mentions(ErrorBody body, string words) =>
        body.Message.Contains(words, StringComparison.OrdinalIgnoreCase);
}
