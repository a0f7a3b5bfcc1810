using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

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
    public void Take(JsonValue usage)
    {
        if (!usage.IsObject) return;
        IsReported = true;
        var fields = new FieldWalk(usage);
        while (fields.Next(out var value))
        {
            if (fields.Is("promptTokenCount"u8)) Count(value, ref prompt);
            else if (fields.Is("toolUsePromptTokenCount"u8)) Count(value, ref toolPrompt);
            else if (fields.Is("candidatesTokenCount"u8)) Count(value, ref answer);
            else if (fields.Is("thoughtsTokenCount"u8)) Count(value, ref thoughts);
            else if (fields.Is("cachedContentTokenCount"u8)) Count(value, ref cached);
            else if (fields.Is("promptTokensDetails"u8)) CountSound(value, ref audioIn);
            else if (fields.Is("candidatesTokensDetails"u8)) CountSound(value, ref audioOut);
        }
    }

    public readonly TokenUsage ToTokens() => new(prompt + toolPrompt, answer + thoughts)
    {
        CacheRead = cached,
        Reasoning = thoughts,
        AudioIn = audioIn,
        AudioOut = audioOut,
    };

    private static void Count(JsonValue value, ref long count)
    {
        if (value.TryInteger(out var number) && number >= 0) count = number;
    }

    private static void CountSound(JsonValue details, ref long count)
    {
        var items = new ItemWalk(details);
        while (items.Next(out var item))
        {
            JsonValue modality = default, tokens = default;
            var fields = new FieldWalk(item);
            while (fields.Next(out var value))
            {
                if (fields.Is("modality"u8)) modality = value;
                else if (fields.Is("tokenCount"u8)) tokens = value;
            }

            if (modality.Is("AUDIO"u8)) Count(tokens, ref count);
        }
    }
}
