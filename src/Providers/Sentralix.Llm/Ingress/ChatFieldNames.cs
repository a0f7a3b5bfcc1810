using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress;

/// <summary>The names that mean something in a chat request. A client's field that no dialect knows travels on under its own
/// name, as it would in a chat request; but not under one of these, which the translation itself writes.</summary>
internal static class ChatFieldNames
{
    private static readonly HashSet<string> Names =
    [
        "model", "messages", "audio", "frequency_penalty", "presence_penalty", "logit_bias", "logprobs", "top_logprobs",
        "max_completion_tokens", "max_tokens", "metadata", "modalities", "moderation", "n", "parallel_tool_calls", "prediction",
        "prompt_cache_key", "prompt_cache_options", "prompt_cache_retention", "reasoning_effort", "response_format",
        "safety_identifier", "seed", "service_tier", "stop", "store", "stream", "stream_options", "temperature", "top_p", "tools",
        "tool_choice", "user", "verbosity", "web_search_options", "functions", "function_call",
    ];

    public static bool Has(RawJson name) => Names.Contains(name.Text());
}
