namespace Sentralix.Llm.Ingress.Responses;

/// <summary>How far a response has come.</summary>
/// <param name="Status">The word of the Responses API.</param>
/// <param name="Reason">Why it is incomplete.</param>
internal readonly record struct ResponseOutcome(string Status, string? Reason)
{
    public static readonly ResponseOutcome InProgress = new("in_progress", null);

    public static readonly ResponseOutcome Failed = new("failed", null);

    /// <summary>The status of the items that were not finished before.</summary>
    public string ItemStatus => Reason is null ? "completed" : "incomplete";

    public static ResponseOutcome Of(ChatFinish finish) => finish switch
    {
        ChatFinish.Length => new("incomplete", "max_output_tokens"),
        ChatFinish.ContentFilter => new("incomplete", "content_filter"),
        _ => new("completed", null),
    };
}
