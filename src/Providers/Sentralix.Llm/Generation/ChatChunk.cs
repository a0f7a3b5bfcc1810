using System.Text;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams;

namespace Sentralix.Llm.Generation;

/// <summary>One event of a chat stream, read. Fields that a chunk doesn't have are null.</summary>
internal sealed record ChatChunk
{
    private static readonly ChatChunk DoneChunk = new() { IsDone = true };

    private static readonly ChatChunk BrokenChunk = new() { IsBroken = true };

    public string? Text { get; init; }

    public string? FinishReason { get; init; }

    public TokenUsage? Usage { get; init; }

    public string? Model { get; init; }

    public string? Id { get; init; }

    /// <summary><c>"sentralix":{"found":false}</c></summary>
    public bool FoundNothing { get; init; }

    /// <summary>The upstream reports an error in the middle of its answer.</summary>
    public ErrorBody? Error { get; init; }

    /// <summary><c>[DONE]</c></summary>
    public bool IsDone { get; init; }

    /// <summary>Not JSON, or not a chunk.</summary>
    public bool IsBroken { get; init; }

    public static ChatChunk Read(ReadOnlySpan<byte> data)
    {
        if (data.Trim(" \t"u8).SequenceEqual("[DONE]"u8)) return DoneChunk;
        var reader = new Utf8JsonReader(data);
        try
        {
            if (!JsonDocument.TryParseValue(ref reader, out var document)) return BrokenChunk;
            using (document) return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement) : BrokenChunk;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a value of another type than the dialect's, or a string that is not UTF-8.
            return BrokenChunk;
        }
    }

    private static ChatChunk Read(JsonElement chunk)
    {
        if (chunk.TryGetProperty("error", out var error) && error.ValueKind != JsonValueKind.Null)
            return new ChatChunk { Error = ErrorBody.Read(Encoding.UTF8.GetBytes(chunk.GetRawText())) };

        string? text = null, finish = null;
        if (chunk.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0)
        {
            var choice = choices[0];
            finish = StringOf(choice, "finish_reason");
            if (choice.TryGetProperty("delta", out var delta) && delta.ValueKind == JsonValueKind.Object)
                // A refusal is what the model says instead of an answer.
                text = StringOf(delta, "content") ?? StringOf(delta, "refusal");
        }

        return new ChatChunk
        {
            Text = text,
            FinishReason = finish,
            Usage = chunk.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object
                ? TokenUsage.Read(Encoding.UTF8.GetBytes(usage.GetRawText()))
                : null,
            FoundNothing = chunk.TryGetProperty("sentralix", out var own) && own.ValueKind == JsonValueKind.Object
                && own.TryGetProperty("found", out var found) && found.ValueKind == JsonValueKind.False,
            Model = StringOf(chunk, "model"),
            Id = StringOf(chunk, "id"),
        };
    }

    private static string? StringOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetString() : null;
}
