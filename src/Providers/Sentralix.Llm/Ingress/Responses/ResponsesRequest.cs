using System.Buffers;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Responses;

/// <summary>A request in the form of the Responses API, written as a chat request.</summary>
internal ref struct ResponsesRequest
{
    private readonly Utf8JsonWriter json;
    private RawJson input, instructions, maxTokens, tools, toolChoice, parallel, text, reasoning;

    private ResponsesRequest(Utf8JsonWriter json) => this.json = json;

    /// <returns>Null: written.</returns>
    public static OpenAiError? Write(RawJson request, IBufferWriter<byte> written)
    {
        using var json = new Utf8JsonWriter(written, DialectJson.Writer);
        var translation = new ResponsesRequest(json);
        json.WriteStartObject();
        // Fields that chat has too, and those that are not known, travel on while the others are being collected.
        foreach (var field in request.Fields)
        {
            if (translation.Take(field) is { } refusal) return refusal;
        }

        if (translation.WriteCollected() is { } refused) return refused;
        json.WriteEndObject();
        return null;
    }

    private OpenAiError? Take(RawJson.Field field)
    {
        var value = field.Value;
        if (field.Is("input"u8)) input = value;
        else if (field.Is("instructions"u8)) instructions = value;
        else if (field.Is("max_output_tokens"u8)) maxTokens = value;
        else if (field.Is("tools"u8)) tools = value;
        else if (field.Is("tool_choice"u8)) toolChoice = value;
        else if (field.Is("parallel_tool_calls"u8)) parallel = value;
        else if (field.Is("text"u8)) text = value;
        else if (field.Is("reasoning"u8)) reasoning = value;
        else if (!value.IsGiven || IsHarmlessToLose(field)) return null;
        else return ResponsesLimits.Refusal(field) ?? Keep(field);
        return null;
    }

    private readonly OpenAiError? Keep(RawJson.Field field)
    {
        if (IsAnswered(field)) return null;
        if (!IsShared(field) && ChatFieldNames.Has(field.Name)) return Refuse.Unknown(field.Name.Text());
        json.WritePropertyName(field.Name.Text());
        json.WriteRaw(field.Value);
        return null;
    }

    /// <summary>What both forms have under the same name.</summary>
    private static bool IsShared(RawJson.Field field) =>
        field.Is("model"u8) || field.Is("stream"u8) || field.Is("temperature"u8) || field.Is("top_p"u8) || field.Is("user"u8)
        || field.Is("prompt_cache_key"u8) || field.Is("prompt_cache_options"u8) || field.Is("prompt_cache_retention"u8)
        || field.Is("safety_identifier"u8) || field.Is("service_tier"u8) || field.Is("moderation"u8);

    // Metadata is given back with the answer; the rest is about storing, padding, or tools that do not exist here.
    private static bool IsHarmlessToLose(RawJson.Field field) =>
        field.Is("metadata"u8) || field.Is("store"u8) || field.Is("stream_options"u8) || field.Is("truncation"u8)
        || field.Is("max_tool_calls"u8) || field.Is("context_management"u8);

    // With the values that ResponsesLimits lets pass they say nothing that chat would have to be told.
    private static bool IsAnswered(RawJson.Field field) => field.Is("background"u8) || field.Is("top_logprobs"u8) || field.Is("include"u8);

    private readonly OpenAiError? WriteCollected()
    {
        if (WriteMessages() is { } badInput) return badInput;
        if (maxTokens.IsGiven && maxTokens.Integer() is not > 0) return Refuse.InvalidType("max_output_tokens", "an integer of at least 1");
        json.WriteRaw("max_tokens"u8, maxTokens);
        if (reasoning.IsGiven && !reasoning.IsObject) return Refuse.InvalidType("reasoning", "an object");
        json.WriteRaw("reasoning_effort"u8, reasoning["effort"u8]);
        return ResponsesTools.Write(json, tools, toolChoice, parallel) ?? ResponsesText.Write(json, text);
    }

    private readonly OpenAiError? WriteMessages()
    {
        if (!input.IsGiven) return Refuse.Missing("input");
        if (instructions.IsGiven && !instructions.IsString) return Refuse.InvalidType("instructions", "a string");
        json.WriteStartArray("messages"u8);
        if (instructions.HasText)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, "system"u8);
            json.WriteRaw("content"u8, instructions);
            json.WriteEndObject();
        }

        if (InputItems.Write(json, input) is { } refusal) return refusal;
        json.WriteEndArray();
        return null;
    }
}
