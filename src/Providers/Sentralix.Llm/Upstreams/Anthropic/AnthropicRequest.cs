using System.Buffers;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Anthropic;

/// <summary>Writes a chat request as a request for a message.</summary>
internal static class AnthropicRequest
{
    public static OpenAiError? Write(ReadOnlySpan<byte> request, ForeignCall call, AnthropicSettings settings, IBufferWriter<byte> body)
    {
        var chat = ChatFields.Read(request);
        if (RefusalOf(chat) is { } impossible) return impossible;
        if (!AnthropicThinking.TryRead(chat, settings, out var thinking, out var refusal)) return refusal;

        using var json = new Utf8JsonWriter(body, DialectJson.Writer);
        json.WriteStartObject();
        json.WriteString("model"u8, call.UpstreamModel);
        json.WriteNumber("max_tokens"u8, thinking.MaxTokens);
        if (call.Stream) json.WriteBoolean("stream"u8, true);
        if (WriteSampling(json, chat, settings) is { } sampling) return sampling;
        if (WriteStop(json, chat.Stop) is { } stop) return stop;
        WriteUser(json, chat);
        thinking.Write(json, chat);
        if (WriteOutput(json, chat, thinking) is { } output) return output;
        if (chat.CacheControl.IsGiven) json.WriteRaw("cache_control"u8, chat.CacheControl);
        if (AnthropicTools.Write(json, chat) is { } tools) return tools;
        if (AnthropicConversation.Write(json, chat.Messages) is { } messages) return messages;
        json.WriteEndObject();
        return null;
    }

    private static OpenAiError? RefusalOf(in ChatFields chat)
    {
        const string provider = AnthropicDialect.Provider;
        if (Unsupported.Check(chat, provider) is { } refusal) return refusal;
        if (chat.N.Integer() is { } n && n != 1) return Refuse.UnsupportedValue("n", $"{provider} gives one answer a request.");
        if (chat.FrequencyPenalty.Number() is { } frequency && frequency != 0) return Unsupported.Parameter(provider, "frequency_penalty");
        if (chat.PresencePenalty.Number() is { } presence && presence != 0) return Unsupported.Parameter(provider, "presence_penalty");
        return null;
    }

    private static OpenAiError? WriteSampling(Utf8JsonWriter json, in ChatFields chat, AnthropicSettings settings)
    {
        // 1 is what both sides take without being told.
        var temperature = chat.Temperature.Number() ?? 1;
        var hasTemperature = temperature != 1;
        var hasTopP = chat.TopP.Number() is { } topP && topP != 1;
        if (settings.Sampling == SamplingWay.Drop) return null;
        if (settings.Sampling == SamplingWay.Refuse)
        {
            var field = hasTemperature ? "temperature" : hasTopP ? "top_p" : chat.TopK.IsGiven ? "top_k" : null;
            return field is null ? null : Refuse.UnsupportedParameter(
                field, $"This model takes no '{field}'. The provider's setting 'sampling' can say that it is to be left out.");
        }

        // Anthropic's own endpoint of OpenAI's form caps it in this way: https://platform.claude.com/docs/en/api/openai-sdk
        if (hasTemperature && temperature > 1) json.WriteNumber("temperature"u8, 1);
        else if (hasTemperature) json.WriteRaw("temperature"u8, chat.Temperature);
        if (hasTopP) json.WriteRaw("top_p"u8, chat.TopP);
        if (chat.TopK.IsNumber) json.WriteRaw("top_k"u8, chat.TopK);
        return null;
    }

    private static OpenAiError? WriteStop(Utf8JsonWriter json, RawJson stop)
    {
        if (!stop.IsGiven || (stop.IsArray && stop.IsEmpty)) return null;
        if (!stop.IsString && !stop.IsArray) return Refuse.InvalidValue("stop", "The field 'stop' must be a string or a list of strings.");
        json.WritePropertyName("stop_sequences"u8);
        if (stop.IsArray)
        {
            json.WriteRaw(stop);
            return null;
        }

        json.WriteStartArray();
        json.WriteRaw(stop);
        json.WriteEndArray();
        return null;
    }

    private static void WriteUser(Utf8JsonWriter json, in ChatFields chat)
    {
        var user = chat.SafetyIdentifier.IsString ? chat.SafetyIdentifier : chat.User;
        if (!user.HasText) return;
        json.WriteStartObject("metadata"u8);
        json.WriteRaw("user_id"u8, user);
        json.WriteEndObject();
    }

    private static OpenAiError? WriteOutput(Utf8JsonWriter json, in ChatFields chat, in AnthropicThinking thinking)
    {
        if (!TryFormat(chat.ResponseFormat, out var schema, out var refusal)) return refusal;
        if (thinking.Effort is null && !schema.IsGiven) return null;
        json.WriteStartObject("output_config"u8);
        if (thinking.Effort is { } effort) json.WriteString("effort"u8, effort);
        if (schema.IsGiven)
        {
            json.WriteStartObject("format"u8);
            json.WriteString("type"u8, "json_schema"u8);
            json.WriteRaw("schema"u8, schema);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        return null;
    }

    private static bool TryFormat(RawJson format, out RawJson schema, out OpenAiError? refusal)
    {
        refusal = null;
        if (!ResponseFormat.TryRead(format, out var read, out schema)) refusal = Refuse.InvalidValue("response_format", "The field 'response_format' is none of the known ones.");
        else if (read == ResponseFormatKind.Json)
            refusal = Refuse.UnsupportedValue("response_format", $"{AnthropicDialect.Provider} keeps to JSON only by a schema: use the type json_schema.");
        return refusal is null;
    }
}
