using System.Text.Json;

namespace Sentralix.Llm.Dialect;

/// <summary>Tokens as the upstream counted them. Cached tokens are inside the prompt's, reasoning ones inside the
/// completion's, as OpenAI defines it.</summary>
internal readonly record struct TokenUsage(long PromptTokens, long CompletionTokens)
{
    /// <summary>Prompt tokens that came out of the provider's cache.</summary>
    public long CacheRead { get; init; }

    /// <summary>Prompt tokens that were put into the provider's cache, for all times of keeping.</summary>
    public long CacheWrite { get; init; }

    /// <summary>Those of <see cref="CacheWrite"/> that are kept for an hour and cost more (Anthropic).</summary>
    public long CacheWriteHour { get; init; }

    /// <summary>Completion tokens that nobody sees.</summary>
    public long Reasoning { get; init; }

    /// <summary>Prompt tokens that are sound.</summary>
    public long AudioIn { get; init; }

    /// <summary>Completion tokens that are sound.</summary>
    public long AudioOut { get; init; }

    /// <summary>Reads a <c>usage</c> object; what follows it is not looked at.</summary>
    /// <returns>Null where it is not one or counts nothing.</returns>
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
        var (usage, beside) = (default(TokenUsage), 0L);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = Recognise(ref reader);
            if (!reader.Read()) return null;
            if (field is Field.PromptDetails or Field.CompletionDetails or Field.CacheCreation && reader.TokenType == JsonTokenType.StartObject)
            {
                if (!ReadDetails(ref reader, field, ref usage)) return null;
                continue;
            }

            if (Count(ref reader) is not { } count)
            {
                if (!reader.TrySkip()) return null;
                continue;
            }

            switch (field)
            {
                case Field.Prompt:
                    prompt = count;
                    break;
                case Field.Completion:
                    completion = count;
                    break;
                // DeepSeek's and GigaChat's words for what OpenAI has in its details.
                case Field.CacheHit:
                    usage = usage with { CacheRead = count };
                    break;
                // Anthropic counts what has to do with its cache beside the prompt, and not in it.
                case Field.ReadBeside:
                    usage = usage with { CacheRead = count };
                    beside += count;
                    break;
                case Field.WrittenBeside:
                    usage = usage with { CacheWrite = count };
                    beside += count;
                    break;
            }
        }

        return prompt is null && completion is null ? null : usage with { PromptTokens = (prompt ?? 0) + beside, CompletionTokens = completion ?? 0 };
    }

    /// <summary>What two reports of one answer say together: later ones count on, and leave out what has been said.</summary>
    public TokenUsage And(in TokenUsage later) => new(Math.Max(PromptTokens, later.PromptTokens), Math.Max(CompletionTokens, later.CompletionTokens))
    {
        CacheRead = Math.Max(CacheRead, later.CacheRead),
        CacheWrite = Math.Max(CacheWrite, later.CacheWrite),
        CacheWriteHour = Math.Max(CacheWriteHour, later.CacheWriteHour),
        Reasoning = Math.Max(Reasoning, later.Reasoning),
        AudioIn = Math.Max(AudioIn, later.AudioIn),
        AudioOut = Math.Max(AudioOut, later.AudioOut),
    };

    /// <summary>Writes the object in OpenAI's form.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("prompt_tokens"u8, PromptTokens);
        json.WriteNumber("completion_tokens"u8, CompletionTokens);
        json.WriteNumber("total_tokens"u8, PromptTokens + CompletionTokens);
        json.WriteStartObject("prompt_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, CacheRead);
        if (CacheWrite > 0) json.WriteNumber("cache_write_tokens"u8, CacheWrite);
        if (CacheWriteHour > 0) json.WriteNumber("cache_write_1h_tokens"u8, CacheWriteHour);
        json.WriteNumber("audio_tokens"u8, AudioIn);
        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, Reasoning);
        json.WriteNumber("audio_tokens"u8, AudioOut);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static bool ReadDetails(ref Utf8JsonReader reader, Field of, ref TokenUsage usage)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = Recognise(ref reader);
            if (!reader.Read()) return false;
            if (Count(ref reader) is not { } count)
            {
                if (!reader.TrySkip()) return false;
                continue;
            }

            usage = field switch
            {
                Field.Cached => usage with { CacheRead = count },
                Field.CacheWritten => usage with { CacheWrite = count },
                Field.CacheWrittenHour => usage with { CacheWriteHour = count },
                Field.Thought => usage with { Reasoning = count },
                Field.Audio when of == Field.PromptDetails => usage with { AudioIn = count },
                Field.Audio => usage with { AudioOut = count },
                _ => usage,
            };
        }

        return reader.TokenType == JsonTokenType.EndObject;
    }

    private static Field Recognise(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("prompt_tokens"u8) || reader.ValueTextEquals("input_tokens"u8)) return Field.Prompt;
        if (reader.ValueTextEquals("completion_tokens"u8) || reader.ValueTextEquals("output_tokens"u8)) return Field.Completion;
        if (reader.ValueTextEquals("prompt_tokens_details"u8) || reader.ValueTextEquals("input_tokens_details"u8)) return Field.PromptDetails;
        if (reader.ValueTextEquals("completion_tokens_details"u8) || reader.ValueTextEquals("output_tokens_details"u8)) return Field.CompletionDetails;
        if (reader.ValueTextEquals("cache_read_input_tokens"u8)) return Field.ReadBeside;
        if (reader.ValueTextEquals("cache_creation_input_tokens"u8)) return Field.WrittenBeside;
        if (reader.ValueTextEquals("cache_creation"u8)) return Field.CacheCreation;
        if (reader.ValueTextEquals("ephemeral_1h_input_tokens"u8)) return Field.CacheWrittenHour;
        if (reader.ValueTextEquals("cached_tokens"u8)) return Field.Cached;
        if (reader.ValueTextEquals("cache_write_tokens"u8)) return Field.CacheWritten;
        if (reader.ValueTextEquals("cache_write_1h_tokens"u8)) return Field.CacheWrittenHour;
        if (reader.ValueTextEquals("reasoning_tokens"u8)) return Field.Thought;
        if (reader.ValueTextEquals("audio_tokens"u8)) return Field.Audio;
        return reader.ValueTextEquals("prompt_cache_hit_tokens"u8) || reader.ValueTextEquals("precached_prompt_tokens"u8) ? Field.CacheHit : Field.Other;
    }

    private static long? Count(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var count) && count >= 0 ? count : null;

    private enum Field
    {
        Other,
        Prompt,
        Completion,
        PromptDetails,
        CompletionDetails,
        Cached,
        CacheWritten,
        CacheWrittenHour,
        CacheHit,
        ReadBeside,
        WrittenBeside,
        CacheCreation,
        Thought,
        Audio,
    }
}
