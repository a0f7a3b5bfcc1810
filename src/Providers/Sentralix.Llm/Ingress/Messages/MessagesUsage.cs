using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress.Messages;

/// <summary>Usage as Anthropic counts it: tokens out of the cache or put into it are not among the input's.</summary>
internal static class MessagesUsage
{
    public static void Write(Utf8JsonWriter json, in TokenUsage usage)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, Math.Max(0, usage.PromptTokens - usage.CacheRead - usage.CacheWrite));
        json.WriteNumber("cache_creation_input_tokens"u8, usage.CacheWrite);
        json.WriteNumber("cache_read_input_tokens"u8, usage.CacheRead);
        if (usage.CacheWrite > 0)
        {
            json.WriteStartObject("cache_creation"u8);
            json.WriteNumber("ephemeral_5m_input_tokens"u8, Math.Max(0, usage.CacheWrite - usage.CacheWriteHour));
            json.WriteNumber("ephemeral_1h_input_tokens"u8, usage.CacheWriteHour);
            json.WriteEndObject();
        }

        json.WriteNumber("output_tokens"u8, usage.CompletionTokens);
        if (usage.Reasoning > 0)
        {
            json.WriteStartObject("output_tokens_details"u8);
            json.WriteNumber("thinking_tokens"u8, usage.Reasoning);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
