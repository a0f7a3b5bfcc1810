using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>Refusals of what a provider cannot do and the client must not believe was done.</summary>
internal static class Unsupported
{
    /// <summary>The provider has no such setting at all.</summary>
    public static OpenAiError Parameter(string provider, string parameter, string? instead = null) =>
        Refuse.UnsupportedParameter(parameter, $"{provider} does not support '{parameter}'{(instead is null ? "." : $": {instead}.")}");

    /// <summary>The provider has the setting, but not this value.</summary>
    public static OpenAiError Value(string provider, string parameter, string why) =>
        Refuse.UnsupportedValue(parameter, $"{provider}: '{parameter}' {why}.");

    /// <summary>What neither Anthropic nor Google has. Values that ask for nothing pass: clients send them without meaning them.</summary>
    public static OpenAiError? Check(in ChatFields chat, string provider)
    {
        if (chat.Logprobs.IsTrue) return Parameter(provider, "logprobs");
        if (chat.TopLogprobs.Integer() is { } top && top > 0) return Parameter(provider, "top_logprobs");
        if (chat.LogitBias.IsObject && !chat.LogitBias.IsEmpty) return Parameter(provider, "logit_bias");
        if (chat.Functions.IsArray && !chat.Functions.IsEmpty)
            return Refuse.UnsupportedParameter("functions", "'functions' has been replaced by 'tools'.");
        if (chat.FunctionCall.IsGiven)
            return Refuse.UnsupportedParameter("function_call", "'function_call' has been replaced by 'tool_choice'.");
        if (chat.Audio.IsGiven) return Parameter(provider, "audio");
        if (chat.WebSearchOptions.IsGiven) return Parameter(provider, "web_search_options");
        if (chat.Moderation.IsGiven) return Parameter(provider, "moderation");
        return chat.Modalities.IsArray && !IsTextOnly(chat.Modalities) ? Refuse.UnsupportedValue("modalities", $"{provider} answers with text only.") : null;
    }

    /// <summary>What providers that generate text and nothing else have no counterpart for. Where the client's value asks for
    /// nothing (<c>n: 1</c>, a penalty of 0), it is left out: many clients always send these.</summary>
    /// <returns>The refusal; null: the field is none of these, or asks for nothing.</returns>
    public static OpenAiError? Check(RawJson.Field field, string provider)
    {
        var value = field.Value;
        if (!value.IsGiven) return null;
        if (field.Is("logprobs"u8)) return value.IsFalse ? null : Parameter(provider, "logprobs");
        if (field.Is("top_logprobs"u8)) return value.Number() == 0 ? null : Parameter(provider, "top_logprobs");
        if (field.Is("logit_bias"u8)) return value.IsEmpty ? null : Parameter(provider, "logit_bias");
        if (field.Is("frequency_penalty"u8)) return value.Number() == 0 ? null : Parameter(provider, "frequency_penalty");
        if (field.Is("presence_penalty"u8)) return value.Number() == 0 ? null : Parameter(provider, "presence_penalty");
        if (field.Is("stop"u8)) return value.IsEmpty ? null : Parameter(provider, "stop");
        if (field.Is("audio"u8)) return Parameter(provider, "audio");
        if (field.Is("modalities"u8)) return IsTextOnly(value) ? null : Value(provider, "modalities", "can be [\"text\"] only");
        if (field.Is("web_search_options"u8)) return Parameter(provider, "web_search_options");
        if (field.Is("moderation"u8)) return Parameter(provider, "moderation");
        if (field.Is("functions"u8)) return value.IsEmpty ? null : Parameter(provider, "functions", "use 'tools'");
        return field.Is("function_call"u8) ? Parameter(provider, "function_call", "use 'tool_choice'") : null;
    }

    private static bool IsTextOnly(RawJson modalities)
    {
        foreach (var item in modalities.Items)
        {
            if (!item.Is("text"u8)) return false;
        }

        return modalities.IsArray;
    }
}
