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
        if (!chat.CacheControl.IsNothing) chat.CacheControl.WriteTo(json, "cache_control"u8);
        if (AnthropicTools.Write(json, chat) is { } tools) return tools;
        if (AnthropicConversation.Write(json, chat.Messages) is { } messages) return messages;
        json.WriteEndObject();
        return null;
    }

    private static OpenAiError? RefusalOf(in ChatFields chat)
    {
        const string provider = AnthropicDialect.Provider;
        if (Refuse.Everywhere(chat, provider) is { } refusal) return refusal;
        if (chat.N.TryInteger(out var n) && n != 1) return Refuse.UnsupportedValue("n", $"{provider} gives one answer a request.");
        if (chat.FrequencyPenalty.TryNumber(out var frequency) && frequency != 0) return Refuse.UnsupportedParameter("frequency_penalty", provider);
        if (chat.PresencePenalty.TryNumber(out var presence) && presence != 0) return Refuse.UnsupportedParameter("presence_penalty", provider);
        return null;
    }

    private static OpenAiError? WriteSampling(Utf8JsonWriter json, in ChatFields chat, AnthropicSettings settings)
    {
        // 1 is what both sides take without being told.
        var hasTemperature = chat.Temperature.TryNumber(out var temperature) && temperature != 1;
        var hasTopP = chat.TopP.TryNumber(out var topP) && topP != 1;
        if (settings.Sampling == SamplingWay.Drop) return null;
        if (settings.Sampling == SamplingWay.Refuse)
        {
            var field = hasTemperature ? "temperature" : hasTopP ? "top_p" : !chat.TopK.IsNothing ? "top_k" : null;
            return field is null ? null : OpenAiError.InvalidRequest(
                $"This model takes no '{field}'. The provider's setting 'sampling' can say that it is to be left out.", field, Refuse.Parameter);
        }

        // Anthropic's own endpoint of OpenAI's form caps it in this way: https://platform.claude.com/docs/en/api/openai-sdk
        if (hasTemperature && temperature > 1) json.WriteNumber("temperature"u8, 1);
        else if (hasTemperature) chat.Temperature.WriteTo(json, "temperature"u8);
        if (hasTopP) chat.TopP.WriteTo(json, "top_p"u8);
        if (chat.TopK.IsNumber) chat.TopK.WriteTo(json, "top_k"u8);
        return null;
    }

    private static OpenAiError? WriteStop(Utf8JsonWriter json, JsonValue stop)
    {
        if (stop.IsNothing || (stop.IsArray && stop.IsEmpty)) return null;
        if (!stop.IsString && !stop.IsArray) return Refuse.InvalidValue("stop", "The field 'stop' must be a string or a list of strings.");
        json.WritePropertyName("stop_sequences"u8);
        if (stop.IsArray)
        {
            stop.WriteTo(json);
            return null;
        }

        json.WriteStartArray();
        stop.WriteTo(json);
        json.WriteEndArray();
        return null;
    }

    private static void WriteUser(Utf8JsonWriter json, in ChatFields chat)
    {
        var user = chat.SafetyIdentifier.IsString ? chat.SafetyIdentifier : chat.User;
        if (!user.IsString || user.IsEmptyText) return;
        json.WriteStartObject("metadata"u8);
        user.WriteTo(json, "user_id"u8);
        json.WriteEndObject();
    }

    private static OpenAiError? WriteOutput(Utf8JsonWriter json, in ChatFields chat, in AnthropicThinking thinking)
    {
        if (!TryFormat(chat.ResponseFormat, out var schema, out var refusal)) return refusal;
        if (thinking.Effort is null && schema.IsNothing) return null;
        json.WriteStartObject("output_config"u8);
        if (thinking.Effort is { } effort) json.WriteString("effort"u8, effort);
        if (!schema.IsNothing)
        {
            json.WriteStartObject("format"u8);
            json.WriteString("type"u8, "json_schema"u8);
            schema.WriteTo(json, "schema"u8);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        return null;
    }

    private static bool TryFormat(JsonValue format, out JsonValue schema, out OpenAiError? refusal)
    {
        refusal = null;
        if (!ResponseFormat.TryRead(format, out var read, out schema)) refusal = Refuse.InvalidValue("response_format", "The field 'response_format' is none of the known ones.");
        else if (read == ResponseFormatKind.Json)
            refusal = Refuse.UnsupportedValue("response_format", $"{AnthropicDialect.Provider} keeps to JSON only by a schema: use the type json_schema.");
        return refusal is null;
    }
}
