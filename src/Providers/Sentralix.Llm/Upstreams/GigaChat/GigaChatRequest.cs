using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.GigaChat;

/// <summary>A chat request in GigaChat's form. Fields that OpenAI's dialect does not know (<c>profanity_check</c>, <c>update_interval</c>)
/// pass as they are.</summary>
internal ref struct GigaChatRequest
{
    // Known to OpenAI, of no meaning to GigaChat, and nothing that a client would miss in the answer.
    private static readonly byte[][] Dropped =
    [
        "stream_options"u8.ToArray(), "user"u8.ToArray(), "metadata"u8.ToArray(), "store"u8.ToArray(), "service_tier"u8.ToArray(),
        "seed"u8.ToArray(), "parallel_tool_calls"u8.ToArray(), "prediction"u8.ToArray(), "prompt_cache_retention"u8.ToArray(),
        "prompt_cache_options"u8.ToArray(), "safety_identifier"u8.ToArray(), "verbosity"u8.ToArray(),
    ];

    private RawJson messages;
    private RawJson tools;
    private RawJson toolChoice;
    private RawJson responseFormat;
    private RawJson maxTokens;
    private RawJson maxCompletionTokens;
    private RawJson temperature;
    private RawJson topP;
    private RawJson cacheKey;

    public static bool TryWrite(
        ReadOnlySpan<byte> request, ForeignCall call, [NotNullWhen(true)] out ForeignRequest? written, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        written = null;
        var asked = default(GigaChatRequest);
        var body = new ArrayBufferWriter<byte>(request.Length + 256);
        using (var json = new Utf8JsonWriter(body, DialectJson.Writer)) refusal = asked.Write(json, request, call);
        if (refusal is not null) return false;
        written = new ForeignRequest("chat/completions", body.WrittenMemory) { Headers = asked.Headers() };
        return true;
    }

    private OpenAiError? Write(Utf8JsonWriter json, ReadOnlySpan<byte> request, ForeignCall call)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, call.UpstreamModel);
        json.WriteBoolean("stream"u8, call.Stream);
        foreach (var field in new RawJson(request).Fields)
        {
            if (field.Value.IsGiven && !Take(field) && WriteField(json, field) is { } refusal) return refusal;
        }

        var limit = !maxCompletionTokens.IsGiven ? maxTokens : maxCompletionTokens;
        json.WriteRaw("max_tokens"u8, limit);
        return WriteSampling(json) ?? GigaChatMessages.Write(json, messages, call.Pictures) ?? GigaChatFunctions.Write(json, tools, toolChoice) ?? WriteFormat(json);
    }

    // What is written later, in its own way.
    private bool Take(RawJson.Field field)
    {
        if (field.Is("messages"u8)) messages = field.Value;
        else if (field.Is("tools"u8)) tools = field.Value;
        else if (field.Is("tool_choice"u8)) toolChoice = field.Value;
        else if (field.Is("response_format"u8)) responseFormat = field.Value;
        else if (field.Is("max_tokens"u8)) maxTokens = field.Value;
        else if (field.Is("max_completion_tokens"u8)) maxCompletionTokens = field.Value;
        else if (field.Is("temperature"u8)) temperature = field.Value;
        else if (field.Is("top_p"u8)) topP = field.Value;
        else if (field.Is("prompt_cache_key"u8)) cacheKey = field.Value;
        else return field.Is("model"u8) || field.Is("stream"u8);
        return true;
    }

    private static OpenAiError? WriteField(Utf8JsonWriter json, RawJson.Field field)
    {
        foreach (var name in Dropped)
        {
            if (field.Is(name)) return null;
        }

        if (field.Is("reasoning_effort"u8)) return WriteEffort(json, field.Value);
        if (Unsupported.Check(field, GigaChatDialect.Name) is { } refusal) return refusal;
        // What asks for nothing there is left out; what the dialect does not know is GigaChat's own.
        if (!IsNeutral(field)) field.CopyTo(json);
        return null;
    }

    private static bool IsNeutral(RawJson.Field field) =>
        field.Is("logprobs"u8) || field.Is("top_logprobs"u8) || field.Is("logit_bias"u8) || field.Is("frequency_penalty"u8) || field.Is("presence_penalty"u8)
        || field.Is("stop"u8) || field.Is("modalities"u8) || field.Is("functions"u8);

    private static OpenAiError? WriteEffort(Utf8JsonWriter json, RawJson effort)
    {
        // GigaChat knows three.
        var known = effort.MendedText() switch { "none" => null, "minimal" => "low", "xhigh" or "max" => "high", var same => same };
        if (known is not null) json.WriteString("reasoning_effort"u8, known);
        return null;
    }

    private readonly OpenAiError? WriteSampling(Utf8JsonWriter json)
    {
        if (temperature.IsGiven)
        {
            if (temperature.Number() is not { } number)
                return OpenAiError.InvalidRequest("The field 'temperature' must be a number.", "temperature", "invalid_type");
            if (number is < 0 or > 2) return Unsupported.Value(GigaChatDialect.Name, "temperature", "must be 0 to 2");
            // GigaChat's is above 0. Always the likeliest token is what 0 means, and what top_p 0 says.
            if (number == 0)
            {
                json.WriteNumber("top_p"u8, 0);
                return null;
            }

            json.WriteRaw("temperature"u8, temperature);
        }

        json.WriteRaw("top_p"u8, topP);
        return null;
    }

    private readonly OpenAiError? WriteFormat(Utf8JsonWriter json)
    {
        if (responseFormat.IsGiven && GigaChatFormat.Write(json, responseFormat) is { } refusal) return refusal;
        json.WriteEndObject();
        return null;
    }

    private readonly List<KeyValuePair<string, string>> Headers()
    {
        var headers = GigaChatDialect.Headers();
        // Requests of one session find each other's prefixes in the cache. The client's key may be any text, the header's value not.
        if (cacheKey.IsString) headers.Add(new("X-Session-ID", new Guid(SHA256.HashData(cacheKey.Mended()).AsSpan(0, 16)).ToString()));
        return headers;
    }
}
