using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Yandex;

/// <summary>How far Yandex's answer has come.</summary>
internal enum YandexStatus
{
    Partial,
    Final,
    Truncated,
    Filtered,
    ToolCalls,
}

/// <summary>One <c>{"result":{…}}</c> of Yandex's native API: a whole answer, or the answer so far.</summary>
internal ref struct YandexAnswer
{
    /// <summary>The text as a JSON string; empty: there is none.</summary>
    public RawJson Text { get; private set; }

    /// <summary>The calls as a JSON array; empty: there are none.</summary>
    public RawJson ToolCalls { get; private set; }

    public YandexStatus Status { get; private set; }

    public TokenUsage? Usage { get; private set; }

    /// <summary>OpenAI's word; null: the answer goes on.</summary>
    public readonly string? FinishReason => Status switch
    {
        YandexStatus.Partial => null,
        YandexStatus.Truncated => "length",
        YandexStatus.Filtered => "content_filter",
        YandexStatus.ToolCalls => "tool_calls",
        _ => !ToolCalls.IsGiven ? "stop" : "tool_calls",
    };

    /// <summary>Reads the answer. False: it is none.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is not even JSON.</exception>
    public static bool TryRead(ReadOnlySpan<byte> json, out YandexAnswer answer)
    {
        answer = default;
        RawJson result = default;
        // To its end: an answer that was cut behind its last word is cut.
        foreach (var part in new RawJson(json).Fields)
        {
            if (part.Is("result"u8)) result = part.Value;
        }

        var hasAlternative = false;
        foreach (var field in result.Fields)
        {
            if (field.Is("usage"u8) && field.Value.IsGiven)
            {
                answer.Usage = ReadUsage(field.Value);
            }
            else if (field.Is("alternatives"u8) && field.Value.IsGiven)
            {
                var alternatives = field.Value.Items;
                // There is never more than one: the API has no field to ask for more.
                hasAlternative = alternatives.MoveNext() && answer.ReadAlternative(alternatives.Current);
            }
        }

        return hasAlternative;
    }

    private bool ReadAlternative(RawJson alternative)
    {
        foreach (var field in alternative.Fields)
        {
            if (field.Is("status"u8)) Status = ReadStatus(field.Value);
            else if (field.Is("message"u8) && field.Value.IsGiven) ReadMessage(field.Value);
        }

        return alternative.IsObject;
    }

    private void ReadMessage(RawJson message)
    {
        foreach (var field in message.Fields)
        {
            if (field.Is("text"u8) && field.Value.IsString) Text = field.Value;
            else if (field.Is("toolCallList"u8) && field.Value.IsGiven) ToolCalls = field.Value["toolCalls"u8];
        }
    }

    private static YandexStatus ReadStatus(RawJson status) => status.MendedText() switch
    {
        "ALTERNATIVE_STATUS_FINAL" => YandexStatus.Final,
        "ALTERNATIVE_STATUS_TRUNCATED_FINAL" => YandexStatus.Truncated,
        "ALTERNATIVE_STATUS_CONTENT_FILTER" => YandexStatus.Filtered,
        "ALTERNATIVE_STATUS_TOOL_CALLS" => YandexStatus.ToolCalls,
        _ => YandexStatus.Partial,
    };

    private static TokenUsage? ReadUsage(RawJson usage)
    {
        long? input = null;
        long output = 0, reasoning = 0;
        foreach (var field in usage.Fields)
        {
            // 64-bit numbers come as strings.
            if (field.Is("inputTextTokens"u8)) input = field.Value.ProtobufInteger();
            else if (field.Is("completionTokens"u8)) output = field.Value.ProtobufInteger() ?? 0;
            else if (field.Is("completionTokensDetails"u8) && field.Value.IsGiven) reasoning = field.Value["reasoningTokens"u8].ProtobufInteger() ?? 0;
        }

        return input is { } counted ? new TokenUsage(counted, output) { Reasoning = reasoning } : null;
    }
}
