using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sentralix.Contracts.Orchestrator;

namespace Sentralix.Aggregator.Chat;

/// <summary>OpenAI's chat completion and its chunks, as their clients read them. What we add is under <c>sentralix</c>.</summary>
internal static class ChatWire
{
    // Their clients tell a null from a missing field, so nulls are written; "unsafe" is about HTML pages.
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal sealed record Completion(
        string Id, string Object, long Created, string Model, IReadOnlyList<Choice> Choices, Usage Usage, Extra Sentralix);

    internal sealed record Choice(int Index, Answer Message, object? Logprobs, string? FinishReason);

    internal sealed record Answer(string Role, string Content, string? Refusal);

    internal sealed record Chunk(string Id, string Object, long Created, string Model, IReadOnlyList<ChunkChoice> Choices)
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Usage? Usage { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Extra? Sentralix { get; init; }
    }

    internal sealed record ChunkChoice(int Index, Delta Delta, object? Logprobs, string? FinishReason);

    internal sealed record Delta
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Role { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Content { get; init; }
    }

    internal sealed record Usage(long PromptTokens, long CompletionTokens, long TotalTokens)
    {
        public static Usage Of(RunUsage? usage) => usage is null
            ? new Usage(0, 0, 0)
            : new Usage(usage.InputTokens, usage.OutputTokens, usage.InputTokens + usage.OutputTokens);
    }

    /// <summary>What OpenAI's form has no place for.</summary>
    internal sealed record Extra(string ConversationId, string RunId, IReadOnlyList<Citation> Citations)
    {
        /// <summary>Why the run failed, where what was said is an apology.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? ErrorCode { get; init; }
    }

    internal sealed record Failure(FailureDetail Error);

    internal sealed record FailureDetail(string Message, string Type, string? Param, string Code);
}
