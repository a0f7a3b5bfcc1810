using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sentralix.Peers.Anthropic;

/// <summary>A refusal in the exact form of Anthropic's API.</summary>
internal sealed record AnthropicRefusal(int Status, string Type, string Message)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static AnthropicRefusal Invalid(string message) => new(400, "invalid_request_error", message);

    public static AnthropicRefusal Of(int status) => status switch
    {
        400 => Invalid("messages.0.content: Input should be a valid list"),
        401 => new(401, "authentication_error", "invalid x-api-key"),
        402 => new(402, "billing_error", "Your account has no credit left."),
        403 => new(403, "permission_error", "Your API key does not have permission to use the specified resource."),
        404 => new(404, "not_found_error", "model: claude-nobody"),
        413 => new(413, "request_too_large", "Request exceeds the maximum size"),
        429 => new(429, "rate_limit_error", "This request would exceed your organization's rate limit."),
        504 => new(504, "timeout_error", "The request timed out."),
        529 => new(529, "overloaded_error", "Overloaded"),
        _ => new(status, "api_error", "Internal server error"),
    };

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(
        new { type = "error", error = new { type = Type, message = Message }, request_id = "req_stand_in" }, Json);
}
