using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sentralix.Peers.Gemini;

/// <summary>A refusal in the exact form of Google's API.</summary>
internal sealed record GeminiRefusal(int Code, string Status, string Message)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string? Reason { get; init; }

    public string? RetryDelay { get; init; }

    public static GeminiRefusal Invalid(string message) => new(400, "INVALID_ARGUMENT", message);

    public static GeminiRefusal Of(int status) => status switch
    {
        400 => Invalid("Request contains an invalid argument."),
        401 => Invalid("API key not valid. Please pass a valid API key.") with { Reason = "API_KEY_INVALID" },
        403 => new(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API."),
        404 => new(404, "NOT_FOUND", "models/gemini-nobody is not found for API version v1beta, or is not supported for generateContent."),
        429 => new(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota, please check your plan and billing details.") { RetryDelay = "17s" },
        503 => new(503, "UNAVAILABLE", "The model is overloaded. Please try again later."),
        504 => new(504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete."),
        _ => new(status, "INTERNAL", "An internal error has occurred."),
    };

    public byte[] ToBytes()
    {
        var details = new List<object>();
        if (Reason is not null) details.Add(new Dictionary<string, object> { ["@type"] = "type.googleapis.com/google.rpc.ErrorInfo", ["reason"] = Reason, ["domain"] = "googleapis.com" });
        if (RetryDelay is not null) details.Add(new Dictionary<string, object> { ["@type"] = "type.googleapis.com/google.rpc.RetryInfo", ["retryDelay"] = RetryDelay });
        return JsonSerializer.SerializeToUtf8Bytes(
            new { error = details.Count == 0 ? (object)new { code = Code, message = Message, status = Status } : new { code = Code, message = Message, status = Status, details } }, Json);
    }
}
