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
    public ReadOnlySpan<byte> Text { get; private set; }

    /// <summary>The calls as a JSON array; empty: there are none.</summary>
    public ReadOnlySpan<byte> ToolCalls { get; private set; }

    public YandexStatus Status { get; private set; }

    public TokenUsage? Usage { get; private set; }

    /// <summary>OpenAI's word; null: the answer goes on.</summary>
    public readonly string? FinishReason => Status switch
    {
        YandexStatus.Partial => null,
        YandexStatus.Truncated => "length",
        YandexStatus.Filtered => "content_filter",
        YandexStatus.ToolCalls => "tool_calls",
        _ => ToolCalls.IsEmpty ? "stop" : "tool_calls",
    };

    /// <summary>Reads the answer. False: it is none.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is not even JSON.</exception>
    public static bool TryRead(ReadOnlySpan<byte> json, out YandexAnswer answer)
    {
        answer = default;
        ReadOnlySpan<byte> result = default;
        var outer = new JsonFields(json);
        // To its end: an answer that was cut behind its last word is cut.
        while (outer.Next())
        {
            if (outer.Is("result"u8)) result = outer.Value;
        }

        var hasAlternative = false;
        var fields = new JsonFields(result);
        while (fields.Next())
        {
            if (fields.Is("usage"u8) && !fields.IsNull)
            {
                answer.Usage = ReadUsage(fields.Value);
            }
            else if (fields.Is("alternatives"u8) && !fields.IsNull)
            {
                var alternatives = new JsonItems(fields.Value);
                // There is never more than one: the API has no field to ask for more.
                hasAlternative = alternatives.Next() && answer.ReadAlternative(alternatives.Value);
            }
        }

        return hasAlternative;
    }

    private bool ReadAlternative(ReadOnlySpan<byte> alternative)
    {
        var fields = new JsonFields(alternative);
        while (fields.Next())
        {
            if (fields.Is("status"u8)) Status = ReadStatus(fields.Value);
            else if (fields.Is("message"u8) && !fields.IsNull) ReadMessage(fields.Value);
        }

        return fields.IsObject;
    }

    private void ReadMessage(ReadOnlySpan<byte> message)
    {
        var fields = new JsonFields(message);
        while (fields.Next())
        {
            if (fields.Is("text"u8) && JsonText.IsString(fields.Value)) Text = fields.Value;
            else if (fields.Is("toolCallList"u8) && !fields.IsNull) ToolCalls = JsonFields.Find(fields.Value, "toolCalls"u8);
        }
    }

    private static YandexStatus ReadStatus(ReadOnlySpan<byte> status) => JsonText.String(status) switch
    {
        "ALTERNATIVE_STATUS_FINAL" => YandexStatus.Final,
        "ALTERNATIVE_STATUS_TRUNCATED_FINAL" => YandexStatus.Truncated,
        "ALTERNATIVE_STATUS_CONTENT_FILTER" => YandexStatus.Filtered,
        "ALTERNATIVE_STATUS_TOOL_CALLS" => YandexStatus.ToolCalls,
        _ => YandexStatus.Partial,
    };

    private static TokenUsage? ReadUsage(ReadOnlySpan<byte> usage)
    {
        long? input = null;
        long output = 0, reasoning = 0;
        var fields = new JsonFields(usage);
        while (fields.Next())
        {
            // 64-bit numbers come as strings.
            if (fields.Is("inputTextTokens"u8)) input = JsonText.Number(fields.Value);
            else if (fields.Is("completionTokens"u8)) output = JsonText.Number(fields.Value) ?? 0;
            else if (fields.Is("completionTokensDetails"u8) && !fields.IsNull) reasoning = JsonText.Number(JsonFields.Find(fields.Value, "reasoningTokens"u8)) ?? 0;
        }

        return input is { } counted ? new TokenUsage(counted, output) { Reasoning = reasoning } : null;
    }
}
