using Refit;

namespace Sentralix.Contracts.Llm;

/// <summary>Text from a language model, whatever provider serves it. Standard contract of Llm; the typed twin of
/// <c>/llm/v1/chat/completions</c>, over the same pipeline.</summary>
[Contract("llm")]
public interface ITextGeneration
{
    /// <summary>Generates one answer and streams it. The stream ends with exactly one <c>completed</c> or <c>failed</c>
    /// event; a failure is an event, never an exception, so that the caller records which upstream failed and why.
    /// Cancelling stops the upstream's work and its spending.</summary>
    [Post("/llm/v1/generations"), Scope("llm:generate")]
    IAsyncEnumerable<GenerationEvent> Generate([Body] GenerationRequest request, CancellationToken cancellation);
}

/// <summary>What to generate.</summary>
public sealed record GenerationRequest
{
    /// <summary>Identity of this call, stable over re-issues after a crash; sent upstream as <c>Idempotency-Key</c>. 1–128 characters.</summary>
    public required string CallKey { get; init; }

    /// <summary>A model id as listed by <c>/llm/v1/models</c>; left out: the configured default, <c>builtin/extract</c> where none is configured.</summary>
    public string? Model { get; init; }

    /// <summary>The id of the conversation that the call belongs to, for the ledger and for prompt caches; left out: none.</summary>
    public string? Conversation { get; init; }

    /// <summary>The conversation, oldest first. Retrieved passages are <c>&lt;passage n="1" title="…" heading="…"&gt;…&lt;/passage&gt;</c>
    /// blocks (XML-escaped) in a system message; models cite them as <c>[1]</c>.</summary>
    public required IReadOnlyList<GenerationMessage> Messages { get; init; }

    /// <summary>Upper limit of the answer, in tokens.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>0–2.</summary>
    public double? Temperature { get; init; }

    /// <summary>Time to the first token after which the call has failed with <c>timeout</c>; the default is the service's setting.</summary>
    public int? FirstTokenTimeoutMs { get; init; }
}

/// <summary>One message of a generation.</summary>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">Plain text.</param>
public sealed record GenerationMessage(string Role, string Content);

/// <summary>One event of a generation's stream.</summary>
public sealed record GenerationEvent
{
    /// <summary>Position in this stream, from 1.</summary>
    public required int Seq { get; init; }

    /// <summary><c>delta</c>, <c>completed</c> or <c>failed</c>.</summary>
    public required string Type { get; init; }

    /// <summary>In <c>delta</c>: the next piece of text. In <c>completed</c>: null (the pieces are the whole).</summary>
    public string? Text { get; init; }

    /// <summary>In <c>completed</c>: why the model stopped: <c>stop</c>, <c>length</c>, <c>content_filter</c>; or <c>not_found</c>: <c>builtin/extract</c> has answered,
    /// and found nothing in the passages.</summary>
    public string? FinishReason { get; init; }

    /// <summary>In <c>completed</c>: what was used, where the provider said so.</summary>
    public GenerationUsage? Usage { get; init; }

    /// <summary>In <c>completed</c> and <c>failed</c>: the model that answered or failed.</summary>
    public string? Model { get; init; }

    /// <summary>In <c>completed</c> and <c>failed</c>: the upstream that answered or failed.</summary>
    public string? Provider { get; init; }

    /// <summary>In <c>failed</c>: <c>auth, no_money, rate_limited, concurrency_full, overloaded, context_length, content_filter,
    /// bad_request, bad_answer, stream_cut, timeout, unreachable, model_not_found</c>; or, by a limit of the platform's own, <c>quota_exceeded</c> (a budget is used up),
    /// <c>price_unknown</c>, or <c>content_blocked</c> (a guard of the route).</summary>
    public string? ErrorCode { get; init; }

    /// <summary>In <c>failed</c>: the upstream's words, without secrets; at most 500 characters.</summary>
    public string? ErrorDetail { get; init; }

    /// <summary>In <c>failed</c>: how long the upstream asked to wait, in milliseconds.</summary>
    public long? RetryAfterMs { get; init; }
}

/// <summary>Tokens as the provider counted them.</summary>
/// <param name="InputTokens">Prompt tokens, cached ones included.</param>
/// <param name="OutputTokens">Answer tokens, reasoning ones included.</param>
public sealed record GenerationUsage(long InputTokens, long OutputTokens);
