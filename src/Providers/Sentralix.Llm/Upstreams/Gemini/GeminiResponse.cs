using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Gemini;

/// <summary>An answer, whole or one event of a stream: they have the same form.</summary>
internal ref struct GeminiResponse
{
    public RawJson Candidates;
    public RawJson Usage;
    public RawJson Error;

    /// <summary>Why the prompt was refused; missing where it was not.</summary>
    public RawJson BlockReason;

    public static GeminiResponse Read(ReadOnlySpan<byte> json)
    {
        var found = new GeminiResponse();
        foreach (var field in new RawJson(json).Fields)
        {
            if (field.Is("candidates"u8)) found.Candidates = field.Value;
            else if (field.Is("usageMetadata"u8)) found.Usage = field.Value;
            else if (field.Is("error"u8)) found.Error = field.Value;
            else if (field.Is("promptFeedback"u8)) found.ReadFeedback(field.Value);
        }

        return found;
    }

    private void ReadFeedback(RawJson feedback)
    {
        foreach (var field in feedback.Fields)
        {
            if (field.Is("blockReason"u8)) BlockReason = field.Value;
        }
    }
}

/// <summary>One of the answers to a request.</summary>
internal ref struct GeminiCandidate
{
    public RawJson Parts;
    public RawJson FinishReason;
    public int Index;

    public static GeminiCandidate Read(RawJson candidate)
    {
        var found = new GeminiCandidate();
        foreach (var field in candidate.Fields)
        {
            if (field.Is("content"u8)) found.ReadContent(field.Value);
            else if (field.Is("finishReason"u8)) found.FinishReason = field.Value;
            else if (field.Is("index"u8) && field.Value.Integer() is { } index) found.Index = (int)index;
        }

        return found;
    }

    private void ReadContent(RawJson content)
    {
        foreach (var field in content.Fields)
        {
            if (field.Is("parts"u8)) Parts = field.Value;
        }
    }
}

/// <summary>One part of an answer.</summary>
internal ref struct GeminiPart
{
    public RawJson Text;
    public RawJson Signature;
    public RawJson CallId;
    public RawJson CallName;
    public RawJson CallArguments;

    /// <summary>The text is a summary of what the model thought, and no part of its answer.</summary>
    public bool IsThought;

    public readonly bool IsCall => CallName.IsString;

    public static GeminiPart Read(RawJson part)
    {
        var found = new GeminiPart { CallArguments = RawJson.EmptyObject };
        foreach (var field in part.Fields)
        {
            if (field.Is("text"u8)) found.Text = field.Value;
            else if (field.Is("thought"u8)) found.IsThought = field.Value.IsTrue;
            else if (field.Is("thoughtSignature"u8)) found.Signature = field.Value;
            else if (field.Is("functionCall"u8)) found.ReadCall(field.Value);
        }

        return found;
    }

    private void ReadCall(RawJson call)
    {
        foreach (var field in call.Fields)
        {
            if (field.Is("id"u8)) CallId = field.Value;
            else if (field.Is("name"u8)) CallName = field.Value;
            else if (field.Is("args"u8) && field.Value.IsObject) CallArguments = field.Value;
        }
    }
}
