using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Gemini;

/// <summary>Reads a request for embeddings and writes their answers.</summary>
internal static class GeminiEmbeddings
{
    public static bool TryWrite(
        ReadOnlySpan<byte> request, ForeignCall call, GeminiSettings settings,
        [NotNullWhen(true)] out ForeignRequest? written, [NotNullWhen(false)] out OpenAiError? refusal)
    {
        written = null;
        if (!EmbeddingsRequest.TryRead(request, GeminiDialect.Provider, call, out var asked, out refusal)) return false;
        written = GeminiBatches.Write(asked, call, settings);
        return true;
    }

    public static bool TryRead(IReadOnlyList<ReadOnlyMemory<byte>> answers, ForeignCall call, IBufferWriter<byte> written)
    {
        using var json = new Utf8JsonWriter(written, DialectJson.Writer);
        EmbeddingsAnswer.Begin(json, call);
        GeminiUsage total = default;
        var (index, tokens) = (0, 0L);
        foreach (var answer in answers)
        {
            if (!TryRead(answer.Span, call, json, ref index, out var usage)) return false;
            total = usage;
            tokens += usage.ToTokens().PromptTokens;
        }

        // Older models do not say what they used.
        EmbeddingsAnswer.End(json, total.IsReported ? tokens : null);
        return index > 0;
    }

    private static bool TryRead(ReadOnlySpan<byte> answer, ForeignCall call, Utf8JsonWriter json, ref int index, out GeminiUsage usage)
    {
        usage = default;
        RawJson embeddings = default;
        foreach (var field in new RawJson(answer).Fields)
        {
            if (field.Is("embeddings"u8)) embeddings = field.Value;
            else if (field.Is("usageMetadata"u8)) usage.Take(field.Value);
        }

        foreach (var item in embeddings.Items)
        {
            if (!EmbeddingsAnswer.TryItem(json, index++, item["values"u8], call)) return false;
        }

        return embeddings.IsArray;
    }
}
