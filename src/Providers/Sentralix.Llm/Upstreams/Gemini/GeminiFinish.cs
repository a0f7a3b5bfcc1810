using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Gemini;

/// <summary>Why Gemini stopped, in OpenAI's words.</summary>
internal static class GeminiFinish
{
    /// <summary>The model tried to call a function and failed at it. There is no answer then, and no word for that in OpenAI's dialect:
    /// the call has failed, and may be made again.</summary>
    public static bool IsFailure(RawJson finishReason) =>
        finishReason.Is("MALFORMED_FUNCTION_CALL"u8) || finishReason.Is("UNEXPECTED_TOOL_CALL"u8)
        || finishReason.Is("TOO_MANY_TOOL_CALLS"u8) || finishReason.Is("MISSING_THOUGHT_SIGNATURE"u8);

    /// <param name="finishReason">Google's word.</param>
    /// <param name="hasCalls">The answer calls functions, which Google counts as stopping by itself.</param>
    /// <returns>Null: it has not stopped yet.</returns>
    public static string? Of(RawJson finishReason, bool hasCalls)
    {
        if (!finishReason.IsString || finishReason.Is("FINISH_REASON_UNSPECIFIED"u8)) return null;
        if (finishReason.Is("MAX_TOKENS"u8) || finishReason.Is("CONTINUATION"u8)) return "length";
        if (IsFiltered(finishReason)) return "content_filter";
        return hasCalls ? "tool_calls" : "stop";
    }

    private static bool IsFiltered(RawJson reason) =>
        reason.Is("SAFETY"u8) || reason.Is("RECITATION"u8) || reason.Is("BLOCKLIST"u8) || reason.Is("PROHIBITED_CONTENT"u8)
        || reason.Is("SPII"u8) || reason.Is("LANGUAGE"u8) || reason.Is("OTHER"u8) || reason.Escaped.StartsWith("IMAGE_"u8);
}
