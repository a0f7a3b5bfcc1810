using Microsoft.AspNetCore.Http;
using Sentralix.Contracts;

namespace Sentralix.Platform.Http;

/// <summary>Refusals in Anthropic's error shape, for the one wire dialect whose clients are Anthropic's SDKs.</summary>
public static class AnthropicErrors
{
    // Anthropic's own status for a model that has too much to do.
    private const int Overloaded = 529;

    /// <summary>The type that Anthropic's clients read for a status.</summary>
    public static string TypeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "authentication_error",
        StatusCodes.Status402PaymentRequired => "billing_error",
        StatusCodes.Status403Forbidden => "permission_error",
        StatusCodes.Status404NotFound => "not_found_error",
        StatusCodes.Status413PayloadTooLarge => "request_too_large",
        StatusCodes.Status429TooManyRequests => "rate_limit_error",
        StatusCodes.Status504GatewayTimeout or StatusCodes.Status408RequestTimeout => "timeout_error",
        Overloaded => "overloaded_error",
        >= 500 => "api_error",
        _ => "invalid_request_error",
    };

    /// <summary>Answers a request.</summary>
    public static Task Write(HttpContext http, Refusal refusal)
    {
        http.Response.StatusCode = refusal.Status;
        return http.Response.WriteAsJsonAsync(
            new Wire("error", new WireError(TypeOf(refusal.Status), refusal.Detail, new WireDetails(refusal.Code))), http.RequestAborted);
    }

    private sealed record Wire(string Type, WireError Error);

    private sealed record WireError(string Type, string Message, WireDetails Details);

    // Where Anthropic's clients look for a code of the service's own; snake case, as everywhere on the wire.
    private sealed record WireDetails([property: System.Text.Json.Serialization.JsonPropertyName("error_code")] string ErrorCode);
}
