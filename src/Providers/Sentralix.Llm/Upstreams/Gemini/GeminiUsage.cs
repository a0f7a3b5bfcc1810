using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Gemini;

/// <summary>Tokens as Google counts them: cached ones are among the prompt's, thoughts are not among the answer's. Every event of a
/// stream reports the whole so far.</summary>
internal struct GeminiUsage
{
    private long prompt;
    private long toolPrompt;
    private long answer;
    private long thoughts;
    private long cached;
    private long audioIn;
    private long audioOut;

    public bool IsReported { get; private set; }

    /// <summary>Takes a <c>usageMetadata</c> object over what is known.</summary>
    public void Take(RawJson usage)
    {
        if (!usage.IsObject) return;
        IsReported = true;
        foreach (var field in usage.Fields)
        {
            if (field.Is("promptTokenCount"u8)) Count(field.Value, ref prompt);
            else if (field.Is("toolUsePromptTokenCount"u8)) Count(field.Value, ref toolPrompt);
            else if (field.Is("candidatesTokenCount"u8)) Count(field.Value, ref answer);
            else if (field.Is("thoughtsTokenCount"u8)) Count(field.Value, ref thoughts);
            else if (field.Is("cachedContentTokenCount"u8)) Count(field.Value, ref cached);
            else if (field.Is("promptTokensDetails"u8)) CountSound(field.Value, ref audioIn);
            else if (field.Is("candidatesTokensDetails"u8)) CountSound(field.Value, ref audioOut);
        }
    }

    public readonly TokenUsage ToTokens() => new(prompt + toolPrompt, answer + thoughts)
    {
        CacheRead = cached,
        Reasoning = thoughts,
        AudioIn = audioIn,
        AudioOut = audioOut,
    };

    private static void Count(RawJson value, ref long count)
    {
        if (value.Integer() is { } number && number >= 0) count = number;
    }

    private static void CountSound(RawJson details, ref long count)
    {
        foreach (var item in details.Items)
        {
            RawJson modality = default, tokens = default;
            foreach (var field in item.Fields)
            {
                if (field.Is("modality"u8)) modality = field.Value;
                else if (field.Is("tokenCount"u8)) tokens = field.Value;
            }

            if (modality.Is("AUDIO"u8)) Count(tokens, ref count);
        }
    }
}
