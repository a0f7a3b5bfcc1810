using Microsoft.AspNetCore.Http;
using Sentralix.Contracts;

namespace Sentralix.Platform.Http;

/// <summary>Refusals in OpenAI's error shape, for the wire dialects whose clients are OpenAI's SDKs.</summary>
public static class OpenAiErrors
{
    /// <summary>Answers a request.</summary>
    public static Task Write(HttpContext http, Refusal refusal)
    {
        http.Response.StatusCode = refusal.Status;
        var (type, code) = refusal.Status switch
        {
            401 => ("invalid_request_error", "invalid_api_key"),
            403 => ("permission_error", refusal.Code),
            404 => ("invalid_request_error", refusal.Code),
            402 or 429 => ("rate_limit_error", refusal.Code),
            >= 500 => ("server_error", refusal.Code),
            _ => ("invalid_request_error", refusal.Code),
        };
        return http.Response.WriteAsJsonAsync(new Wire(new WireError(refusal.Detail, type, refusal.Errors?.Keys.FirstOrDefault(), code)), http.RequestAborted);
    }

    private sealed record Wire(WireError Error);

    private sealed record WireError(string Message, string Type, string? Param, string Code);
}
