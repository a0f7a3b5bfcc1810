using System.Net;

namespace Sentralix.Llm.Upstreams.Yandex;

/// <summary>Yandex's refusals, whose kind is in their words: the status of a full quota is 429 for all quotas.</summary>
internal static class YandexFaults
{
    public static FaultCode? Classify(HttpStatusCode status, ErrorBody body) => (int)status switch
    {
        // "ai.textGenerationCompletionSessionsCount.count gauge quota limit exceed: allowed 10 requests": a gauge counts what is under
        // way, a rate counts what came in a time.
        429 when Says(body, "gauge quota") => FaultCode.ConcurrencyFull,
        403 when Says(body, "billing") || Says(body, "suspended") || Says(body, "blocked") => FaultCode.NoMoney,
        400 or 404 when Says(body, "model_uri") || Says(body, "model uri") || Says(body, "Failed to get model") => FaultCode.ModelNotFound,
        400 when Says(body, "number of input tokens") || Says(body, "prompt length") => FaultCode.ContextLength,
        _ => null,
    };

    private static bool Says(ErrorBody body, string words) => body.Message.Contains(words, StringComparison.OrdinalIgnoreCase);
}
