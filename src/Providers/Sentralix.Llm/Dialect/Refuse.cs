namespace Sentralix.Llm.Dialect;

/// <summary>Why a request cannot be done: the refusals that clients can tell apart by their codes, and their words.</summary>
internal static class Refuse
{
    public static OpenAiError NotJson() => OpenAiError.InvalidRequest("The body of the request is not valid JSON.");

    /// <summary>Reading a string failed on half of a surrogate pair.</summary>
    public static OpenAiError BrokenText() => OpenAiError.InvalidRequest("The body of the request is not valid JSON: a string holds half of a surrogate pair.");

    public static OpenAiError Missing(string param) =>
        OpenAiError.InvalidRequest($"The field '{param}' is required.", param, "missing_required_parameter");

    public static OpenAiError InvalidType(string param, string expected) =>
        OpenAiError.InvalidRequest($"The field '{param}' must be {expected}.", param, "invalid_type");

    public static OpenAiError InvalidValue(string param, string message) => OpenAiError.InvalidRequest(message, param, "invalid_value");

    /// <summary>The field is known, this value of it cannot be kept.</summary>
    public static OpenAiError UnsupportedValue(string param, string message) => OpenAiError.InvalidRequest(message, param, "unsupported_value");

    /// <summary>The field cannot be kept, whatever its value.</summary>
    public static OpenAiError UnsupportedParameter(string param, string message) => OpenAiError.InvalidRequest(message, param, "unsupported_parameter");

    /// <summary>A field of chat's in a request of another form would change what was translated behind its back.</summary>
    public static OpenAiError Unknown(string param) =>
        OpenAiError.InvalidRequest($"The field '{param}' does not exist in this form of request.", param, "unknown_parameter");
}
