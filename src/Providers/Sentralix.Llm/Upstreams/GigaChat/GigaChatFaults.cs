using System.Net;

namespace Sentralix.Llm.Upstreams.GigaChat;

/// <summary>GigaChat's refusals, <c>{"status":422,"message":"…"}</c>, where they mean other things than their status does elsewhere.</summary>
internal static class GigaChatFaults
{
    public static FaultCode? Classify(HttpStatusCode status, ErrorBody body) => (int)status switch
    {
        404 when Says(body, "model") => FaultCode.ModelNotFound,
        422 when Says(body, "token") && (Says(body, "limit") || Says(body, "exceed") || Says(body, "too many") || Says(body, "too large")) => FaultCode.ContextLength,
        _ => null,
    };

    private static bool Says(ErrorBody body, string words) => body.Message.Contains(words, StringComparison.OrdinalIgnoreCase);
}
