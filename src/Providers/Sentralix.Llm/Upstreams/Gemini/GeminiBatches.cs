using System.Buffers;
using System.Text.Json;
using Sentralix.Llm.Dialect;
using Sentralix.Llm.Upstreams.Translation;

namespace Sentralix.Llm.Upstreams.Gemini;

/// <summary>Writes a request for embeddings as requests for batches of them: Google takes a hundred texts a request.</summary>
internal static class GeminiBatches
{
    private const int BatchSize = 100;

    public static ForeignRequest Write(EmbeddingsRequest asked, ForeignCall call, GeminiSettings settings)
    {
        ForeignRequest? chain = null;
        // From the last to the first, because each names the one after it.
        foreach (var texts in asked.Texts.Chunk(BatchSize).Reverse())
        {
            chain = new ForeignRequest(
                $"{settings.Version}/{GeminiModel.Path(call.UpstreamModel)}:batchEmbedContents", WriteBatch(texts, asked.Dimensions, call, settings)) { Next = chain };
        }

        return chain!;
    }

    private static ReadOnlyMemory<byte> WriteBatch(ReadOnlyMemory<byte>[] texts, long? dimensions, ForeignCall call, GeminiSettings settings)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(body, DialectJson.Writer))
        {
            json.WriteStartObject();
            json.WriteStartArray("requests"u8);
            foreach (var text in texts) WriteText(json, new RawJson(text.Span), dimensions, call, settings);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return body.WrittenMemory;
    }

    private static void WriteText(Utf8JsonWriter json, RawJson text, long? dimensions, ForeignCall call, GeminiSettings settings)
    {
        json.WriteStartObject();
        // Every request of a batch names the model, and it must be the one in the address.
        json.WriteString("model"u8, GeminiModel.Resource(call.UpstreamModel));
        json.WriteStartObject("content"u8);
        json.WriteStartArray("parts"u8);
        json.WriteStartObject();
        json.WriteRaw("text"u8, text);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        if (settings.TaskType is { } taskType) json.WriteString("taskType"u8, taskType);
        if (dimensions is { } wanted) json.WriteNumber("outputDimensionality"u8, wanted);
        json.WriteEndObject();
    }
}
