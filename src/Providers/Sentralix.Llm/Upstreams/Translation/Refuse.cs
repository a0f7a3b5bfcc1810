using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>What is refused because no provider of another dialect can do it, and the words for what one of them cannot.</summary>
internal static class Refuse
{
    /// <summary>The field is known, this value of it cannot be kept.</summary>
    public const string Value = "unsupported_value";

    /// <summary>The field cannot be kept, whatever its value.</summary>
    public const string Parameter = "unsupported_parameter";

    public static OpenAiError UnsupportedValue(string param, string message) => OpenAiError.InvalidRequest(message, param, Value);

    public static OpenAiError UnsupportedParameter(string param, string provider) =>
        OpenAiError.InvalidRequest($"{provider} has no '{param}'.", param, Parameter);

    public static OpenAiError InvalidValue(string param, string message) => OpenAiError.InvalidRequest(message, param, "invalid_value");

    /// <summary>Reading a string failed on half of a surrogate pair.</summary>
    public static OpenAiError BrokenText() => OpenAiError.InvalidRequest("The body of the request is not valid JSON: a string holds half of a surrogate pair.");

    /// <summary>What neither Anthropic nor Google has. Values that ask for nothing pass: clients send them without meaning them.</summary>
    public static OpenAiError? Everywhere(in ChatFields chat, string provider)
    {
        if (chat.Logprobs.IsTrue) return UnsupportedParameter("logprobs", provider);
        if (chat.TopLogprobs.Integer() is { } top && top > 0) return UnsupportedParameter("top_logprobs", provider);
        if (chat.LogitBias.IsObject && !chat.LogitBias.IsEmpty) return UnsupportedParameter("logit_bias", provider);
        if (chat.Functions.IsArray && !chat.Functions.IsEmpty)
            return OpenAiError.InvalidRequest("'functions' has been replaced by 'tools'.", "functions", Parameter);
        if (chat.FunctionCall.IsGiven)
            return OpenAiError.InvalidRequest("'function_call' has been replaced by 'tool_choice'.", "function_call", Parameter);
        if (chat.Audio.IsGiven) return UnsupportedParameter("audio", provider);
        if (chat.WebSearchOptions.IsGiven) return UnsupportedParameter("web_search_options", provider);
        if (chat.Moderation.IsGiven) return UnsupportedParameter("moderation", provider);
        return AsksForSound(chat.Modalities) ? UnsupportedValue("modalities", $"{provider} answers with text only.") : null;
    }

    private static bool AsksForSound(RawJson modalities)
    {
        foreach (var item in modalities.Items)
        {
            if (!item.Is("text"u8)) return true;
        }

        return false;
    }
}
