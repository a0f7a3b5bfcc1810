using System.Text.Json;

namespace Sentralix.Llm.Dialect;

/// <summary>Tokens as the upstream counted them. Cached tokens are inside the prompt's, reasoning ones inside the
/// completion's, as OpenAI defines it.</summary>
internal readonly record struct TokenUsage(long PromptTokens, long CompletionTokens)
{
    /// <summary>Reads a <c>usage</c> object; what follows it is not looked at.</summary>
    /// <returns>Null where it is not one or has no prompt tokens.</returns>
    public static TokenUsage? Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, isFinalBlock: false, default);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject ? Read(ref reader) : null;
        }
        catch (JsonException)
        {
            // Usage is a by-product: an upstream that garbles it has still answered.
            return null;
        }
    }

    /// <summary>Reads the object that the reader stands at the start of.</summary>
    public static TokenUsage? Read(ref Utf8JsonReader reader)
    {
        long? prompt = null, completion = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isPrompt = reader.ValueTextEquals("prompt_tokens"u8);
            var isCompletion = reader.ValueTextEquals("completion_tokens"u8);
            if (!reader.Read()) return null;
            if ((isPrompt || isCompletion) && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var tokens))
            {
                if (isPrompt) prompt = tokens;
                else completion = tokens;
            }
            else if (!reader.TrySkip())
            {
                return null;
            }
        }

        return prompt is { } counted ? new TokenUsage(counted, completion ?? 0) : null;
    }
}
