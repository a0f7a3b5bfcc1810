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
        if (Unsupported.Check(chat, GeminiDialect.Provider) is { } impossible) return impossible;
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
        if (chat.Temperature.IsNumber) json.WriteRaw("temperature"u8, chat.Temperature);
        if (chat.TopP.IsNumber) json.WriteRaw("topP"u8, chat.TopP);
        if (chat.TopK.IsNumber) json.WriteRaw("topK"u8, chat.TopK);
        if (chat.FrequencyPenalty.Number() is { } frequency && frequency != 0) json.WriteRaw("frequencyPenalty"u8, chat.FrequencyPenalty);
        if (chat.PresencePenalty.Number() is { } presence && presence != 0) json.WriteRaw("presencePenalty"u8, chat.PresencePenalty);
        if (chat.N.Integer() is { } n && n != 1) json.WriteRaw("candidateCount"u8, chat.N);
        var limit = !chat.MaxCompletionTokens.IsGiven ? chat.MaxTokens : chat.MaxCompletionTokens;
        if (limit.IsGiven)
        {
            var name = !chat.MaxCompletionTokens.IsGiven ? "max_tokens" : "max_completion_tokens";
            if (limit.Integer() is not { } tokens || tokens < 1) return Refuse.InvalidValue(name, $"The field '{name}' must be a number of tokens.");
            json.WriteRaw("maxOutputTokens"u8, limit);
        }

        if (chat.Seed.IsGiven)
        {
            if (chat.Seed.Integer() is not { } seed || seed is < int.MinValue or > int.MaxValue)
                return Refuse.UnsupportedValue("seed", $"{GeminiDialect.Provider} takes a seed of 32 bits.");
            json.WriteRaw("seed"u8, chat.Seed);
        }

        return WriteStop(json, chat.Stop) ?? WriteFormat(json, chat.ResponseFormat) ?? WriteThinking(json, chat.ReasoningEffort, settings);
    }

    private static OpenAiError? WriteStop(Utf8JsonWriter json, RawJson stop)
    {
        if (!stop.IsGiven || (stop.IsArray && stop.IsEmpty)) return null;
        if (!stop.IsString && !stop.IsArray) return Refuse.InvalidValue("stop", "The field 'stop' must be a string or a list of strings.");
        json.WritePropertyName("stopSequences"u8);
        if (stop.IsString) json.WriteStartArray();
        json.WriteRaw(stop);
        if (stop.IsString) json.WriteEndArray();
        return null;
    }

    private static OpenAiError? WriteFormat(Utf8JsonWriter json, RawJson format)
    {
        if (!ResponseFormat.TryRead(format, out var kind, out var schema))
            return Refuse.InvalidValue("response_format", "The field 'response_format' is none of the known ones.");
        if (kind == ResponseFormatKind.Text) return null;
        json.WriteString("responseMimeType"u8, "application/json"u8);
        if (kind == ResponseFormatKind.Schema) json.WriteRaw("responseJsonSchema"u8, schema);
        return null;
    }

    // The numbers are those of Google's own endpoint of OpenAI's form: https://ai.google.dev/gemini-api/docs/openai
    private static OpenAiError? WriteThinking(Utf8JsonWriter json, RawJson effort, GeminiSettings settings)
    {
        if (!effort.IsGiven) return null;
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
