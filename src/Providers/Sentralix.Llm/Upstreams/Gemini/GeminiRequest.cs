using System.Buffers;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Gemini;

/// <summary>Writes a chat request as a request for content.</summary>
internal static class GeminiRequest
{
    public static OpenAiError? Write(ReadOnlySpan<byte> request, ForeignCall call, GeminiSettings settings, IBufferWriter<byte> body)
    {
        var chat = ChatFields.Read(request);
        if (Refuse.Everywhere(chat, GeminiDialect.Provider) is { } impossible) return impossible;
        using var json = new Utf8JsonWriter(body, DialectJson.Writer);
        json.WriteStartObject();
        if (GeminiConversation.Write(json, chat.Messages, GeminiModel.Of(call.UpstreamModel)) is { } messages) return messages;
        if (GeminiTools.Write(json, chat) is { } tools) return tools;
        json.WriteStartObject("generationConfig"u8);
        if (WriteConfiguration(json, chat, settings) is { } refusal) return refusal;
        json.WriteEndObject();
        json.WriteEndObject();
        return null;
    }

    private static OpenAiError? WriteConfiguration(Utf8JsonWriter json, in ChatFields chat, GeminiSettings settings)
    {
        if (chat.Temperature.IsNumber) chat.Temperature.WriteTo(json, "temperature"u8);
        if (chat.TopP.IsNumber) chat.TopP.WriteTo(json, "topP"u8);
        if (chat.TopK.IsNumber) chat.TopK.WriteTo(json, "topK"u8);
        if (chat.FrequencyPenalty.TryNumber(out var frequency) && frequency != 0) chat.FrequencyPenalty.WriteTo(json, "frequencyPenalty"u8);
        if (chat.PresencePenalty.TryNumber(out var presence) && presence != 0) chat.PresencePenalty.WriteTo(json, "presencePenalty"u8);
        if (chat.N.TryInteger(out var n) && n != 1) chat.N.WriteTo(json, "candidateCount"u8);
        var limit = chat.MaxCompletionTokens.IsNothing ? chat.MaxTokens : chat.MaxCompletionTokens;
        if (!limit.IsNothing)
        {
            var name = chat.MaxCompletionTokens.IsNothing ? "max_tokens" : "max_completion_tokens";
            if (!limit.TryInteger(out var tokens) || tokens < 1) return Refuse.InvalidValue(name, $"The field '{name}' must be a number of tokens.");
            limit.WriteTo(json, "maxOutputTokens"u8);
        }

        if (!chat.Seed.IsNothing)
        {
            if (!chat.Seed.TryInteger(out var seed) || seed is < int.MinValue or > int.MaxValue)
                return Refuse.UnsupportedValue("seed", $"{GeminiDialect.Provider} takes a seed of 32 bits.");
            chat.Seed.WriteTo(json, "seed"u8);
        }

        return WriteStop(json, chat.Stop) ?? WriteFormat(json, chat.ResponseFormat) ?? WriteThinking(json, chat.ReasoningEffort, settings);
    }

    private static OpenAiError? WriteStop(Utf8JsonWriter json, JsonValue stop)
    {
        if (stop.IsNothing || (stop.IsArray && stop.IsEmpty)) return null;
        if (!stop.IsString && !stop.IsArray) return Refuse.InvalidValue("stop", "The field 'stop' must be a string or a list of strings.");
        json.WritePropertyName("stopSequences"u8);
        if (stop.IsString) json.WriteStartArray();
        stop.WriteTo(json);
        if (stop.IsString) json.WriteEndArray();
        return null;
    }

    private static OpenAiError? WriteFormat(Utf8JsonWriter json, JsonValue format)
    {
        if (!ResponseFormat.TryRead(format, out var kind, out var schema))
            return Refuse.InvalidValue("response_format", "The field 'response_format' is none of the known ones.");
        if (kind == ResponseFormatKind.Text) return null;
        json.WriteString("responseMimeType"u8, "application/json"u8);
        if (kind == ResponseFormatKind.Schema) schema.WriteTo(json, "responseJsonSchema"u8);
        return null;
    }

    // The numbers are those of Google's own endpoint of OpenAI's form: https://ai.google.dev/gemini-api/docs/openai
    private static OpenAiError? WriteThinking(Utf8JsonWriter json, JsonValue effort, GeminiSettings settings)
    {
        if (effort.IsNothing) return null;
        var (level, budget) = effort.Is("none"u8) ? ("", 0)
            : effort.Is("minimal"u8) ? ("MINIMAL", 1024)
            : effort.Is("low"u8) ? ("LOW", 1024)
            : effort.Is("medium"u8) ? ("MEDIUM", 8192)
            : effort.Is("high"u8) || effort.Is("xhigh"u8) || effort.Is("max"u8) ? ("HIGH", 24_576)
            : (null, 0);
        if (level is null)
            return Refuse.UnsupportedValue("reasoning_effort", "The field 'reasoning_effort' must be none, minimal, low, medium, high, xhigh or max.");
        if (level.Length == 0 && settings.ThinksByLevel)
            return Refuse.UnsupportedValue("reasoning_effort", "This model cannot be kept from thinking; 'minimal' is the least.");

        json.WriteStartObject("thinkingConfig"u8);
        if (settings.ThinksByLevel) json.WriteString("thinkingLevel"u8, level);
        else json.WriteNumber("thinkingBudget"u8, budget);
        if (settings.IncludeThoughts && level.Length > 0) json.WriteBoolean("includeThoughts"u8, true);
        json.WriteEndObject();
        return null;
    }
}
