using System.Text.Json;
using System.Text.Unicode;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Ingress;

/// <summary>Why the model stopped.</summary>
internal enum ChatFinish
{
    None,
    Stop,
    Length,
    ToolCalls,
    ContentFilter,
}

/// <summary>What a chat answer, whole or one chunk of it, says: the first choice and the usage.</summary>
internal ref struct ChatPiece
{
    /// <summary>The answer's text; a string or not given.</summary>
    public RawJson Text { get; private set; }

    /// <summary>What the model says instead of an answer; a string or not given.</summary>
    public RawJson Refusal { get; private set; }

    /// <summary>What the model thought, in the field most servers have for it; a string or not given.</summary>
    public RawJson Reasoning { get; private set; }

    /// <summary>What the model thought, with what its provider signed or encrypted; an array or not given.</summary>
    public RawJson ReasoningDetails { get; private set; }

    /// <summary>What the provider wants back with the message: its own affair; an object or not given.</summary>
    public RawJson ExtraContent { get; private set; }

    /// <summary>An array or not given.</summary>
    public RawJson ToolCalls { get; private set; }

    public ChatFinish Finish { get; private set; }

    public TokenUsage? Usage { get; private set; }

    /// <summary>There is a <c>choices</c> field, maybe an empty one.</summary>
    public bool HasChoices { get; private set; }

    /// <summary>Reads a chunk or a whole answer.</summary>
    /// <returns>False: not JSON, or not of this dialect.</returns>
    public static bool TryRead(ReadOnlySpan<byte> json, out ChatPiece piece)
    {
        piece = default;
        try
        {
            // The JSON reader does not look inside strings; what is not UTF-8 must not travel on.
            return Utf8.IsValid(json) && piece.Read(new RawJson(json));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half a surrogate pair in the name of a usage's field.
            return false;
        }
    }

    private bool Read(RawJson answer)
    {
        if (!answer.IsObject) return false;
        foreach (var field in answer.Fields)
        {
            if (field.Is("choices"u8))
            {
                HasChoices = field.Value.IsArray;
                if (HasChoices && !ReadFirst(field.Value)) return false;
            }
            else if (field.Is("usage"u8) && field.Value.IsObject)
            {
                Usage = TokenUsage.Read(field.Value.Bytes);
            }
        }

        return true;
    }

    private bool ReadFirst(RawJson choices)
    {
        foreach (var choice in choices.Items)
        {
            if (!choice.IsObject) return false;
            if (choice["index"u8].Integer() is > 0) continue;
            return ReadChoice(choice);
        }

        return true;
    }

    private bool ReadChoice(RawJson choice)
    {
        foreach (var field in choice.Fields)
        {
            if (field.Is("delta"u8) || field.Is("message"u8))
            {
                if (field.Value.IsGiven && !ReadMessage(field.Value)) return false;
            }
            else if (field.Is("finish_reason"u8))
            {
                Finish = FinishOf(field.Value);
            }
        }

        return true;
    }

    private bool ReadMessage(RawJson message)
    {
        if (!message.IsObject) return false;
        foreach (var field in message.Fields)
        {
            if (!field.Value.IsGiven) continue;
            if (field.Is("content"u8))
            {
                // What is neither a text nor nothing must not be lost in silence.
                if (!field.Value.IsString) return false;
                Text = field.Value;
            }
            else if (field.Is("refusal"u8))
            {
                if (field.Value.IsString) Refusal = field.Value;
            }
            else if (field.Is("reasoning_content"u8) || field.Is("reasoning"u8))
            {
                if (field.Value.IsString) Reasoning = field.Value;
            }
            else if (field.Is("reasoning_details"u8))
            {
                if (field.Value.IsArray) ReasoningDetails = field.Value;
            }
            else if (field.Is("extra_content"u8))
            {
                if (ExtraContents.IsIn(field.Value)) ExtraContent = field.Value;
            }
            else if (field.Is("tool_calls"u8))
            {
                if (!field.Value.IsArray) return false;
                ToolCalls = field.Value;
            }
        }

        return true;
    }

    private static ChatFinish FinishOf(RawJson reason)
    {
        if (!reason.IsString) return ChatFinish.None;
        if (reason.Is("length"u8)) return ChatFinish.Length;
        if (reason.Is("tool_calls"u8) || reason.Is("function_call"u8)) return ChatFinish.ToolCalls;
        return reason.Is("content_filter"u8) ? ChatFinish.ContentFilter : ChatFinish.Stop;
    }
}
