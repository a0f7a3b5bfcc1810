using System.Buffers;
using System.Text.Json;
using Sentralix.Llm.Dialect;

namespace Sentralix.Llm.Upstreams.Gemini;

/// <summary>Writes a request for embeddings as requests for batches of them: Google takes a hundred texts a request.</summary>
internal static class GeminiBatches
{
    private const int BatchSize = 100;

    /// <param name="input">A text or a list of texts.</param>
    /// <param name="dimensions">How long the vectors shall be; nothing: as long as the model makes them.</param>
    /// <param name="call">The call.</param>
    /// <param name="settings">The provider's.</param>
    public static ForeignRequest Write(RawJson input, RawJson dimensions, ForeignCall call, GeminiSettings settings)
    {
        var batches = new List<ReadOnlyMemory<byte>>();
        var items = input.Items;
        if (input.IsString) batches.Add(WriteBatch(input, ref items, dimensions, call, settings));
        while (items.MoveNext()) batches.Add(WriteBatch(items.Current, ref items, dimensions, call, settings));

        ForeignRequest? chain = null;
        for (var i = batches.Count - 1; i >= 0; i--)
            chain = new ForeignRequest($"{settings.Version}/{GeminiModel.Path(call.UpstreamModel)}:batchEmbedContents", batches[i]) { Next = chain };
        return chain!;
    }

    private static ReadOnlyMemory<byte> WriteBatch(RawJson text, ref RawJson.ItemReader items, RawJson dimensions, ForeignCall call, GeminiSettings settings)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(body, DialectJson.Writer))
        {
            json.WriteStartObject();
            json.WriteStartArray("requests"u8);
            WriteText(json, text, dimensions, call, settings);
            for (var count = 1; count < BatchSize && items.MoveNext(); count++) WriteText(json, items.Current, dimensions, call, settings);

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return body.WrittenMemory;
    }

    private static void WriteText(Utf8JsonWriter json, RawJson text, RawJson dimensions, ForeignCall call, GeminiSettings settings)
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
        if (dimensions.IsGiven) json.WriteRaw("outputDimensionality"u8, dimensions);
        json.WriteEndObject();
    }
}
