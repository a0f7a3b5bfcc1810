namespace Sentralix.Llm.Ingress.Messages;

/// <summary>Why the model stopped, in Anthropic's words.</summary>
internal static class StopReason
{
    /// <param name="finish">Chat's word. It does not tell a stop sequence from the answer's own end.</param>
    /// <param name="calls">The answer calls tools: some servers say that they have just stopped then.</param>
    /// <param name="refuses">The answer is a refusal.</param>
    public static ReadOnlySpan<byte> Of(ChatFinish finish, bool calls, bool refuses) => finish switch
    {
        ChatFinish.Length => "max_tokens"u8,
        ChatFinish.ContentFilter => "refusal"u8,
        _ when calls => "tool_use"u8,
        _ when refuses => "refusal"u8,
        _ => "end_turn"u8,
    };
}
