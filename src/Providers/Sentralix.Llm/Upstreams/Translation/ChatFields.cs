using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Translation;

/// <summary>The fields of a chat request in OpenAI's form that mean something to another provider. Whatever is not here has no
/// counterpart anywhere and no effect that a client could miss (<c>store</c>, <c>metadata</c>, <c>service_tier</c>, …).</summary>
internal ref struct ChatFields
{
    public RawJson Messages;
    public RawJson MaxCompletionTokens;
    public RawJson MaxTokens;
    public RawJson Temperature;
    public RawJson TopP;
    public RawJson TopK;
    public RawJson Stop;
    public RawJson Seed;
    public RawJson N;
    public RawJson FrequencyPenalty;
    public RawJson PresencePenalty;
    public RawJson LogitBias;
    public RawJson Logprobs;
    public RawJson TopLogprobs;
    public RawJson Tools;
    public RawJson ToolChoice;
    public RawJson ParallelToolCalls;
    public RawJson Functions;
    public RawJson FunctionCall;
    public RawJson ResponseFormat;
    public RawJson ReasoningEffort;
    public RawJson Thinking;
    public RawJson Modalities;
    public RawJson Audio;
    public RawJson WebSearchOptions;
    public RawJson Moderation;
    public RawJson User;
    public RawJson SafetyIdentifier;
    public RawJson CacheControl;

    public static ChatFields Read(ReadOnlySpan<byte> request)
    {
        var found = new ChatFields();
        foreach (var field in new RawJson(request).Fields)
        {
            if (field.Is("messages"u8)) found.Messages = field.Value;
            else if (field.Is("max_completion_tokens"u8)) found.MaxCompletionTokens = field.Value;
            else if (field.Is("max_tokens"u8)) found.MaxTokens = field.Value;
            else if (field.Is("temperature"u8)) found.Temperature = field.Value;
            else if (field.Is("top_p"u8)) found.TopP = field.Value;
            else if (field.Is("top_k"u8)) found.TopK = field.Value;
            else if (field.Is("stop"u8)) found.Stop = field.Value;
            else if (field.Is("seed"u8)) found.Seed = field.Value;
            else if (field.Is("n"u8)) found.N = field.Value;
            else if (field.Is("frequency_penalty"u8)) found.FrequencyPenalty = field.Value;
            else if (field.Is("presence_penalty"u8)) found.PresencePenalty = field.Value;
            else if (field.Is("logit_bias"u8)) found.LogitBias = field.Value;
            else if (field.Is("logprobs"u8)) found.Logprobs = field.Value;
            else if (field.Is("top_logprobs"u8)) found.TopLogprobs = field.Value;
            else if (field.Is("tools"u8)) found.Tools = field.Value;
            else if (field.Is("tool_choice"u8)) found.ToolChoice = field.Value;
            else if (field.Is("parallel_tool_calls"u8)) found.ParallelToolCalls = field.Value;
            else if (field.Is("functions"u8)) found.Functions = field.Value;
            else if (field.Is("function_call"u8)) found.FunctionCall = field.Value;
            else if (field.Is("response_format"u8)) found.ResponseFormat = field.Value;
            else if (field.Is("reasoning_effort"u8)) found.ReasoningEffort = field.Value;
            else if (field.Is("thinking"u8)) found.Thinking = field.Value;
            else if (field.Is("modalities"u8)) found.Modalities = field.Value;
            else if (field.Is("audio"u8)) found.Audio = field.Value;
            else if (field.Is("web_search_options"u8)) found.WebSearchOptions = field.Value;
            else if (field.Is("moderation"u8)) found.Moderation = field.Value;
            else if (field.Is("user"u8)) found.User = field.Value;
            else if (field.Is("safety_identifier"u8)) found.SafetyIdentifier = field.Value;
            else if (field.Is("cache_control"u8)) found.CacheControl = field.Value;
        }

        return found;
    }
}
