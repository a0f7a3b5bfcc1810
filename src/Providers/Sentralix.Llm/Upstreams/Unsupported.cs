using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams;

/// <summary>Refusals of what a provider cannot do and the client must not believe was done.</summary>
internal static class Unsupported
{
    /// <summary>The provider has no such setting at all.</summary>
    public static OpenAiError Parameter(string provider, string parameter, string? instead = null) => OpenAiError.InvalidRequest(
        $"{provider} does not support '{parameter}'{(instead is null ? "." : $": {instead}.")}", parameter, "unsupported_parameter");

    /// <summary>The provider has the setting, but not this value.</summary>
    public static OpenAiError Value(string provider, string parameter, string why) =>
        OpenAiError.InvalidRequest($"{provider}: '{parameter}' {why}.", parameter, "unsupported_value");

    /// <summary>What providers that generate text and nothing else have no counterpart for. Where the client's value asks for
    /// nothing (<c>n: 1</c>, a penalty of 0), it is left out: many clients always send these.</summary>
    /// <returns>The refusal; null: the field is none of these, or asks for nothing.</returns>
    public static OpenAiError? Check(in JsonFields field, string provider)
    {
        if (field.IsNull) return null;
        if (field.Is("logprobs"u8)) return field.Kind == JsonTokenType.False ? null : Parameter(provider, "logprobs");
        if (field.Is("top_logprobs"u8)) return IsNumber(field, 0) ? null : Parameter(provider, "top_logprobs");
        if (field.Is("logit_bias"u8)) return IsEmpty(field) ? null : Parameter(provider, "logit_bias");
        if (field.Is("frequency_penalty"u8)) return IsNumber(field, 0) ? null : Parameter(provider, "frequency_penalty");
        if (field.Is("presence_penalty"u8)) return IsNumber(field, 0) ? null : Parameter(provider, "presence_penalty");
        if (field.Is("stop"u8)) return IsEmpty(field) ? null : Parameter(provider, "stop");
        if (field.Is("audio"u8)) return Parameter(provider, "audio");
        if (field.Is("modalities"u8)) return IsTextOnly(field.Value) ? null : Value(provider, "modalities", "can be [\"text\"] only");
        if (field.Is("web_search_options"u8)) return Parameter(provider, "web_search_options");
        if (field.Is("moderation"u8)) return Parameter(provider, "moderation");
        if (field.Is("functions"u8)) return IsEmpty(field) ? null : Parameter(provider, "functions", "use 'tools'");
        return field.Is("function_call"u8) ? Parameter(provider, "function_call", "use 'tool_choice'") : null;
    }

    /// <summary>Whether a field is this number.</summary>
    public static bool IsNumber(in JsonFields field, double number) => Number(field) == number;

    /// <summary>A field's number; null where it is none.</summary>
    public static double? Number(in JsonFields field)
    {
        if (field.Kind != JsonTokenType.Number) return null;
        var reader = new Utf8JsonReader(field.Value);
        reader.Read();
        return reader.TryGetDouble(out var number) ? number : null;
    }

    private static bool IsEmpty(in JsonFields field) => field.Kind switch
    {
        JsonTokenType.StartArray => !new JsonItems(field.Value).Next(),
        JsonTokenType.StartObject => !new JsonFields(field.Value).Next(),
        _ => false,
    };

    private static bool IsTextOnly(ReadOnlySpan<byte> modalities)
    {
        var items = new JsonItems(modalities);
        while (items.Next())
        {
            if (!items.Value.SequenceEqual("\"text\""u8)) return false;
        }

        return items.IsArray;
    }
}
