using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Anthropic;

/// <summary>Why Claude stopped, in OpenAI's words.</summary>
internal static class AnthropicStop
{
    /// <returns>Null: it has not stopped yet.</returns>
    public static string? Finish(RawJson stopReason)
    {
        if (!stopReason.IsString) return null;
        if (stopReason.Is("tool_use"u8)) return "tool_calls";
        if (stopReason.Is("max_tokens"u8) || stopReason.Is("model_context_window_exceeded"u8)) return "length";
        // end_turn, stop_sequence, pause_turn, and what may come.
        return stopReason.Is("refusal"u8) ? "content_filter" : "stop";
    }
}
