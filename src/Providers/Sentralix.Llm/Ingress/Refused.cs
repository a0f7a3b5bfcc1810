using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress;

/// <summary>Why a client's request cannot be said in a chat request.</summary>
internal static class Refused
{
    public static OpenAiError Missing(string param) =>
        OpenAiError.InvalidRequest($"The field '{param}' is required.", param, "missing_required_parameter");

    public static OpenAiError Type(string param, string expected) =>
        OpenAiError.InvalidRequest($"The field '{param}' must be {expected}.", param, "invalid_type");

    /// <summary>The field is fine, but not with this value.</summary>
    public static OpenAiError Value(string param, string why) =>
        OpenAiError.InvalidRequest($"'{param}': {why}", param, "unsupported_value");

    /// <summary>The field asks for something that is not to be had here.</summary>
    public static OpenAiError Parameter(string param, string why) =>
        OpenAiError.InvalidRequest($"'{param}': {why}", param, "unsupported_parameter");

    /// <summary>A field of chat's in a request of another form would change what was translated behind its back.</summary>
    public static OpenAiError Unknown(string param) =>
        OpenAiError.InvalidRequest($"The field '{param}' does not exist in this form of request.", param, "unknown_parameter");

    public static OpenAiError NotJson() => OpenAiError.InvalidRequest("The body of the request is not valid JSON.");
}
