namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>The fields of a chat request in OpenAI's form that mean something to another provider. Whatever is not here has no
/// counterpart anywhere and no effect that a client could miss (<c>store</c>, <c>metadata</c>, <c>service_tier</c>, …).</summary>
internal ref struct ChatFields
{
    public JsonValue Messages;
    public JsonValue MaxCompletionTokens;
    public JsonValue MaxTokens;
    public JsonValue Temperature;
    public JsonValue TopP;
    public JsonValue TopK;
    public JsonValue Stop;
    public JsonValue Seed;
    public JsonValue N;
    public JsonValue FrequencyPenalty;
    public JsonValue PresencePenalty;
    public JsonValue LogitBias;
    public JsonValue Logprobs;
    public JsonValue TopLogprobs;
    public JsonValue Tools;
    public JsonValue ToolChoice;
    public JsonValue ParallelToolCalls;
    public JsonValue Functions;
    public JsonValue FunctionCall;
    public JsonValue ResponseFormat;
    public JsonValue ReasoningEffort;
    public JsonValue Thinking;
    public JsonValue Modalities;
    public JsonValue Audio;
    public JsonValue WebSearchOptions;
    public JsonValue Moderation;
    public JsonValue User;
    public JsonValue SafetyIdentifier;
    public JsonValue CacheControl;

    public static ChatFields Read(ReadOnlySpan<byte> request)
    {
        var found = new ChatFields();
        var fields = new FieldWalk(request);
        while (fields.Next(out var value))
        {
            if (fields.Is("messages"u8)) found.Messages = value;
            else if (fields.Is("max_completion_tokens"u8)) found.MaxCompletionTokens = value;
            else if (fields.Is("max_tokens"u8)) found.MaxTokens = value;
            else if (fields.Is("temperature"u8)) found.Temperature = value;
            else if (fields.Is("top_p"u8)) found.TopP = value;
            else if (fields.Is("top_k"u8)) found.TopK = value;
            else if (fields.Is("stop"u8)) found.Stop = value;
            else if (fields.Is("seed"u8)) found.Seed = value;
            else if (fields.Is("n"u8)) found.N = value;
            else if (fields.Is("frequency_penalty"u8)) found.FrequencyPenalty = value;
            else if (fields.Is("presence_penalty"u8)) found.PresencePenalty = value;
            else if (fields.Is("logit_bias"u8)) found.LogitBias = value;
            else if (fields.Is("logprobs"u8)) found.Logprobs = value;
            else if (fields.Is("top_logprobs"u8)) found.TopLogprobs = value;
            else if (fields.Is("tools"u8)) found.Tools = value;
            else if (fields.Is("tool_choice"u8)) found.ToolChoice = value;
            else if (fields.Is("parallel_tool_calls"u8)) found.ParallelToolCalls = value;
            else if (fields.Is("functions"u8)) found.Functions = value;
            else if (fields.Is("function_call"u8)) found.FunctionCall = value;
            else if (fields.Is("response_format"u8)) found.ResponseFormat = value;
            else if (fields.Is("reasoning_effort"u8)) found.ReasoningEffort = value;
            else if (fields.Is("thinking"u8)) found.Thinking = value;
            else if (fields.Is("modalities"u8)) found.Modalities = value;
            else if (fields.Is("audio"u8)) found.Audio = value;
            else if (fields.Is("web_search_options"u8)) found.WebSearchOptions = value;
            else if (fields.Is("moderation"u8)) found.Moderation = value;
            else if (fields.Is("user"u8)) found.User = value;
            else if (fields.Is("safety_identifier"u8)) found.SafetyIdentifier = value;
            else if (fields.Is("cache_control"u8)) found.CacheControl = value;
        }

        return found;
    }
}
