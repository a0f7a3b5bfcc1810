using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Gemini;

/// <summary>An answer, whole or one event of a stream: they have the same form.</summary>
internal ref struct GeminiResponse
{
    public JsonValue Candidates;
    public JsonValue Usage;
    public JsonValue Error;

    /// <summary>Why the prompt was refused; missing where it was not.</summary>
    public JsonValue BlockReason;

    public static GeminiResponse Read(ReadOnlySpan<byte> json)
    {
        var found = new GeminiResponse();
        var fields = new FieldWalk(json);
        while (fields.Next(out var value))
        {
            if (fields.Is("candidates"u8)) found.Candidates = value;
            else if (fields.Is("usageMetadata"u8)) found.Usage = value;
            else if (fields.Is("error"u8)) found.Error = value;
            else if (fields.Is("promptFeedback"u8)) found.ReadFeedback(value);
        }

        return found;
    }

    private void ReadFeedback(JsonValue feedback)
    {
        var fields = new FieldWalk(feedback);
        while (fields.Next(out var value))
        {
            if (fields.Is("blockReason"u8)) BlockReason = value;
        }
    }
}

/// <summary>One of the answers to a request.</summary>
internal ref struct GeminiCandidate
{
    public JsonValue Parts;
    public JsonValue FinishReason;
    public int Index;

    public static GeminiCandidate Read(JsonValue candidate)
    {
        var found = new GeminiCandidate();
        var fields = new FieldWalk(candidate);
        while (fields.Next(out var value))
        {
            if (fields.Is("content"u8)) found.ReadContent(value);
            else if (fields.Is("finishReason"u8)) found.FinishReason = value;
            else if (fields.Is("index"u8) && value.TryInteger(out var index)) found.Index = (int)index;
        }

        return found;
    }

    private void ReadContent(JsonValue content)
    {
        var fields = new FieldWalk(content);
        while (fields.Next(out var value))
        {
            if (fields.Is("parts"u8)) Parts = value;
        }
    }
}

/// <summary>One part of an answer.</summary>
internal ref struct GeminiPart
{
    public JsonValue Text;
    public JsonValue Signature;
    public JsonValue CallId;
    public JsonValue CallName;
    public JsonValue CallArguments;

    /// <summary>The text is a summary of what the model thought, and no part of its answer.</summary>
    public bool IsThought;

    public readonly bool IsCall => CallName.IsString;

    public static GeminiPart Read(JsonValue part)
    {
        var found = new GeminiPart { CallArguments = JsonValue.EmptyObject };
        var fields = new FieldWalk(part);
        while (fields.Next(out var value))
        {
            if (fields.Is("text"u8)) found.Text = value;
            else if (fields.Is("thought"u8)) found.IsThought = value.IsTrue;
            else if (fields.Is("thoughtSignature"u8)) found.Signature = value;
            else if (fields.Is("functionCall"u8)) found.ReadCall(value);
        }

        return found;
    }

    private void ReadCall(JsonValue call)
    {
        var fields = new FieldWalk(call);
        while (fields.Next(out var value))
        {
            if (fields.Is("id"u8)) CallId = value;
            else if (fields.Is("name"u8)) CallName = value;
            else if (fields.Is("args"u8) && value.IsObject) CallArguments = value;
        }
    }
}
