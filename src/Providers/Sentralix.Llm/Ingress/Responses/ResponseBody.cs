using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Responses;

/// <summary>The response object. It repeats much of the request, as OpenAI's does: clients read it back from there.</summary>
internal sealed class ResponseBody(ClientCall call)
{
    /// <param name="json">Takes the object.</param>
    /// <param name="output">What the model has put out; null: nothing yet.</param>
    /// <param name="outcome">How far it has come.</param>
    /// <param name="usage">Known at the end only.</param>
    /// <param name="error">Why it failed.</param>
    public void Write(Utf8JsonWriter json, ResponseOutput? output, ResponseOutcome outcome, TokenUsage? usage, OpenAiError? error = null)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, $"resp_{call.Id}");
        json.WriteString("object"u8, "response"u8);
        json.WriteNumber("created_at"u8, call.Created);
        json.WriteString("status"u8, outcome.Status);
        WriteError(json, error);
        WriteIncomplete(json, outcome.Reason);
        json.WriteString("model"u8, call.Model);
        json.WriteStartArray("output"u8);
        output?.Write(json);
        json.WriteEndArray();
        WriteRequest(json, new RawJson(call.Request.Span));
        WriteUsage(json, usage);
        json.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter json, OpenAiError? error)
    {
        if (error is null)
        {
            json.WriteNull("error"u8);
            return;
        }

        json.WriteStartObject("error"u8);
        json.WriteString("code"u8, error.Code ?? "server_error");
        json.WriteString("message"u8, error.Message);
        json.WriteEndObject();
    }

    private static void WriteIncomplete(Utf8JsonWriter json, string? reason)
    {
        if (reason is null)
        {
            json.WriteNull("incomplete_details"u8);
            return;
        }

        json.WriteStartObject("incomplete_details"u8);
        json.WriteString("reason"u8, reason);
        json.WriteEndObject();
    }

    private static void WriteRequest(Utf8JsonWriter json, RawJson request)
    {
        RawJson instructions = default, metadata = default, temperature = default, topP = default, tools = default, choice = default;
        RawJson parallel = default, text = default, reasoning = default, limit = default, user = default;
        foreach (var field in request.Fields)
        {
            if (field.Is("instructions"u8)) instructions = field.Value;
            else if (field.Is("metadata"u8)) metadata = field.Value;
            else if (field.Is("temperature"u8)) temperature = field.Value;
            else if (field.Is("top_p"u8)) topP = field.Value;
            else if (field.Is("tools"u8)) tools = field.Value;
            else if (field.Is("tool_choice"u8)) choice = field.Value;
            else if (field.Is("parallel_tool_calls"u8)) parallel = field.Value;
            else if (field.Is("text"u8)) text = field.Value;
            else if (field.Is("reasoning"u8)) reasoning = field.Value;
            else if (field.Is("max_output_tokens"u8)) limit = field.Value;
            else if (field.Is("user"u8)) user = field.Value;
        }

        json.WriteRawOrNull("instructions"u8, instructions);
        WriteRawOr(json, "metadata"u8, metadata, "{}"u8);
        json.WriteRawOrNull("temperature"u8, temperature);
        json.WriteRawOrNull("top_p"u8, topP);
        WriteRawOr(json, "tools"u8, tools, "[]"u8);
        WriteRawOr(json, "tool_choice"u8, choice, "\"auto\""u8);
        WriteRawOr(json, "parallel_tool_calls"u8, parallel, "true"u8);
        WriteRawOr(json, "text"u8, text["format"u8].IsGiven ? text : default, """{"format":{"type":"text"}}"""u8);
        WriteRawOr(json, "reasoning"u8, reasoning, """{"effort":null,"summary":null}"""u8);
        json.WriteRawOrNull("max_output_tokens"u8, limit);
        json.WriteRaw("user"u8, user);
        // What is so for every response of the platform's, whatever was asked for.
        json.WriteNull("previous_response_id"u8);
        json.WriteBoolean("background"u8, false);
        json.WriteBoolean("store"u8, false);
        json.WriteString("truncation"u8, "disabled"u8);
    }

    private static void WriteRawOr(Utf8JsonWriter json, ReadOnlySpan<byte> name, RawJson value, ReadOnlySpan<byte> otherwise)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value.IsGiven ? value.Bytes : otherwise, skipInputValidation: true);
    }

    private static void WriteUsage(Utf8JsonWriter json, TokenUsage? usage)
    {
        if (usage is not { } counted)
        {
            json.WriteNull("usage"u8);
            return;
        }

        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, counted.PromptTokens);
        json.WriteStartObject("input_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, counted.CacheRead);
        if (counted.CacheWrite > 0) json.WriteNumber("cache_write_tokens"u8, counted.CacheWrite);
        json.WriteEndObject();
        json.WriteNumber("output_tokens"u8, counted.CompletionTokens);
        json.WriteStartObject("output_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, counted.Reasoning);
        json.WriteEndObject();
        json.WriteNumber("total_tokens"u8, counted.PromptTokens + counted.CompletionTokens);
        json.WriteEndObject();
    }
}
